#include "views/connection/TerminalStrip.h"

#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

namespace understudy::connection {

using theme::Color;
using theme::Type;

TerminalStrip::TerminalStrip(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_words(new theme::Text(theme, Type::Ui, Color::DangerText, {}, this))
    , m_action(
          new theme::Button(theme, {}, theme::ButtonKind::Normal, {}, theme::ButtonSize::Compact, this)) {
    m_words->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 5, 12, 5);
    row->setSpacing(9);
    row->addWidget(m_icon);
    row->addWidget(m_words, 1);
    row->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &TerminalStrip::actionRequested);
    connect(&theme, &theme::Theme::changed, this, &TerminalStrip::restyle);
    restyle();
    hide();
}

void TerminalStrip::restyle() {
    m_icon->setPixmap(
        m_theme.pixmap(QStringLiteral("unplug"), Color::DangerText, m_theme.px(16), devicePixelRatioF()));
    setMinimumHeight(m_theme.px(30));
    update();
}

void TerminalStrip::say(const QString& words, const QString& action) {
    const bool news = words != m_words->text() || !isVisible();
    m_words->setText(words);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(words);
    show();
    if (news) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

QString TerminalStrip::words() const { return isHidden() ? QString() : m_words->text(); }

void TerminalStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::DangerSoft));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Color::DangerLine));
}

} // namespace understudy::connection
