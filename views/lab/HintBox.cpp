#include "views/lab/HintBox.h"

#include "views/theme/Text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::lab {

using theme::Color;
using theme::Type;

HintBox::HintBox(const theme::Theme& theme, int number, int all, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(13, 11, 13, 11);
    column->setSpacing(5);
    const QString count = tr("Hint %1 of %2").arg(number).arg(all);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    auto* icon = new QLabel(this);
    const auto restyle = [this, icon] {
        icon->setPixmap(m_theme.pixmap(QStringLiteral("hint"), Color::Text2, 16, devicePixelRatioF()));
        update();
    };
    connect(&theme, &theme::Theme::changed, this, restyle);
    restyle();
    auto* title = new theme::Text(theme, Type::Small, Color::Text2, count, this);
    head->addWidget(icon);
    head->addWidget(title, 1);
    column->addLayout(head);
    auto* words = new theme::Text(theme, Type::Ui, Color::Text, text, this);
    words->setWordWrap(true);
    column->addWidget(words);
    setAccessibleName(count + QStringLiteral(". ") + text);
}

void HintBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::Line));
    painter.setBrush(m_theme.color(Color::BgWell));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace understudy::lab
