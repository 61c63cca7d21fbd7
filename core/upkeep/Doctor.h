#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <QString>

#include <vector>

namespace understudy::upkeep {

/// One thing that was looked at.
struct Finding {
    enum class Grade { Good, Warning, Wrong };
    Grade grade = Grade::Good;
    QString what; ///< was found
    QString next; ///< what to do about it, "" when nothing
};

/// Examines what a server keeps and where it keeps it, and changes nothing. It may run beside the server.
class Doctor final {
public:
    /// @p folder: the data folder; "" with PostgreSQL.
    Doctor(store::Sql& sql, const Clock& clock, QString folder)
        : m_sql(sql)
        , m_clock(clock)
        , m_folder(std::move(folder)) {}
    std::vector<Finding> examine();

private:
    void version();
    void integrity();
    void references();
    void index();
    void clock();
    void space();
    void servers();
    void good(const QString& what);
    void warn(const QString& what, const QString& next);
    void wrong(const QString& what, const QString& next);
    /// The first number of a query's answer; what cannot be read is wrong, and -1.
    std::int64_t number(const std::string& sql);
    bool lite() const { return m_sql.engine() == store::Sql::Engine::Sqlite; }

    store::Sql& m_sql;
    const Clock& m_clock;
    QString m_folder;
    std::vector<Finding> m_findings;
};

} // namespace understudy::upkeep
