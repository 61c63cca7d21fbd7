#include "views/theme/Strip.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace understudy::theme {

namespace {

Color inkOf(Strip::Kind kind) { return kind == Strip::Kind::Warn ? Color::WarnText : Color::DangerText; }

void setWords(Button& button, const QString& words) {
    button.setText(words);
    button.setVisible(!words.isEmpty());
}

} // namespace

Strip::Strip(const Theme& theme, Kind kind, const QString& icon, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_kind(kind)
    , m_iconName(icon)
    , m_icon(new QLabel(this))
    , m_words(new Text(theme, Type::Small, inkOf(kind), {}, this))
    , m_action(new Button(theme, {}, ButtonKind::Quiet, {}, ButtonSize::Compact, this))
    , m_second(new Button(theme, {}, ButtonKind::Quiet, {}, ButtonSize::Compact, this)) {
    m_words->setWordWrap(true);
    m_action->hide();
    m_second->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 2, 8, 2); // around a compact button: 30 px
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_words, 1);
    row->addWidget(m_action);
    row->addWidget(m_second);
    setCursor(Qt::ArrowCursor);
    connect(m_action, &QPushButton::clicked, this, &Strip::actionRequested);
    connect(m_second, &QPushButton::clicked, this, &Strip::secondRequested);
    connect(&theme, &Theme::changed, this, &Strip::restyle);
    restyle();
    hide();
}

void Strip::restyle() {
    m_icon->setPixmap(m_theme.pixmap(m_iconName, inkOf(m_kind), m_theme.px(16), devicePixelRatioF()));
    setMinimumHeight(m_theme.px(30));
    update();
}

void Strip::say(const QString& words, bool quietly) {
    const bool news = words != m_words->text();
    m_words->setText(words);
    setAccessibleName(words);
    setVisible(!words.isEmpty());
    if (news && !quietly && !words.isEmpty()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void Strip::setAction(const QString& action) { setWords(*m_action, action); }

void Strip::setSecond(const QString& action) { setWords(*m_second, action); }

void Strip::paintEvent(QPaintEvent*) {
    const bool warn = m_kind == Kind::Warn;
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(warn ? Color::WarnSoft : Color::DangerSoft));
    painter.fillRect(QRect(0, height() - 1, width(), 1),
                     m_theme.color(warn ? Color::WarnLine : Color::DangerLine));
}

} // namespace understudy::theme
