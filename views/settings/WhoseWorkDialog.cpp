#include "views/settings/WhoseWorkDialog.h"

#include <QPushButton>

namespace understudy::settings {

using namespace understudy::theme;

WhoseWorkDialog::WhoseWorkDialog(const Theme& theme, const QString& before, const QString& now,
                                 QWidget* parent)
    : StateDialog(theme, QStringLiteral("server"), Color::WarnText, tr("Is the work on this laptop yours?"),
                  tr("It was sent as %1 until now. As %2, all of it would be sent again, as yours. Nothing "
                     "has been sent yet, and everything stays here.\n\n"
                     "If somebody else did it, leave it as it was. For work of your own, start this program "
                     "with --profile and a folder of your own, and enroll there with a new code.")
                      .arg(before, now),
                  parent) {
    addChoice(tr("This work is mine too, send it"), ButtonKind::Normal, QDialog::Accepted);
    addChoice(tr("Leave it as it was"), ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
}

} // namespace understudy::settings
