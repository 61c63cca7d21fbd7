#include "views/connection/HostHeader.h"

#include <QHBoxLayout>
#include <QPainter>

namespace understudy::connection {

using theme::Color;
using theme::Type;
using State = HostLink::State;

namespace {

QString stateWords(State state) {
    switch (state) {
    case State::Connecting:
        return HostHeader::tr("connecting");
    case State::Connected:
        return HostHeader::tr("connected");
    case State::Lost:
        return HostHeader::tr("connection lost");
    case State::Idle:
    case State::Failed:
        break;
    }
    return HostHeader::tr("not connected");
}

} // namespace

HostHeader::HostHeader(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_name(new theme::Text(theme, Type::Heading, Color::Text, {}, this))
    , m_where(new theme::Text(theme, Type::Ui, Color::Text2, {}, this))
    , m_leave(new theme::Button(theme, tr("Disconnect"), theme::ButtonKind::Normal, {},
                                theme::ButtonSize::Normal, this)) {
    auto* list = new theme::Button(theme, tr("Connections"), theme::ButtonKind::Quiet,
                                   QStringLiteral("arrow-left"), theme::ButtonSize::Normal, this);
    list->setToolTip(tr("Back to the connections (Ctrl+Shift+G); the terminals stay open"));
    connect(list, &QPushButton::clicked, this, &HostHeader::listRequested);
    connect(m_leave, &QPushButton::clicked, this, &HostHeader::disconnectRequested);
    m_name->setMinimumWidth(60);
    m_where->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the first to give way
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 7, 12, 8);
    row->setSpacing(12);
    row->addWidget(list);
    row->addWidget(m_name);
    row->addWidget(m_where, 1);
    row->addWidget(m_leave);
    connect(&theme, &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void HostHeader::show(const HostLink& link) {
    m_name->setText(link.connection().name);
    m_where->setText(link.connection().address.text() + QStringLiteral(", ") + stateWords(link.state()));
    m_where->setToolTip(m_where->text().toHtmlEscaped());
    m_leave->setAccessibleName(tr("Disconnect from %1").arg(link.connection().name));
    const bool on = link.state() == State::Connected || link.state() == State::Connecting;
    m_leave->setText(on ? tr("Disconnect") : tr("Close its tabs"));
}

void HostHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Color::Line));
}

} // namespace understudy::connection
