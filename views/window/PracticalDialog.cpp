#include "views/window/PracticalDialog.h"

namespace understudy::window {

using namespace understudy::theme;

PracticalDialog::PracticalDialog(const Theme& theme, const QString& title, QWidget* parent)
    : StateDialog(theme, QStringLiteral("check"), Color::Text2, tr("Is “%1” done?").arg(title),
                  tr("You do this on your own or with your mentor, and nothing here checks it: your word "
                     "counts. It goes into your record and cannot be taken back."),
                  parent) {
    addChoice(tr("Not yet"), ButtonKind::Normal, Rejected)->setDefault(true);
    addChoice(tr("It is done"), ButtonKind::Primary, Accepted);
}

} // namespace understudy::window
