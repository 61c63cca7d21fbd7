#include "views/connection/ConnectionRow.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;

namespace {

QString details(const Connection& connection) {
    QStringList words{connection.address.text()};
    if (!connection.jumps.empty())
        words << ConnectionRow::tr("through %1").arg(jumpsText(connection.jumps));
    words << connection.loginWords();
    return words.join(QStringLiteral(" · "));
}

QLabel* iconOf(const theme::Theme& theme, const QString& name, Color role, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setPixmap(theme.pixmap(name, role, theme.px(18), parent->devicePixelRatioF()));
    return label;
}

} // namespace

ConnectionRow::ConnectionRow(const theme::Theme& theme, const Connection& connection, int terminals,
                             const QString& lastUsed, const QStringList& notes, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_id(connection.id)
    , m_fixed(connection.ofConfig) {
    setProperty("focusRing", true);
    setMinimumHeight(theme.px(60));
    auto* cells = new QHBoxLayout(this);
    cells->setContentsMargins(12, 8, 12, 8);
    cells->setSpacing(14);
    cells->addWidget(connection.watchOnly ? iconOf(theme, QStringLiteral("eye"), Color::WarnText, this)
                                          : iconOf(theme, QStringLiteral("server"),
                                                   terminals ? Color::OkText : Color::Text2, this));
    const QString state = terminals                        ? tr("%n terminals open", nullptr, terminals)
                          : lastUsed.isEmpty() && !m_fixed ? tr("Not used yet")
                                                           : lastUsed;
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* name = new theme::Text(theme, Type::BodyStrong, Color::Text, connection.name, this);
    name->setWordWrap(true);
    auto* where =
        new theme::Text(theme, Type::Small, Color::Text2,
                        terminals || state.isEmpty() ? details(connection)
                                                     : details(connection) + QStringLiteral(" · ") + state,
                        this);
    where->setWordWrap(true);
    words->addStretch(1);
    words->addWidget(name);
    words->addWidget(where);
    if (!notes.isEmpty()) {
        auto* said = new theme::Text(theme, Type::Small, Color::Text3, notes.join(QLatin1Char(' ')), this);
        said->setWordWrap(true);
        words->addWidget(said);
    }
    words->addStretch(1);
    cells->addLayout(words, 1);
    if (connection.watchOnly)
        cells->addWidget(new theme::Chip(theme, tr("Watch only"), theme::Chip::Kind::Warn, this));
    if (terminals)
        cells->addWidget(new theme::Text(theme, Type::Small, Color::OkText, state, this));
    auto* go = new theme::Button(theme, terminals ? tr("Show") : tr("Connect"), theme::ButtonKind::Normal, {},
                                 theme::ButtonSize::Normal, this);
    go->setMinimumWidth(theme.px(88));
    go->setFocusPolicy(Qt::NoFocus); // the row is one stop; Enter does the same
    go->setAccessibleName(go->text() + QLatin1Char(' ') + connection.name);
    connect(go, &QPushButton::clicked, this, &ConnectionRow::connectRequested);
    cells->addWidget(go);
    auto* more = new theme::IconButton(theme, QStringLiteral("more"),
                                       m_fixed ? tr("What one can do with %1").arg(connection.name)
                                               : tr("Edit, duplicate or remove %1").arg(connection.name),
                                       this);
    more->setFocusPolicy(Qt::NoFocus);
    connect(more, &QToolButton::clicked, this,
            [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    cells->addWidget(more);
    setAccessibleName(tr("%1, %2%3. %4")
                          .arg(connection.name, details(connection),
                               connection.watchOnly ? tr(", watch only") : QString(),
                               (QStringList{state} + notes).join(QLatin1Char(' '))));
    setAccessibleDescription(
        m_fixed
            ? tr("Enter connects, Ctrl+D makes a connection of your own, the arrow keys go to the next one.")
            : tr("Enter connects, F2 edits, Ctrl+D duplicates, Delete removes, the arrow keys go to the next "
                 "one."));
}

void ConnectionRow::showMenu(QPoint at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& words, const QKeySequence& key, void (ConnectionRow::*signal)()) {
        menu->addAction(words, key, this, signal)->setShortcutContext(Qt::WidgetShortcut);
    };
    add(tr("Connect"), Qt::Key_Return, &ConnectionRow::connectRequested);
    menu->addSeparator();
    if (m_fixed) {
        add(tr("Make a connection of your own"), Qt::CTRL | Qt::Key_D, &ConnectionRow::duplicateRequested);
        return menu->popup(at);
    }
    add(tr("Edit"), Qt::Key_F2, &ConnectionRow::editRequested);
    add(tr("Duplicate"), Qt::CTRL | Qt::Key_D, &ConnectionRow::duplicateRequested);
    add(tr("Remove"), Qt::Key_Delete, &ConnectionRow::removeRequested);
    menu->popup(at);
}

void ConnectionRow::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() == Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        return Q_EMIT connectRequested();
    case Qt::Key_F2:
        return m_fixed ? void() : Q_EMIT editRequested();
    case Qt::Key_Delete:
        return m_fixed ? void() : Q_EMIT removeRequested();
    case Qt::Key_D:
        if (control)
            return Q_EMIT duplicateRequested();
        break;
    case Qt::Key_Up:
        return Q_EMIT stepRequested(-1);
    case Qt::Key_Down:
        return Q_EMIT stepRequested(1);
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void ConnectionRow::contextMenuEvent(QContextMenuEvent* event) {
    showMenu(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(QPoint(40, height() / 2))
                                                            : event->globalPos());
}

void ConnectionRow::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT connectRequested(); }

void ConnectionRow::enterEvent(QEnterEvent*) {
    m_under = true;
    update();
}

void ConnectionRow::leaveEvent(QEvent*) {
    m_under = false;
    update();
}

void ConnectionRow::paintEvent(QPaintEvent*) {
    if (!m_under && !hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(hasFocus() ? Color::BgSelected : Color::BgHover));
    painter.drawRoundedRect(rect(), 6, 6);
}

} // namespace understudy::connection
