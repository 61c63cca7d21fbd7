#include "views/charts/ChartPlot.h"

#include "views/charts/Layers.h"
#include "views/charts/Tickers.h"

#include <cmath>

namespace understudy::charts {

using theme::Color;

ChartPlot::ChartPlot(const theme::Theme& theme, QWidget* parent)
    : QCustomPlot(parent)
    , m_theme(theme) {
    setNoAntialiasingOnDrag(true);
    setInteractions(QCP::Interactions()); // zoom and pan move all charts together, so they are our own
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus); // the column of charts is one stop of the Tab key
    m_line = addGraph();
    m_line->setAdaptiveSampling(true);
    m_ground = new Ground(theme, this);
    m_marks = new Marks(theme, this);
    m_last = new LastPoint(this);
    m_cursor = new Cursor(theme, this);
    setUpAxes();
    connect(&theme, &theme::Theme::changed, this, &ChartPlot::restyle);
    restyle();
}

void ChartPlot::setUpAxes() {
    xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new TimeTicker));
    yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new ListTicker));
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(0);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTicks(false);
    }
    xAxis->grid()->setVisible(false);
    yAxis->setBasePen(Qt::NoPen);
    yAxis->setTickLabelPadding(6);
    xAxis->setTickLabelPadding(5);
    axisRect()->setAutoMargins(QCP::msNone);
}

void ChartPlot::restyle() {
    setBackground(QBrush(m_theme.color(Color::BgPanel)));
    const QFont ticks = m_theme.font(theme::Type::Micro);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLabelFont(ticks);
        axis->setTickLabelColor(m_theme.color(Color::Text3));
    }
    xAxis->setBasePen(QPen(m_theme.color(Color::LineStrong), 1));
    yAxis->grid()->setPen(QPen(m_theme.color(Color::Line), 1));
    yAxis->grid()->setZeroLinePen(Qt::NoPen);
    static const QHash<int, QList<qreal>> Dashes{{5, {7, 4}}, {6, {2, 4}}, {7, {9, 3, 2, 3}}, {8, {4, 3}}};
    QPen pen(m_theme.series(m_spec.series), 1.6);
    pen.setJoinStyle(Qt::RoundJoin);
    if (Dashes.contains(m_spec.series)) {
        QList<qreal> pattern = Dashes[m_spec.series];
        for (qreal& length : pattern)
            length /= pen.widthF(); // Qt counts dashes in widths of the pen
        pen.setDashPattern(pattern);
    }
    m_line->setPen(pen);
    m_last->color = m_theme.series(m_spec.series);
    layOut();
}

void ChartPlot::layOut() {
    const bool strip = m_density == Density::Strip;
    // To the right there is room for half a label of the time axis; QCustomPlot leaves out what would be cut.
    axisRect()->setMargins(QMargins(m_theme.px(strip ? 38 : 42),
                                    m_flags ? Marks::Top + Marks::FlagHeight : Marks::Top + 4, m_theme.px(18),
                                    m_theme.px(19)));
    m_marks->flags = m_flags;
    refresh();
}

void ChartPlot::setSpec(const ChartSpec& spec) {
    m_spec = spec;
    m_ground->spec = spec;
    restyle();
}

void ChartPlot::setDensity(Density density) {
    m_density = density;
    layOut();
}

void ChartPlot::setFlags(bool on) {
    m_flags = on;
    layOut();
}

void ChartPlot::setAnnotations(const std::vector<metrics::Annotation>& annotations) {
    m_marks->annotations = annotations;
    refresh();
}

void ChartPlot::setSeries(const metrics::Series& series) {
    QVector<double> keys, values;
    keys.reserve(qsizetype(series.size()));
    values.reserve(qsizetype(series.size()));
    for (const metrics::Sample& sample : series.samples()) {
        keys.append(double(sample.at) / 1000);
        values.append(std::isfinite(sample.value) ? sample.value : qQNaN());
    }
    m_line->setData(keys, values, true);
    m_last->at = keys.isEmpty() ? QPointF(qQNaN(), qQNaN()) : QPointF(keys.back(), values.back());
}

void ChartPlot::setRange(qint64 from, qint64 to) { xAxis->setRange(double(from) / 1000, double(to) / 1000); }

void ChartPlot::setCursor(std::optional<qint64> at, const QString& words) {
    m_cursor->at = at ? std::optional<double>(double(*at) / 1000) : std::nullopt;
    m_cursor->words = words;
    layer(QStringLiteral("overlay"))->replot();
}

void ChartPlot::refresh() {
    std::optional<double> low, high;
    const QCPGraphDataContainer& samples = *m_line->data();
    for (auto it = samples.findBegin(xAxis->range().lower); it != samples.findEnd(xAxis->range().upper);
         ++it) {
        if (std::isnan(it->value))
            continue;
        low = low ? std::min(*low, it->value) : it->value;
        high = high ? std::max(*high, it->value) : it->value;
    }
    m_scale = scaleFor(m_spec, low, high);
    yAxis->setRange(m_scale.from, m_scale.to);
    auto* ticker = static_cast<ListTicker*>(yAxis->ticker().data());
    ticker->ticks = m_scale.ticks;
    ticker->unit = m_spec.unit;
    replot(QCustomPlot::rpQueuedReplot);
}

qint64 ChartPlot::timeAt(double x) const { return std::llround(xAxis->pixelToCoord(x) * 1000); }

void ChartPlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        m_dragX = event->position().x();
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (m_dragX && event->buttons().testFlag(Qt::LeftButton)) {
        if (std::abs(x - *m_dragX) < 1)
            return;
        Q_EMIT panned(timeAt(*m_dragX) - timeAt(x));
        m_dragX = x;
        return;
    }
    if (axisRect()->rect().contains(event->position().toPoint()))
        Q_EMIT pointed(timeAt(x));
    else
        Q_EMIT left();
}

void ChartPlot::mouseReleaseEvent(QMouseEvent*) { m_dragX.reset(); }

void ChartPlot::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT liveWanted(); }

void ChartPlot::wheelEvent(QWheelEvent* event) {
    const double steps = event->angleDelta().y() / 120.0;
    if (steps != 0)
        Q_EMIT zoomed(std::pow(0.8, steps), timeAt(event->position().x()));
    event->accept();
}

void ChartPlot::leaveEvent(QEvent*) { Q_EMIT left(); }

} // namespace understudy::charts
