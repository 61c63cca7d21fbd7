#include "views/reader/FindBox.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace understudy::reader {

using theme::Color;
using theme::Type;

FindBox::FindBox(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_field(new QLineEdit(this))
    , m_count(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_up(new theme::IconButton(theme, QStringLiteral("chevron-up"), tr("Previous match"), this, 15))
    , m_down(new theme::IconButton(theme, QStringLiteral("chevron-down"), tr("Next match"), this, 15))
    , m_close(new theme::IconButton(theme, QStringLiteral("x"), tr("Close search"), this, 15)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(32, 2, 4, 2);
    row->setSpacing(0);
    row->addWidget(m_field, 1);
    row->addWidget(m_count);
    row->addSpacing(3);
    for (auto* button : {m_up, m_down, m_close}) {
        row->addWidget(button);
        button->setFocusPolicy(Qt::NoFocus);
    }
    m_field->setPlaceholderText(tr("Find in page"));
    m_field->setAccessibleName(tr("Find in page"));
    m_field->setFrame(false);
    m_field->installEventFilter(this);
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, &FindBox::wordsChanged);
    connect(m_up, &QToolButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { Q_EMIT stepped(1); });
    connect(m_close, &QToolButton::clicked, this, [this] {
        stop();
        Q_EMIT closed();
    });
    connect(&theme, &theme::Theme::changed, this, &FindBox::restyle);
    restyle();
    setFound(0, 0);
}

void FindBox::restyle() {
    m_field->setFont(m_theme.font(Type::Ui));
    m_field->setStyleSheet(
        m_theme.filled(QStringLiteral("QLineEdit, QLineEdit:focus { border: none; background: transparent; "
                                      "padding: 0; min-height: 0; color: @text; }")));
    setFixedHeight(m_theme.px(32));
    m_field->setMinimumWidth(m_theme.px(70));
    setMaximumWidth(m_theme.px(262));
    updateGeometry();
    update();
}

QSize FindBox::sizeHint() const { return {m_theme.px(262), m_theme.px(32)}; }

void FindBox::start() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void FindBox::stop() { m_field->clear(); }

void FindBox::setFound(int current, int count) {
    const bool asked = !m_field->text().isEmpty();
    m_count->setText(!asked ? QString() : count == 0 ? tr("none") : tr("%1 of %2").arg(current).arg(count));
    for (auto* button : {m_up, m_down, m_close})
        button->setVisible(asked);
}

bool FindBox::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        update();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) {
        stop();
        Q_EMIT closed();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        Q_EMIT stepped(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FindBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = m_field->hasFocus();
    painter.setPen(QPen(m_theme.color(focused ? Color::Focus : Color::LineControl), focused ? 2 : 1));
    painter.setBrush(m_theme.color(Color::BgPanel));
    const double half = focused ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 6, 6);
    painter.drawPixmap(9, (height() - 16) / 2,
                       m_theme.pixmap(QStringLiteral("search"), Color::Text2, 16, devicePixelRatioF()));
}

} // namespace understudy::reader
