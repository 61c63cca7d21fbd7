#include "views/lab/StepRow.h"

#include "views/theme/StateRing.h"

#include <QPainter>

namespace understudy::lab {

using theme::Color;
using theme::State;
using theme::Type;

StepRow::StepRow(const theme::Theme& theme, const QString& title, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme) {
    setText(title);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(&theme, &theme::Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void StepRow::set(int green, int all, bool current) {
    m_green = green;
    m_all = all;
    m_current = current;
    setAccessibleName((all == 0 ? tr("Step %1. Nothing of it can be checked here.").arg(text())
                                : tr("Step %1. %2 of %3 checks are green.").arg(text()).arg(green).arg(all)) +
                      (current ? QLatin1Char(' ') + tr("Open.") : QString()));
    update();
}

QSize StepRow::sizeHint() const { return {200, m_theme.px(36)}; }

void StepRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Color::BgHover));
        painter.drawRoundedRect(QRectF(rect()).adjusted(-6, 1, 6, -1), 6, 6);
    }
    const bool done = m_all > 0 && m_green == m_all;
    const State state = done ? State::Done : m_green > 0 || m_current ? State::Partly : State::Open;
    const int ring = m_theme.px(20);
    theme::paintState(painter, QRectF(0, (height() - ring) / 2.0, ring, ring), m_theme, state,
                      m_all > 0 ? double(m_green) / m_all : 0);
    const bool future = !done && !m_current && m_green == 0;
    const QString count = m_all == 0 ? tr("not checked")
                          : future   ? QString()
                                     : tr("%1 of %2").arg(m_green).arg(m_all);
    painter.setFont(m_theme.font(Type::Small));
    const int countWidth = count.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(count) + 8;
    painter.setPen(m_theme.color(Color::Text3));
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, count);
    QFont font = m_theme.font(future ? Type::Body : Type::BodyStrong);
    if (m_current)
        font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_theme.color(future ? Color::Text2 : Color::Text));
    const QRect words(ring + 12, 0, width() - ring - 12 - countWidth, height());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
}

} // namespace understudy::lab
