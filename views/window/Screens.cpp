#include "views/window/Screens.h"

#include "views/window/PackRefusedDialog.h"

#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

namespace {

QWidget* screenOf(const Theme& theme, QWidget* panel) {
    auto* ground = new Ground(theme, Color::BgPanel);
    auto* column = new QVBoxLayout(ground);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(panel);
    return ground;
}

} // namespace

QWidget* notBuilt(const Theme& theme, const QString& icon, const QString& title, const QString& text) {
    return screenOf(theme, new StatePanel(theme, icon, Color::Text2, title, text));
}

QWidget* packRefused(const Theme& theme, const course::PackRefusal& refusal) {
    auto* panel = new StatePanel(theme, QStringLiteral("shield-x"), Color::DangerText,
                                 QObject::tr("The course content was not opened"),
                                 refusal.error.sentence + QLatin1Char(' ') +
                                     QObject::tr("Your work on this laptop is kept."));
    panel->setDetail(refusal.error.detail);
    auto* show = panel->addAction(QObject::tr("Show the report"), ButtonKind::Primary);
    QObject::connect(show, &QPushButton::clicked, panel,
                     [&theme, refusal, panel] { showPackRefusal(theme, refusal, panel->window()); });
    return screenOf(theme, panel);
}

} // namespace understudy::window
