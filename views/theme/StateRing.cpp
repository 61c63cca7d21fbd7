#include "views/theme/StateRing.h"

#include <QPainter>

namespace understudy::theme {

namespace {

void paintDisc(QPainter& painter, const QRectF& box, const QColor& fill) {
    const double inset = box.width() * 0.05;
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset));
}

void paintRing(QPainter& painter, const QRectF& box, const QColor& line, double width) {
    const double inset = box.width() * 0.1;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(line, width));
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset));
}

// Strokes on a grid of 20, as the icons are drawn.
void paintStrokes(QPainter& painter, const QRectF& box, const QColor& ink, const QList<QPolygonF>& strokes) {
    painter.save();
    painter.translate(box.topLeft());
    painter.scale(box.width() / 20, box.height() / 20);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ink, 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const QPolygonF& stroke : strokes)
        painter.drawPolyline(stroke);
    painter.restore();
}

} // namespace

void paintState(QPainter& painter, const QRectF& box, const Theme& theme, State state, double share) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double unit = box.width() / 20;
    const QColor mark = theme.color(Color::BgPanel);
    switch (state) {
    case State::Open:
        paintRing(painter, box, theme.color(Color::LineControl), 1.5 * unit);
        break;
    case State::Late:
        paintRing(painter, box, theme.color(Color::Danger), 1.5 * unit);
        break;
    case State::Partly: {
        paintRing(painter, box, theme.color(Color::LineStrong), 2.5 * unit);
        painter.setPen(QPen(theme.color(Color::AccentText), 2.5 * unit, Qt::SolidLine, Qt::FlatCap));
        const double inset = box.width() * 0.1;
        painter.drawArc(box.adjusted(inset, inset, -inset, -inset), 90 * 16,
                        -qRound(qBound(0.04, share, 1.0) * 360 * 16));
        break;
    }
    case State::Done:
        paintDisc(painter, box, theme.color(Color::Ok));
        paintStrokes(painter, box, mark, {QPolygonF{{6.1, 10.3}, {8.8, 13}, {14, 7.2}}});
        break;
    case State::Failed:
        paintDisc(painter, box, theme.color(Color::Danger));
        paintStrokes(painter, box, mark, {QPolygonF{{7, 7}, {13, 13}}, QPolygonF{{13, 7}, {7, 13}}});
        break;
    case State::Caution:
        paintDisc(painter, box, theme.color(Color::Warn));
        paintStrokes(painter, box, mark, {QPolygonF{{6, 10}, {14, 10}}});
        break;
    }
    painter.restore();
}

StateRing::StateRing(const Theme& theme, QWidget* parent, int size)
    : QWidget(parent)
    , m_theme(theme)
    , m_size(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void StateRing::set(State state, double share) {
    m_state = state;
    m_share = share;
    update();
}

QSize StateRing::sizeHint() const { return {m_theme.px(m_size), m_theme.px(m_size)}; }

void StateRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double side = qMin(width(), height());
    paintState(painter, QRectF((width() - side) / 2, (height() - side) / 2, side, side), m_theme, m_state,
               m_share);
}

} // namespace understudy::theme
