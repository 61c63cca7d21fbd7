#include "views/lab/TimerBlock.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <cstdlib>

namespace understudy::lab {

using theme::Color;
using theme::Type;

QString timeText(int seconds) {
    const int s = std::abs(seconds);
    const QString text = s >= 3600 ? QStringLiteral("%1:%2:%3")
                                         .arg(s / 3600)
                                         .arg(s / 60 % 60, 2, 10, QLatin1Char('0'))
                                         .arg(s % 60, 2, 10, QLatin1Char('0'))
                                   : QStringLiteral("%1:%2").arg(s / 60).arg(s % 60, 2, 10, QLatin1Char('0'));
    return seconds < 0 ? QLatin1Char('+') + text : text;
}

QString spanText(int seconds) {
    const int minutes = seconds / 60;
    if (minutes < 60)
        return TimerBlock::tr("%1 min").arg(minutes);
    return minutes % 60 ? TimerBlock::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60)
                        : TimerBlock::tr("%1 h").arg(minutes / 60);
}

TimerBlock::TimerBlock(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(new theme::NumberLabel(theme, Type::Heading, Color::Text, this))
    , m_words(new theme::Text(theme, Type::Small, Color::Text2, {}, this))
    , m_bar(new theme::Bar(theme, this, 4)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(15, 0, 14, 0);
    column->setSpacing(4);
    column->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_number);
    row->addWidget(m_words, 1);
    column->addLayout(row);
    m_bar->setFixedWidth(theme.px(96));
    column->addWidget(m_bar);
    column->addStretch(1);
    connect(&theme, &theme::Theme::changed, this, [this] {
        m_bar->setFixedWidth(m_theme.px(96));
        update();
    });
}

void TimerBlock::set(int left, int limit, bool paused) {
    const double share = limit > 0 ? std::max(0.0, double(left) / limit) : 0;
    const bool low = share < 0.1;
    m_number->setText(timeText(left));
    m_number->setRole(left < 0 ? Color::DangerText : low ? Color::WarnText : Color::Text);
    const QString span = spanText(limit);
    m_words->setText(left < 0 ? tr("over %1").arg(span)
                     : paused ? tr("left of %1, paused").arg(span)
                              : tr("left of %1").arg(span));
    m_words->setRole(paused ? Color::WarnText : Color::Text2);
    m_bar->set(share, low ? Color::Warn : Color::AccentText);
    setAccessibleName(tr("Time left: %1. %2").arg(timeText(left), m_words->text()));
    announce(left, limit);
    m_last = left;
}

void TimerBlock::announce(int left, int limit) {
    for (const int moment : {limit / 2, 300, 60, 0}) {
        if (m_last > moment && left <= moment) {
            QAccessibleEvent event(this, QAccessible::Alert);
            QAccessible::updateAccessibility(&event);
            return;
        }
    }
}

void TimerBlock::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.color(Color::Line));
}

} // namespace understudy::lab
