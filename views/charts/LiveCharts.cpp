#include "views/charts/LiveCharts.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace understudy::charts {

using theme::Color;
using theme::Type;

namespace {

constexpr int SampledWidth = 480; // px; a sample every 5 s of 15 minutes

QString clockText(qint64 at, const QString& format = QStringLiteral("HH:mm")) {
    return QDateTime::fromMSecsSinceEpoch(at).toString(format);
}

} // namespace

LiveCharts::LiveCharts(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_window(clock)
    , m_header(new QWidget(this))
    , m_headline(new theme::Text(theme, Type::Small, Color::Text, {}, m_header))
    , m_pause(new theme::IconButton(theme, QStringLiteral("pause"), tr("Pause"), m_header, 16))
    , m_row(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_line(new SummaryLine(theme, this)) {
    QAccessible::installFactory(chartAccess);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Live charts"));
    setAccessibleDescription(
        tr("Left and right move the cursor, space pauses, plus and minus zoom, Home is live."));
    makeHeader();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_row->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(m_row, 1);
    column->addWidget(m_line);

    m_frame.setSingleShot(true);
    m_frame.setInterval(250); // at most four drawings a second, however many answers come
    m_fetch.setSingleShot(true);
    m_fetch.setInterval(300);
    connect(&m_frame, &QTimer::timeout, this, &LiveCharts::showAll);
    connect(&m_fetch, &QTimer::timeout, this, &LiveCharts::fetchMore);
    connect(&m_second, &QTimer::timeout, &m_window, &TimeWindow::tick);
    connect(&m_window, &TimeWindow::moved, this, [this] { m_window.live() ? showSoon() : showAll(); });
    connect(&m_window, &TimeWindow::liveChanged, this, &LiveCharts::showHeader);
    setShape(Shape::Side);
}

LiveCharts::~LiveCharts() = default;

void LiveCharts::setCharts(std::vector<ChartSpec> specs) {
    m_queries.clear();
    for (ChartPane* pane : m_panes)
        delete pane;
    m_panes.clear();
    m_cursor.reset();
    for (const ChartSpec& spec : specs)
        addPane(spec);
    m_line->setCharts(specs);
    setShape(m_shape);
    setAnnotations(m_annotations);
    ask();
    showAll();
}

void LiveCharts::addPane(const ChartSpec& spec) {
    auto* pane = new ChartPane(m_theme, spec, this);
    m_panes.push_back(pane);
    m_row->addWidget(pane, 1);
    connect(&pane->plot(), &ChartPlot::zoomed, &m_window, &TimeWindow::zoom);
    connect(&pane->plot(), &ChartPlot::panned, &m_window, &TimeWindow::pan);
    connect(&pane->plot(), &ChartPlot::liveWanted, &m_window, &TimeWindow::backToLive);
    connect(&pane->plot(), &ChartPlot::pointed, this, [this](qint64 at) { setCursor(at); });
    connect(&pane->plot(), &ChartPlot::left, this, [this] { setCursor({}); });
    connect(pane, &ChartPane::standingChanged, pane, [pane](Standing standing) {
        QAccessibleEvent event(pane, standing == Standing::OverLimit ? QAccessible::Alert
                                                                     : QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    });
}

void LiveCharts::setSource(metrics::PrometheusClient* source) {
    m_source = source;
    ask();
}

void LiveCharts::ask() {
    m_queries.clear();
    m_trouble.reset();
    if (!m_source)
        return showHeader();
    for (ChartPane* pane : m_panes) {
        auto query = std::make_unique<metrics::LiveQuery>(*m_source, m_clock, pane->spec().query);
        query->setWindow(
            std::chrono::milliseconds(m_window.liveSpan()),
            metrics::LiveQuery::stepFor(std::chrono::milliseconds(m_window.liveSpan()), SampledWidth));
        connect(query.get(), &metrics::LiveQuery::updated, this, [this] {
            m_trouble.reset();
            showSoon();
        });
        connect(query.get(), &metrics::LiveQuery::failed, this, [this](const Error& error) {
            m_trouble = error;
            showSoon();
        });
        if (isVisible())
            query->start(m_every);
        m_queries.push_back(std::move(query));
    }
}

// What is asked for reaches back to the left edge, in whole five minutes: while paused the distance to now
// grows all the time, and each new window is a new question for all of it.
void LiveCharts::fetchMore() {
    constexpr qint64 Grain = 5 * 60 * 1000;
    const qint64 now = m_clock.now().time_since_epoch().count();
    const qint64 reach = m_window.live() ? 0 : (now - m_window.from() + Grain - 1) / Grain * Grain;
    const std::chrono::milliseconds back(std::max(m_window.liveSpan(), reach));
    for (const auto& query : m_queries)
        query->setWindow(back, metrics::LiveQuery::stepFor(back, SampledWidth));
}

void LiveCharts::setAnnotations(std::vector<metrics::Annotation> annotations) {
    m_annotations = std::move(annotations);
    for (ChartPane* pane : m_panes)
        pane->plot().setAnnotations(m_annotations);
}

void LiveCharts::setShape(Shape shape) {
    m_shape = shape;
    const bool strip = shape == Shape::Strip;
    m_row->setDirection(strip ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        m_panes[i]->setVisible(shape != Shape::Line);
        m_panes[i]->setDensity(strip ? Density::Strip : Density::Side);
        m_panes[i]->setLast(i + 1 == m_panes.size());
        m_panes[i]->plot().setFlags(shape == Shape::Side && i == 0);
    }
    m_line->setVisible(shape == Shape::Line);
    setMinimumHeight(shape == Shape::Line ? 0 : strip ? 120 : 240);
    showHeader();
}

std::optional<double> LiveCharts::latest(int chart) const { return m_panes[std::size_t(chart)]->latest(); }

int LiveCharts::sampleCount(int chart) const {
    return std::size_t(chart) < m_queries.size() ? int(m_queries[std::size_t(chart)]->series().finiteCount())
                                                 : 0;
}

qint64 LiveCharts::freshLimit(int chart) const {
    const qint64 step = m_queries[std::size_t(chart)]->step().count();
    return m_clock.now().time_since_epoch().count() - std::max<qint64>(30000, 3 * step);
}

void LiveCharts::showSoon() {
    if (!m_frame.isActive())
        m_frame.start();
}

void LiveCharts::showAll() {
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        ChartPane& pane = *m_panes[i];
        if (i < m_queries.size())
            pane.setSeries(m_queries[i]->series(), freshLimit(int(i)));
        pane.plot().setRange(m_window.from(), m_window.to());
        if (m_shape != Shape::Line)
            pane.plot().refresh();
        m_line->setValue(int(i), pane.latest());
    }
    m_fetch.start();
    setCursor(m_cursor);
    Q_EMIT updated();
}

void LiveCharts::setCursor(std::optional<qint64> at) {
    m_cursor = at;
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        QString words;
        if (at && i < m_queries.size()) {
            const metrics::LiveQuery& query = *m_queries[i];
            const auto sample = query.series().nearest(*at, query.step().count());
            words = sample ? valueText(sample->value, m_panes[i]->spec().unit) : tr("no value");
            if (i == 0 && m_shape != Shape::Side)
                words.prepend(clockText(*at, QStringLiteral("HH:mm:ss  ")));
        }
        m_panes[i]->plot().setCursor(at, words);
    }
    showHeader();
}

void LiveCharts::moveCursor(int steps) {
    const qint64 step = m_queries.empty() ? 5000 : m_queries.front()->step().count();
    const qint64 from = m_cursor.value_or(m_window.to());
    const qint64 at = std::clamp((from / step + steps) * step, m_window.from(), m_window.to());
    setCursor(at);
    QStringList words{clockText(at, QStringLiteral("HH:mm:ss"))};
    for (std::size_t i = 0; i < m_panes.size() && i < m_queries.size(); ++i) {
        const auto sample = m_queries[i]->series().nearest(at, step);
        const ChartSpec& spec = m_panes[i]->spec();
        words << spec.title + QLatin1Char(' ') +
                     (sample ? valueText(sample->value, spec.unit) : tr("no value"));
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    QAccessibleEvent event(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

Grid LiveCharts::grid() const {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < m_queries.size(); ++i) {
        const ChartSpec& spec = m_panes[i]->spec();
        columns.push_back(
            {spec.unit.isEmpty() ? spec.title : QStringLiteral("%1 (%2)").arg(spec.title, spec.unit),
             &m_queries[i]->series()});
    }
    return gridOf(columns, m_window.from(), m_window.to());
}

void LiveCharts::keyPressEvent(QKeyEvent* event) {
    const int many = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor(-many);
    case Qt::Key_Right:
        return moveCursor(many);
    case Qt::Key_Space:
        return togglePause();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_window.zoom(0.8, m_cursor.value_or(m_window.to()));
    case Qt::Key_Minus:
        return m_window.zoom(1.25, m_cursor.value_or(m_window.to()));
    case Qt::Key_Home:
        return m_window.backToLive();
    case Qt::Key_Escape:
        if (m_cursor)
            return setCursor({});
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void LiveCharts::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showSoon();
}

// Hidden charts ask for nothing; shown again they catch up with what they missed.
void LiveCharts::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_second.start(1000);
    for (const auto& query : m_queries)
        query->start(m_every);
}

void LiveCharts::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_second.stop();
    for (const auto& query : m_queries)
        query->stop();
}

void LiveCharts::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgPanel));
    if (!m_header->isVisible())
        return;
    painter.fillRect(m_header->geometry(), m_theme.color(Color::BgWindow));
    painter.fillRect(QRect(0, m_header->geometry().bottom(), width(), 1), m_theme.color(Color::Line));
}

} // namespace understudy::charts
