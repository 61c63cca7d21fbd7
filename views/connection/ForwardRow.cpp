#include "views/connection/ForwardRow.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;

namespace {

constexpr int RefreshMilliseconds = 250;

QString bytesWords(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat); }

} // namespace

ForwardRow::ForwardRow(const theme::Theme& theme, tunnel::PortForward& forward, bool remembered,
                       QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_forward(&forward)
    , m_remembered(remembered)
    , m_state(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_trouble(new theme::Text(theme, Type::Small, Color::DangerText, {}, this)) {
    const QString local = forward.localText();
    const QString far = forward.asked().farText();
    auto* address = new theme::Text(theme, Type::Mono, Color::Text, local, this);
    address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* copy =
        new theme::IconButton(theme, QStringLiteral("copy"), tr("Copy the address %1").arg(local), this, 16);
    auto* stop =
        new theme::Button(theme, tr("Stop"), theme::ButtonKind::Quiet, {}, theme::ButtonSize::Compact, this);
    stop->setAccessibleName(tr("Stop forwarding %1 to %2").arg(local, far));
    stop->setToolTip(remembered ? tr("Close the port; it is not opened again next time either")
                                : tr("Close the port"));
    auto* where = new theme::Text(theme, Type::Small, Color::Text, tr("to %1").arg(far), this);
    where->setElided(true);
    where->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (theme::Text* words : {m_state, m_trouble})
        words->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(address);
    head->addWidget(copy);
    head->addStretch(1);
    auto* target = new QHBoxLayout; // not above: with large text there is room for one button a line
    target->setSpacing(8);
    target->addWidget(where, 1);
    target->addWidget(stop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 8, 8);
    column->setSpacing(2);
    column->addLayout(head);
    column->addLayout(target);
    column->addWidget(m_state);
    column->addWidget(m_trouble);
    m_soon.setSingleShot(true);
    m_soon.setInterval(RefreshMilliseconds);
    connect(copy, &QToolButton::clicked, this, [local] { QGuiApplication::clipboard()->setText(local); });
    connect(stop, &QPushButton::clicked, this, &ForwardRow::stopRequested);
    connect(&forward, &tunnel::PortForward::changed, this, &ForwardRow::refresh);
    connect(&forward, &tunnel::PortForward::bytesCarried, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    connect(&m_soon, &QTimer::timeout, this, &ForwardRow::refresh);
    refresh();
}

QString ForwardRow::figures() const {
    const QString now = m_forward->connections() == 0
                            ? tr("Nobody uses it now")
                            : tr("%n connections now", nullptr, m_forward->connections());
    if (m_forward->sent() + m_forward->received() == 0)
        return now + QLatin1Char('.');
    return tr("%1; %2 sent, %3 received.")
        .arg(now, bytesWords(m_forward->sent()), bytesWords(m_forward->received()));
}

void ForwardRow::refresh() {
    if (!m_forward)
        return;
    QString state = m_forward->waits() ? tr("Waiting for the connection.") : figures();
    if (m_remembered)
        state += QLatin1Char(' ') + tr("Opened again next time.");
    m_state->setText(state);
    m_state->setRole(m_forward->waits() ? Color::WarnText : Color::Text2);
    const QString why = m_forward->trouble() ? m_forward->trouble()->sentence : QString();
    const bool news = !why.isEmpty() && why != m_trouble->text();
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
    setAccessibleName(words());
    if (news) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

QString ForwardRow::words() const {
    return m_forward ? tr("%1 to %2. %3 %4")
                           .arg(m_forward->localText(), m_forward->asked().farText(), m_state->text(),
                                m_trouble->text())
                           .trimmed()
                     : QString();
}

void ForwardRow::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(QRect(0, 0, width(), 1), m_theme.color(Color::Line));
}

} // namespace understudy::connection
