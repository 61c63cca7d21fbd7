#include "views/charts/Layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace understudy::charts {

using theme::Color;

Ground::Ground(const theme::Theme& theme, QCustomPlot* plot)
    : QCPLayerable(plot, QStringLiteral("background"))
    , m_theme(theme) {}

void Ground::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(false); }

void Ground::draw(QCPPainter* painter) {
    const double infinity = std::numeric_limits<double>::infinity();
    if (spec.normalFrom && spec.normalTo)
        band(*painter, *spec.normalFrom, *spec.normalTo, Color::Ok, 0.09);
    if (!spec.line())
        return;
    band(*painter, *spec.line(), infinity, Color::Danger, 0.075);
    const QRect rect = mParentPlot->axisRect()->rect();
    const double y = mParentPlot->yAxis->coordToPixel(*spec.line());
    if (y < rect.top() || y > rect.bottom())
        return;
    QPen pen(m_theme.color(Color::Danger), 1.1);
    pen.setDashPattern({4 / 1.1, 3 / 1.1});
    pen.setCapStyle(Qt::FlatCap);
    painter->setPen(pen);
    painter->drawLine(QLineF(rect.left(), y, rect.right() + 1, y));
}

void Ground::band(QCPPainter& painter, double from, double to, Color role, double opacity) const {
    const QCPAxis& axis = *mParentPlot->yAxis;
    const double top = axis.coordToPixel(std::min(to, axis.range().upper));
    const double bottom = axis.coordToPixel(std::max(from, axis.range().lower));
    if (bottom <= top)
        return;
    QColor tint = m_theme.color(role);
    tint.setAlphaF(float(opacity));
    const QRect rect = mParentPlot->axisRect()->rect();
    painter.fillRect(QRectF(rect.left(), top, rect.width(), bottom - top), tint);
}

namespace {

/// Above the grid and below the lines. A layerable asks for its layer by name, which must be there by then.
QString marksLayer(QCustomPlot& plot) {
    const QString name = QStringLiteral("marks");
    if (!plot.layer(name))
        plot.addLayer(name, plot.layer(QStringLiteral("grid")), QCustomPlot::limAbove);
    return name;
}

} // namespace

Marks::Marks(const theme::Theme& theme, QCustomPlot* plot)
    : QCPLayerable(plot, marksLayer(*plot))
    , m_theme(theme) {}

void Marks::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

Color Marks::roleOf(metrics::Annotation::Kind kind) const {
    using Kind = metrics::Annotation::Kind;
    return kind == Kind::Alert || kind == Kind::Fault ? Color::DangerText : Color::Text2;
}

void Marks::draw(QCPPainter* painter) {
    const QRect rect = mParentPlot->axisRect()->rect();
    const QCPAxis& axis = *mParentPlot->xAxis;
    std::vector<std::pair<double, const metrics::Annotation*>> seen;
    for (const metrics::Annotation& mark : annotations) {
        const double key = double(mark.at) / 1000;
        if (axis.range().contains(key))
            seen.emplace_back(std::round(axis.coordToPixel(key)) + 0.5, &mark);
    }
    double taken = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto& [x, mark] = seen[i];
        painter->setPen(QPen(m_theme.color(roleOf(mark->kind)), 1.25));
        painter->drawLine(QLineF(x, Top, x, rect.bottom() + 1));
        if (flags)
            flag(*painter, *mark, x, i + 1 < seen.size() ? seen[i + 1].first : mParentPlot->width() - 1,
                 taken);
    }
}

void Marks::flag(QCPPainter& painter, const metrics::Annotation& mark, double x, double nextX,
                 double& taken) const {
    painter.setFont(m_theme.font(theme::Type::Micro));
    const QFontMetricsF metrics(painter.font());
    double width = std::min(metrics.horizontalAdvance(mark.text) + 12, 110.0);
    double left = x;
    if (x + width > nextX) // no room towards the next mark
        left = x - width;
    if (left < taken) { // nor back to the one before: what fits between, with its end cut
        left = x;
        width = nextX - x - 1;
    }
    if (width < 16)
        return;
    taken = left + width;
    painter.fillRect(QRectF(left, Top, width, FlagHeight), m_theme.color(roleOf(mark.kind)));
    painter.setPen(m_theme.color(Color::BgPanel));
    const QRectF inside(left + 6, Top, width - 11, FlagHeight);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     metrics.elidedText(mark.text, Qt::ElideRight, inside.width()));
}

LastPoint::LastPoint(QCustomPlot* plot)
    : QCPLayerable(plot, QStringLiteral("main")) {}

void LastPoint::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

void LastPoint::draw(QCPPainter* painter) {
    if (std::isnan(at.x()) || std::isnan(at.y()) || !mParentPlot->xAxis->range().contains(at.x()))
        return;
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawEllipse(
        QPointF(mParentPlot->xAxis->coordToPixel(at.x()), mParentPlot->yAxis->coordToPixel(at.y())), 2.6,
        2.6);
}

Cursor::Cursor(const theme::Theme& theme, QCustomPlot* plot)
    : QCPLayerable(plot, QStringLiteral("overlay"))
    , m_theme(theme) {}

void Cursor::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

void Cursor::draw(QCPPainter* painter) {
    if (!at || !mParentPlot->xAxis->range().contains(*at))
        return;
    const QRectF rect = mParentPlot->axisRect()->rect();
    const double x = std::round(mParentPlot->xAxis->coordToPixel(*at)) + 0.5;
    painter->setPen(QPen(m_theme.color(Color::Text2), 1, Qt::DotLine));
    painter->drawLine(QLineF(x, rect.top(), x, rect.bottom()));
    if (words.isEmpty())
        return;
    painter->setFont(m_theme.font(theme::Type::Micro));
    const double width = QFontMetricsF(painter->font()).horizontalAdvance(words) + 12;
    const double left = x + 6 + width <= rect.right() ? x + 6 : x - 6 - width;
    const QRectF box(std::max(0.0, left), rect.top() + 4, width, 18);
    painter->setPen(m_theme.color(Color::LineStrong));
    painter->setBrush(m_theme.color(Color::BgRaised));
    painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->setPen(m_theme.color(Color::Text));
    painter->drawText(box, Qt::AlignCenter, words);
}

} // namespace understudy::charts
