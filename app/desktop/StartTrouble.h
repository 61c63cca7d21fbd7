#pragma once

#include <QString>

namespace understudy::theme {
class Theme;
}

namespace understudy::desktop {

/// Whether the program was started from a menu or an icon, where nobody reads what it prints.
bool startedFromDesktop();
/// Says in a dialog why no window opens, when nobody would read it elsewhere. Returns when it is closed.
void tellStartTrouble(const theme::Theme& theme, const QString& sentence);

} // namespace understudy::desktop
