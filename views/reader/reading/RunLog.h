#pragma once

#include <QDateTime>
#include <QHash>
#include <QString>

namespace understudy::reader {

/// The commands of pages that were run in this run of the lab, and when.
class RunLog final {
public:
    /// @p when is local time.
    void ran(const QString& command, const QDateTime& when);
    void clear() { m_runs.clear(); }
    bool empty() const { return m_runs.isEmpty(); }
    /// "Ran at 14:02", "Ran 2 times, last 14:02"; empty: not run.
    QString words(const QString& command) const;

private:
    struct Runs {
        int times = 0;
        QDateTime last;
    };
    QHash<QString, Runs> m_runs;
};

} // namespace understudy::reader
