#include "views/theme/CommandBox.h"

#include <QClipboard>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QResizeEvent>

namespace understudy::theme {

CommandBox::CommandBox(const Theme& theme, const QString& command, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_command(command)
    , m_label(new QLabel(command, this))
    , m_run(new IconButton(theme, QStringLiteral("play"), tr("Run in terminal"), this, 16)) {
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setAccessibleName(tr("Command: %1").arg(command));
    m_run->setRole(Color::AccentText);
    auto* copy = new IconButton(theme, QStringLiteral("copy"), tr("Copy"), this, 16);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->setSpacing(2);
    row->addWidget(m_label, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    row->addWidget(m_run, 0, Qt::AlignTop);

    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command); });
    connect(m_run, &QToolButton::clicked, this, [this] { Q_EMIT runRequested(m_command); });
    connect(&theme, &Theme::changed, this, &CommandBox::restyle);
    restyle();
}

void CommandBox::setRunnable(bool on, const QString& whyNot) {
    m_run->setEnabled(on);
    m_run->setToolTip(on ? tr("Run in terminal") : whyNot);
}

void CommandBox::restyle() {
    m_label->setFont(m_theme.font(Type::MonoSmall));
    update();
}

void CommandBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::Line));
    painter.setBrush(m_theme.color(Color::BgWell));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace understudy::theme
