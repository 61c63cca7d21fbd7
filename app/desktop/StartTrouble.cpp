#include "app/desktop/StartTrouble.h"

#include "views/theme/StateDialog.h"

#include <QCoreApplication>

namespace understudy::desktop {

bool startedFromDesktop() {
    for (const char* mark : {"DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "GIO_LAUNCHED_DESKTOP_FILE"})
        if (!qEnvironmentVariableIsEmpty(mark))
            return true;
    return false;
}

void tellStartTrouble(const theme::Theme& theme, const QString& sentence) {
    if (!startedFromDesktop())
        return;
    theme::StateDialog dialog(theme, QStringLiteral("alert"), theme::Color::DangerText,
                              QCoreApplication::translate("main", "Understudy cannot open"), sentence);
    dialog.addChoice(QCoreApplication::translate("main", "Close"), theme::ButtonKind::Primary,
                     QDialog::Rejected);
    dialog.exec();
}

} // namespace understudy::desktop
