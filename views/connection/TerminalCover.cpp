#include "views/connection/TerminalCover.h"

#include "views/theme/StatePanel.h"

#include <QEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::ButtonKind;
using theme::Color;
using State = HostLink::State;

namespace {

QString failure(const HostLink& link) {
    const QString& name = link.connection().name;
    if (link.hostKeyChange())
        return TerminalCover::tr("Not connected: %1 shows another key").arg(name);
    switch (link.trouble() ? link.trouble()->code : Errc::Unreachable) {
    case Errc::Refused:
    case Errc::BadInput:
        return TerminalCover::tr("%1 did not let you in").arg(name);
    case Errc::Cancelled:
        return TerminalCover::tr("Not connected to %1").arg(name);
    default:
        return TerminalCover::tr("%1 doesn’t answer").arg(name);
    }
}

} // namespace

TerminalCover::TerminalCover(const theme::Theme& theme, QWidget& terminal)
    : QWidget(&terminal)
    , m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    setGeometry(terminal.rect());
    terminal.installEventFilter(this);
}

bool TerminalCover::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void TerminalCover::show(const HostLink& link) {
    if (link.state() == State::Failed)
        showFailed(link);
    else if (m_shown != State::Connecting || !m_panel)
        showConnecting(link);
    m_shown = link.state() == State::Failed ? State::Failed : State::Connecting;
    QWidget::show();
    raise();
}

void TerminalCover::replace(theme::StatePanel* panel) {
    const bool had = isAncestorOf(focusWidget()) || (parentWidget()->hasFocus() && isVisible());
    delete std::exchange(m_panel, panel);
    auto* column = static_cast<QVBoxLayout*>(layout());
    while (QLayoutItem* item = column->takeAt(0))
        delete item;
    column->addStretch(1);
    column->addWidget(panel);
    column->addStretch(1);
    if (auto* first = panel->findChild<QPushButton*>()) {
        setFocusProxy(first);
        if (had)
            first->setFocus(Qt::OtherFocusReason);
    }
}

void TerminalCover::showConnecting(const HostLink& link) {
    const Connection& connection = link.connection();
    QString text =
        tr("Asking %1 for a login. You can go on working meanwhile.").arg(connection.address.text());
    if (!connection.jumps.empty())
        text = tr("Asking %1 for a login, through %2. You can go on working meanwhile.")
                   .arg(connection.address.text(), jumpsText(connection.jumps));
    auto* panel = new theme::StatePanel(m_theme, QStringLiteral("plug"), Color::Text2,
                                        tr("Connecting to %1").arg(connection.name), text, this);
    connect(panel->addAction(tr("Stop"), ButtonKind::Normal), &QPushButton::clicked, this,
            &TerminalCover::stopRequested);
    replace(panel);
}

void TerminalCover::showFailed(const HostLink& link) {
    const Error trouble = link.trouble().value_or(Error{});
    auto* panel = new theme::StatePanel(m_theme, QStringLiteral("unplug"), Color::Text2, failure(link),
                                        trouble.sentence, this);
    panel->setDetail(trouble.detail);
    // The panel goes away with the answer: later, when its button is done.
    connect(panel->addAction(tr("Try again"), ButtonKind::Primary), &QPushButton::clicked, this,
            &TerminalCover::againRequested, Qt::QueuedConnection);
    if (!link.connection().ofConfig)
        connect(panel->addAction(tr("Edit the connection"), ButtonKind::Normal), &QPushButton::clicked, this,
                &TerminalCover::editRequested, Qt::QueuedConnection);
    replace(panel);
}

void TerminalCover::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), m_theme.color(Color::TermBg));
}

} // namespace understudy::connection
