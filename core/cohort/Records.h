#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <vector>

namespace understudy::cohort {

/// What the statements of one person are found by: their xAPI account.
std::int64_t agentKey(const std::string& homePage, const std::string& account);

/// A statement as the cohort needs it.
struct Record {
    std::int64_t seq = 0;
    QJsonObject statement;
    Instant stored{}; ///< when the server got it
};

/// The statements of a person, as they are kept. Voided ones are not among them.
class Records final {
public:
    explicit Records(store::Sql& sql)
        : m_sql(sql) {}

    /// Hands over all of them, oldest first, in small portions; @p take returns false to stop.
    Result<void> each(std::int64_t agent, const std::function<bool(const Record&)>& take);
    /// At most @p limit of those before @p before (0: the newest), newest first.
    Result<std::vector<Record>> before(std::int64_t agent, std::int64_t before, int limit);

    struct Newest {
        std::int64_t person = 0;
        std::int64_t seq = 0; ///< 0: nothing was ever sent
    };
    /// For everybody of the roster.
    Result<std::vector<Newest>> newest();

private:
    store::Sql& m_sql;
};

} // namespace understudy::cohort
