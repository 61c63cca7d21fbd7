#include "views/terminal/Strip.h"

#include <QHBoxLayout>
#include <QPainter>

namespace understudy::terminal {

Strip::Strip(const theme::Theme& theme, const QString& icon, const QString& action, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(icon)
    , m_mark(new QLabel(this))
    , m_text(new theme::Text(theme, theme::Type::Small, theme::Color::WarnText, {}, this)) {
    m_text->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_mark);
    row->addWidget(m_text, 1);
    if (!action.isEmpty()) {
        m_action =
            new theme::Button(theme, action, theme::ButtonKind::Quiet, {}, theme::ButtonSize::Compact, this);
        row->addWidget(m_action);
        connect(m_action, &QPushButton::clicked, this, &Strip::actionRequested);
    }
    setCursor(Qt::ArrowCursor);
    connect(&theme, &theme::Theme::changed, this, &Strip::restyle);
    restyle();
    hide();
}

void Strip::restyle() {
    m_mark->setPixmap(m_theme.pixmap(m_icon, theme::Color::WarnText, m_theme.px(16), devicePixelRatioF()));
    setMinimumHeight(m_theme.px(30));
    update();
}

void Strip::say(const QString& sentence) {
    if (sentence != m_text->text()) {
        m_text->setText(sentence);
        setAccessibleName(sentence);
    }
    setVisible(!sentence.isEmpty());
}

void Strip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(theme::Color::WarnSoft));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(theme::Color::WarnLine));
}

} // namespace understudy::terminal
