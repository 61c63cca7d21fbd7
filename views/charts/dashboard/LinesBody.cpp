#include "views/charts/dashboard/LinesBody.h"

#include "views/charts/Layers.h"
#include "views/charts/Scale.h"
#include "views/charts/Tickers.h"

#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace understudy::charts {

using theme::Color;
using theme::Type;

LinesBody::LinesBody(const theme::Theme& theme, dashboards::Panel panel, QWidget* parent)
    : PanelBody(parent)
    , m_theme(theme)
    , m_panel(std::move(panel))
    , m_plot(new QCustomPlot(this))
    , m_ticks(new ListTicker)
    , m_legend(new QLabel(this)) {
    m_marks = new Marks(theme, m_plot);
    m_plot->xAxis->setTicker(QSharedPointer<TimeTicker>(new TimeTicker));
    m_plot->yAxis->setTicker(m_ticks);
    setAxes(false);
    m_plot->setAccessibleName(m_panel.title);
    m_plot->setFocusPolicy(Qt::NoFocus); // its values stand below it
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setWordWrap(true);
    m_legend->setTextInteractionFlags(Qt::NoTextInteraction);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_plot, 1);
    column->addWidget(m_legend);
    connect(&theme, &theme::Theme::changed, this, [this] {
        restyle();
        draw();
    });
    restyle();
}

void LinesBody::restyle() {
    m_plot->setBackground(m_theme.color(Color::BgPanel));
    const QFont font = m_theme.font(Type::Micro);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelFont(font);
        axis->setTickLabelColor(m_theme.color(Color::Text3));
        axis->setBasePen(QPen(m_theme.color(Color::Line), 1));
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
    }
    m_plot->yAxis->setBasePen(Qt::NoPen);
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setPen(QPen(m_theme.color(Color::Line), 1));
    m_plot->yAxis->grid()->setZeroLinePen(QPen(m_theme.color(Color::Line), 1));
    m_legend->setFont(m_theme.font(Type::Small));
    setMargins();
}

void LinesBody::setMargins() {
    m_plot->axisRect()->setAutoMargins(QCP::msNone);
    m_plot->axisRect()->setMargins(QMargins(m_theme.px(52),
                                            m_marks->flags ? Marks::Top + Marks::FlagHeight : Marks::Top + 4,
                                            m_theme.px(18), m_theme.px(19)));
}

/// Without a line, axes would measure nothing.
void LinesBody::setAxes(bool on) {
    m_plot->xAxis->setVisible(on);
    m_plot->yAxis->setVisible(on);
    m_plot->yAxis->grid()->setVisible(on);
    m_marks->setVisible(on);
}

void LinesBody::show(const std::vector<NamedSeries>& answers, const dashboards::Window& window) {
    m_data = answers;
    m_window = window;
    draw();
}

void LinesBody::setAnnotations(const std::vector<metrics::Annotation>& annotations) {
    m_marks->annotations = annotations;
    m_marks->flags = !annotations.empty();
    setMargins();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LinesBody::draw() {
    m_plot->clearGraphs();
    ChartSpec spec;
    spec.unit = m_panel.unit;
    std::optional<double> low = m_panel.low, high = m_panel.high;
    const std::size_t lines = std::min<std::size_t>(MostLines, m_data.size());
    for (std::size_t i = 0; i < lines; ++i) {
        QCPGraph* graph = m_plot->addGraph();
        QPen pen(m_theme.series(int(i) + 1), 1.6);
        if (i >= 4) // told apart by more than colour
            pen.setDashPattern(QVector<qreal>{4.0, 1.0 + double(i - 4)});
        graph->setPen(pen);
        QVector<QCPGraphData> points;
        for (const metrics::Sample& sample : m_data[i].values.series.samples()) {
            if (!points.isEmpty() &&
                double(sample.at) / 1000 - points.back().key > double(m_window.step) / 400)
                points << QCPGraphData(double(sample.at) / 1000 - 0.001, qQNaN()); // a gap is drawn as one
            points << QCPGraphData(double(sample.at) / 1000,
                                   std::isfinite(sample.value) ? sample.value : qQNaN());
            if (std::isfinite(sample.value)) {
                low = std::min(low.value_or(sample.value), sample.value);
                high = std::max(high.value_or(sample.value), sample.value);
            }
        }
        if (points.size() == 1) // a line of one point would not be seen
            graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 5));
        graph->data()->set(points, true);
    }
    const Scale scale = scaleFor(spec, low, high);
    m_ticks->ticks = scale.ticks;
    m_ticks->unit = m_panel.unit;
    m_plot->yAxis->setRange(scale.from, scale.to);
    m_plot->xAxis->setRange(double(m_window.from) / 1000, double(m_window.to) / 1000);
    setAxes(!m_data.empty());
    m_legend->setText(legend());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString LinesBody::legend() const {
    QStringList parts, spoken;
    for (std::size_t i = 0; i < std::min<std::size_t>(MostLines, m_data.size()); ++i) {
        const QString value =
            valueText(reduced(m_data[i].values.series, dashboards::Panel::Reduce::Last), m_panel.unit);
        parts << QStringLiteral("<span style=\"color:%1\">%2</span>&nbsp;%3&nbsp;<b>%4</b>")
                     .arg(m_theme.series(int(i) + 1).name(),
                          i < 4 ? QStringLiteral("━") : QStringLiteral("╍"),
                          m_data[i].name.left(120).toHtmlEscaped(), value.toHtmlEscaped());
        spoken << m_data[i].name + QLatin1Char(' ') + value;
    }
    if (m_data.size() > MostLines)
        parts << tr("and %1 more, not drawn").arg(int(m_data.size()) - MostLines);
    m_plot->setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    m_legend->setAccessibleName(spoken.join(QStringLiteral(", ")));
    return parts.join(QStringLiteral(" &nbsp; "));
}

} // namespace understudy::charts
