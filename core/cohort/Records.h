#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <vector>

namespace understudy::cohort {

/// Whose statements: an xAPI account.
struct Account {
    std::string homePage;
    std::string name;
};

/// What the statements of one person are found by.
std::int64_t agentKey(const Account& account);

/// A statement as the cohort needs it.
struct Record {
    std::int64_t seq = 0;
    QJsonObject statement;
    Instant stored{}; ///< when the server got it
};

/// What a person did, as it is kept. Voided statements are not among it, nor those that others made about the
/// person: what somebody else says that one did is no proof.
class Records final {
public:
    explicit Records(store::Sql& sql)
        : m_sql(sql) {}

    /// Hands over all up to the number @p upTo, oldest first, in small portions; @p take returns false to
    /// stop.
    Result<void> each(const Account& account, std::int64_t upTo,
                      const std::function<bool(const Record&)>& take);
    /// At most @p limit of those before @p before (0: the newest), newest first.
    Result<std::vector<Record>> before(const Account& account, std::int64_t before, int limit);

    struct Newest {
        std::int64_t person = 0;
        std::int64_t seq = 0; ///< 0: nothing was ever sent
    };
    /// For everybody of the roster: of the statements below which none will appear any more, so that whoever
    /// follows the newest number misses nothing.
    Result<std::vector<Newest>> newest();

private:
    store::Sql& m_sql;
};

} // namespace understudy::cohort
