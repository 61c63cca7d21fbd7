#include "views/theme/CommandBox.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::theme {

CommandBox::CommandBox(const Theme& theme, const QString& command, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_command(command)
    , m_run(new IconButton(theme, QStringLiteral("play"), tr("Run in terminal"), this, 16)) {
    auto* words = new CommandText(theme, command, this);
    m_run->setRole(Color::AccentText);
    auto* copy = new IconButton(theme, QStringLiteral("copy"), tr("Copy"), this, 16);

    auto* beside = new QVBoxLayout; // one line stands at the buttons' middle, several begin at the top
    beside->setContentsMargins(0, 4, 0, 5);
    beside->addWidget(words);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->setSpacing(2);
    row->addLayout(beside, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    row->addWidget(m_run, 0, Qt::AlignTop);

    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command); });
    connect(m_run, &QToolButton::clicked, this, [this] { Q_EMIT runRequested(m_command); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CommandBox::setRunnable(bool on, const QString& whyNot) {
    m_run->setEnabled(on);
    m_run->setToolTip(on ? tr("Run in terminal") : whyNot);
}

void CommandBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::Line));
    painter.setBrush(m_theme.color(Color::BgWell));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace understudy::theme
