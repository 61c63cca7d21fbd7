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
/// person: what somebody else says that one did is no proof. However large statements are, few megabytes of
/// them are in memory at once.
class Records final {
public:
    explicit Records(store::Sql& sql)
        : m_sql(sql) {}

    /// Hands over all up to the number @p upTo, oldest first, in small portions; @p take returns false to
    /// stop.
    Result<void> each(const Account& account, std::int64_t upTo,
                      const std::function<bool(const Record&)>& take);
    struct Page {
        std::vector<Record> records; ///< newest first
        std::int64_t older = 0;      ///< what the next page is before; 0: there is nothing older
    };
    /// At most @p limit of those before @p before (0: the newest), and fewer where they are large: whoever
    /// asks is on the thread that serves everybody.
    Result<Page> before(const Account& account, std::int64_t before, int limit);

    struct Newest {
        std::int64_t person = 0;
        std::int64_t seq = 0; ///< 0: nothing was ever sent
    };
    /// For everybody of the roster: of the statements below which none will appear any more, so that whoever
    /// follows the newest number misses nothing.
    Result<std::vector<Newest>> newest();

private:
    struct Span {
        std::int64_t from, to; ///< both belong to it
        bool ascending;
    };
    Result<store::Rows> portion(std::int64_t agent, const Span& span);
    Result<std::string> textOf(const store::Row& row);

    store::Sql& m_sql;
};

} // namespace understudy::cohort
