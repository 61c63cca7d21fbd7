#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <string>
#include <vector>

namespace understudy::access {

/// Who did what to the server, when and from where. Noted in the transaction of the deed itself, so that
/// there is no deed without its line. No secret and no statement is part of a line.
class Audit final {
public:
    struct Entry {
        std::int64_t id = 0;
        std::int64_t moment = 0; ///< microseconds since 1970
        std::string who;         ///< a person's name, or "(command)" for the one at the server itself
        std::string deed;        ///< user.add, session.open…
        std::string subject;
        std::string source; ///< address, or "local"
    };

    Audit(store::Sql& sql, const Clock& clock)
        : m_sql(sql)
        , m_clock(clock) {}
    Result<void> note(const std::string& who, const std::string& deed, const std::string& subject,
                      const std::string& source);
    /// The newest @p most entries, oldest first.
    Result<std::vector<Entry>> newest(int most);

private:
    store::Sql& m_sql;
    const Clock& m_clock;
};

} // namespace understudy::access
