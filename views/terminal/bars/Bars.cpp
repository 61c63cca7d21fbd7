#include "views/terminal/bars/Bars.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr int FromTheEdge = 12;
constexpr int LeastReader = 120;

QString tr(const char* text) { return QCoreApplication::translate("TerminalBars", text); }

} // namespace

Bars::Bars(const theme::Theme& theme, QWidget* over)
    : around(over)
    , find(new FindBar(theme, over))
    , viewOnly(new Strip(theme, Strip::Kind::Warn, QStringLiteral("eye"), over))
    , lock(new Strip(theme, Strip::Kind::Warn, QStringLiteral("lock"), over))
    , recording(new Strip(theme, Strip::Kind::Warn, QStringLiteral("circle"), over))
    , reader(new OutputReader(theme, over)) {
    lock->setAction(tr("Unlock"));
    recording->setAction(tr("Stop recording"));
    find->hide();
    reader->hide();
}

int Bars::place(const QRect& viewport) const {
    int used = 0;
    for (Strip* strip : {viewOnly, lock, recording}) {
        if (!strip->words().isEmpty()) {
            strip->resize(around->width(), strip->height()); // its words know their height only at a width
            const int height = std::max(strip->minimumHeight(), strip->heightForWidth(around->width()));
            strip->setGeometry(0, used, around->width(), height);
            used += height;
        }
    }
    find->adjustSize();
    find->move(std::max(0, viewport.width() - find->width() - FromTheEdge), used + 8);
    find->raise();
    const int height = std::max(LeastReader, around->height() / 2);
    reader->setGeometry(0, around->height() - height, around->width(), height);
    return used;
}

} // namespace understudy::terminal
