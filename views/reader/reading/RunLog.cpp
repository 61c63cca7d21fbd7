#include "views/reader/reading/RunLog.h"

#include <QCoreApplication>

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

} // namespace

void RunLog::ran(const QString& command, const QDateTime& when) {
    Runs& runs = m_runs[command];
    ++runs.times;
    runs.last = when;
}

QString RunLog::words(const QString& command) const {
    const auto found = m_runs.constFind(command);
    if (found == m_runs.cend())
        return {};
    const QString at = found->last.toString(QStringLiteral("HH:mm"));
    return found->times == 1 ? Words::tr("Ran at %1").arg(at)
                             : Words::tr("Ran %n times, last %1", nullptr, found->times).arg(at);
}

} // namespace understudy::reader
