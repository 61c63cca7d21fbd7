#include "views/theme/Strip.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace understudy::theme {

namespace {

Color inkOf(Strip::Kind kind) { return kind == Strip::Kind::Warn ? Color::WarnText : Color::DangerText; }

} // namespace

Strip::Strip(const Theme& theme, Kind kind, const QString& icon, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_kind(kind)
    , m_iconName(icon)
    , m_icon(new QLabel(this))
    , m_words(new Text(theme, Type::Small, inkOf(kind), {}, this))
    , m_action(new Button(theme, {}, ButtonKind::Quiet, {}, ButtonSize::Compact, this)) {
    m_words->setWordWrap(true);
    m_action->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_words, 1);
    row->addWidget(m_action);
    setCursor(Qt::ArrowCursor);
    connect(m_action, &QPushButton::clicked, this, &Strip::actionRequested);
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

void Strip::setAction(const QString& action) {
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

void Strip::paintEvent(QPaintEvent*) {
    const bool warn = m_kind == Kind::Warn;
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(warn ? Color::WarnSoft : Color::DangerSoft));
    painter.fillRect(QRect(0, height() - 1, width(), 1),
                     m_theme.color(warn ? Color::WarnLine : Color::DangerLine));
}

} // namespace understudy::theme
