#include "views/theme/Bar.h"

#include <QPainter>

namespace understudy::theme {

Bar::Bar(const Theme& theme, QWidget* parent, int height, int segments)
    : QWidget(parent)
    , m_theme(theme)
    , m_track(segments > 1 ? Color::AccentLine : Color::Line)
    , m_height(height)
    , m_segments(qMax(1, segments)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Bar::set(double share, Color fill) {
    m_share = qBound(0.0, share, 1.0);
    m_fill = fill;
    setAccessibleName(tr("%1 percent").arg(qRound(m_share * 100)));
    update();
}

void Bar::setTrack(Color track) {
    m_track = track;
    update();
}

QSize Bar::sizeHint() const { return {120, m_height}; }

void Bar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double gap = m_segments > 1 ? 4 : 0;
    const double each = (width() - gap * (m_segments - 1)) / m_segments;
    const double radius = m_height / 2.0;
    const double top = (height() - m_height) / 2.0;
    const QColor ground = m_theme.color(m_track);
    for (int i = 0; i < m_segments; ++i) {
        const QRectF whole(i * (each + gap), top, each, m_height);
        painter.setBrush(ground);
        painter.drawRoundedRect(whole, radius, radius);
        const double part = qBound(0.0, m_share * m_segments - i, 1.0);
        if (part <= 0)
            continue;
        painter.setBrush(m_theme.color(m_fill));
        painter.drawRoundedRect(QRectF(whole.left(), top, qMax(double(m_height), each * part), m_height),
                                radius, radius);
    }
}

} // namespace understudy::theme
