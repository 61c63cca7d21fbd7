#include "views/terminal/text/GapWords.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::terminal {

namespace {

QString tr(const char* text, int number) {
    return QCoreApplication::translate("GapWords", text, nullptr, number);
}

QString both(const QString& large, const QString& small, int smalls) {
    return smalls == 0 ? large : large + QLatin1Char(' ') + small;
}

} // namespace

QString gapWords(std::chrono::milliseconds gap) {
    const auto all = std::max<long long>(1, std::chrono::round<std::chrono::seconds>(gap).count());
    const int seconds = static_cast<int>(all % 60);
    const int minutes = static_cast<int>(all / 60 % 60);
    const int hours = static_cast<int>(all / 3600 % 24);
    const int days = static_cast<int>(all / 86400);
    if (days > 0)
        return both(days == 1 ? tr("1 day", 1) : tr("%n days", days), tr("%n h", hours), hours);
    if (hours > 0)
        return both(tr("%n h", hours), tr("%n min", minutes), minutes);
    if (minutes > 0)
        return both(tr("%n min", minutes), tr("%n s", seconds), seconds);
    return tr("%n s", seconds);
}

} // namespace understudy::terminal
