#include "views/charts/dashboard/DashboardView.h"

#include "core/metrics/LiveQuery.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollArea>

#include <algorithm>

namespace understudy::charts {

using dashboards::Variable;
using theme::ButtonKind;
using theme::Color;
using theme::Type;

namespace {

constexpr int SampledWidth = 600; // px
const auto All = QStringLiteral("$__all");

} // namespace

DashboardView::DashboardView(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_choice(new QComboBox(this))
    , m_span(new QComboBox(this))
    , m_boxes(new QWidget(this))
    , m_words(new theme::Text(theme, Type::Ui, Color::Text2, {}, this))
    , m_area(new QScrollArea(this))
    , m_grid(new PanelGrid(theme)) {
    setAutoFillBackground(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(20, 4, 20, 4);
    auto* row = new QHBoxLayout(m_boxes);
    row->setContentsMargins(20, 4, 20, 4);
    row->setSpacing(8);
    m_area->setWidget(m_grid);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(new theme::Hairline(theme, Qt::Horizontal, this));
    column->addWidget(m_boxes);
    column->addWidget(m_words);
    column->addWidget(m_area, 1);
    connect(&m_refresh, &QTimer::timeout, this, &DashboardView::refresh);
    say(tr("Choose a dashboard, or open a file saved from Grafana."), false);
    m_boxes->hide();
    setFocusProxy(m_choice);
}

QWidget* DashboardView::makeHeader() {
    auto* header = new theme::Ground(m_theme, Color::BgPanel, this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    auto* back = new theme::Button(m_theme, tr("Back to the lab"), ButtonKind::Quiet,
                                   QStringLiteral("arrow-left"), theme::ButtonSize::Normal, header);
    auto* file = new theme::Button(m_theme, tr("Open a file"), ButtonKind::Normal, QStringLiteral("folder"),
                                   theme::ButtonSize::Normal, header);
    auto* again = new theme::IconButton(m_theme, QStringLiteral("refresh"), tr("Ask again now"), header);
    m_choice->setAccessibleName(tr("Dashboard"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(24);
    m_span->setAccessibleName(tr("How much time is shown"));
    for (const auto& [words, minutes] :
         {std::pair(tr("Last 5 minutes"), 5), std::pair(tr("Last 15 minutes"), 15),
          std::pair(tr("Last hour"), 60), std::pair(tr("Last 6 hours"), 360), std::pair(tr("Last day"), 1440),
          std::pair(tr("Last 7 days"), 10080)})
        m_span->addItem(words, minutes * 60'000LL);
    for (QWidget* each : std::initializer_list<QWidget*>{back, m_choice, file})
        row->addWidget(each);
    row->addStretch(1);
    row->addWidget(m_span);
    row->addWidget(again);
    connect(back, &QPushButton::clicked, this, &DashboardView::backWanted);
    connect(again, &QToolButton::clicked, this, &DashboardView::refresh);
    connect(m_span, &QComboBox::activated, this, [this] {
        m_dashboard.span = m_span->currentData().toLongLong();
        refresh();
    });
    connect(m_choice, &QComboBox::activated, this,
            [this] { (void)openFile(m_choice->currentData().toString()); });
    connect(file, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open a dashboard saved from Grafana"), {},
                                                          tr("Dashboards (*.json);;All files (*)"));
        if (!path.isEmpty())
            (void)openFile(path);
    });
    return header;
}

void DashboardView::setFolder(const QString& folder) {
    m_choice->clear();
    const QDir dir(folder);
    for (const QString& file : dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        if (const auto read = dashboards::dashboardFromFile(dir.filePath(file)); read.ok())
            m_choice->addItem(read->title, dir.filePath(file));
    if (m_choice->count() > 0)
        (void)openFile(m_choice->itemData(0).toString());
}

void DashboardView::setSource(metrics::PrometheusClient* source) {
    if (m_source == source && source)
        return;
    m_source = source;
    for (std::size_t i = 0; i < m_dashboard.variables.size(); ++i)
        askOptions(i);
    refresh();
}

void DashboardView::setAnnotations(std::vector<metrics::Annotation> annotations) {
    m_given = std::move(annotations);
    mark();
}

Result<void> DashboardView::openFile(const QString& path) {
    auto read = dashboards::dashboardFromFile(path);
    if (!read.ok()) {
        say(read.error().sentence + QLatin1Char(' ') + read.error().detail, true);
        return read.error();
    }
    show(std::move(*read));
    return {};
}

void DashboardView::show(dashboards::Dashboard dashboard) {
    m_dashboard = std::move(dashboard);
    m_asked.clear();
    const int known = m_choice->findText(m_dashboard.title);
    if (known < 0)
        m_choice->addItem(m_dashboard.title);
    m_choice->setCurrentIndex(m_choice->findText(m_dashboard.title));
    int span = 0;
    while (span + 1 < m_span->count() && m_span->itemData(span).toLongLong() < m_dashboard.span)
        ++span;
    m_span->setCurrentIndex(span);
    makeBoxes();
    m_grid->setPanels(m_dashboard.panels);
    m_area->ensureVisible(0, 0);
    m_refresh.setInterval(int(std::max<qint64>(5000, m_dashboard.refresh)));
    if (m_dashboard.refresh > 0 && isVisible())
        m_refresh.start();
    else
        m_refresh.stop();
    for (std::size_t i = 0; i < m_dashboard.variables.size(); ++i)
        askOptions(i);
    refresh();
}

void DashboardView::makeBoxes() {
    while (QLayoutItem* item = m_boxes->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (Variable& variable : m_dashboard.variables)
        if (!variable.hidden)
            addBox(variable);
    static_cast<QHBoxLayout*>(m_boxes->layout())->addStretch(1);
    m_boxes->setVisible(m_boxes->layout()->count() > 1);
}

void DashboardView::addBox(Variable& variable) {
    const QString label = variable.label.isEmpty() ? variable.name : variable.label;
    auto* words = new theme::Text(m_theme, Type::Small, Color::Text2, {}, m_boxes);
    words->setTextFormat(Qt::PlainText);
    words->setText(label);
    auto* box = new QComboBox(m_boxes);
    box->setObjectName(variable.name);
    box->setAccessibleName(label);
    box->setEditable(variable.kind == Variable::Kind::TextBox);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumContentsLength(8);
    fillBox(*box, variable);
    m_boxes->layout()->addWidget(words);
    m_boxes->layout()->addWidget(box);
    connect(box, &QComboBox::activated, this,
            [this, name = variable.name, box] { choose(name, box->currentData().toString()); });
    if (box->isEditable())
        connect(box->lineEdit(), &QLineEdit::editingFinished, this,
                [this, name = variable.name, box] { choose(name, box->currentText()); });
}

void DashboardView::fillBox(QComboBox& box, const Variable& variable) {
    box.clear();
    if (variable.all)
        box.addItem(tr("All"), All);
    for (const QString& option : variable.options)
        box.addItem(option, option);
    for (const QString& chosen : variable.chosen)
        if (box.findData(chosen) < 0 && !chosen.isEmpty())
            box.addItem(chosen, chosen);
    if (variable.chosen.size() > 1) {
        box.insertItem(0, variable.chosen.join(QStringLiteral(" + ")), QVariant());
        box.setCurrentIndex(0);
        return;
    }
    box.setCurrentIndex(std::max(0, box.findData(variable.chosen.value(0))));
}

void DashboardView::choose(const QString& variable, const QString& value) {
    for (Variable& each : m_dashboard.variables)
        if (each.name == variable && !value.isNull())
            each.chosen = QStringList{value};
    for (std::size_t i = 0; i < m_dashboard.variables.size(); ++i) // one may ask with the value of another
        if (m_dashboard.variables[i].definition.contains(variable))
            askOptions(i);
    refresh();
}

void DashboardView::askOptions(std::size_t index) {
    const Variable& variable = m_dashboard.variables[index];
    if (!m_source || variable.kind != Variable::Kind::Query)
        return;
    const auto query = dashboards::valueQueryFrom(
        dashboards::filledIn(variable.definition, m_dashboard.variables, window()));
    if (!query)
        return say(tr("The variable \"%1\" asks in a way that is not known here: %2")
                       .arg(variable.name, variable.definition.left(120)),
                   true);
    const auto take = [this, name = variable.name](const QStringList& values) {
        for (Variable& each : m_dashboard.variables) {
            if (each.name != name || each.kind != Variable::Kind::Query)
                continue;
            each.options = dashboards::optionsFrom(values, each.pattern);
            if (each.chosen.isEmpty() && (each.all || !each.options.isEmpty()))
                each.chosen = QStringList{each.all ? All : each.options.front()};
            if (auto* box = m_boxes->findChild<QComboBox*>(name))
                fillBox(*box, each);
        }
        refresh();
    };
    if (query->expr.isEmpty()) {
        m_source->labelValues(query->label, query->selector, m_grid,
                              [take](const Result<QStringList>& values) {
                                  if (values.ok())
                                      take(*values);
                              });
        return;
    }
    m_source->query(query->expr, m_grid, [take](const Result<metrics::Answer>& answer) {
        QStringList values;
        if (answer.ok())
            for (const metrics::LabelledSeries& each : answer->series)
                values << dashboards::legendOf({}, each.labels);
        take(values);
    });
}

dashboards::Window DashboardView::window() const {
    const auto step =
        metrics::LiveQuery::stepFor(std::chrono::milliseconds(m_dashboard.span), SampledWidth).count();
    const qint64 to = m_clock.now().time_since_epoch().count() / step * step;
    return {to - m_dashboard.span, to, step};
}

void DashboardView::refresh() {
    if (!m_source)
        return say(tr("The metrics server is not connected. Start the lab, then ask again."), true);
    say({}, false);
    for (PanelFrame* frame : m_grid->frames())
        frame->ask(*m_source, m_dashboard.variables, window());
    askAnnotations();
}

void DashboardView::askAnnotations() {
    m_asked.clear();
    const dashboards::Window shown = window();
    for (const dashboards::AnnotationQuery& query : m_dashboard.annotations)
        m_source->queryRange(
            dashboards::filledIn(query.expr, m_dashboard.variables, shown), shown.from, shown.to, shown.step,
            m_grid, [this, query](const Result<metrics::Answer>& answer) {
                if (!answer.ok())
                    return;
                for (const metrics::LabelledSeries& each : answer->series)
                    if (!each.series.empty()) // marked where it begins
                        m_asked.push_back({each.series.at(0).at, metrics::Annotation::Kind::Alert,
                                           query.title.isEmpty()
                                               ? query.name
                                               : dashboards::legendOf(query.title, each.labels),
                                           each.series.samples().back().at});
                mark();
            });
    mark();
}

void DashboardView::mark() {
    auto all = m_given;
    all.insert(all.end(), m_asked.begin(), m_asked.end());
    for (PanelFrame* frame : m_grid->frames())
        frame->body().setAnnotations(all);
}

void DashboardView::say(const QString& words, bool trouble) {
    m_words->setText(words);
    m_words->setRole(trouble ? Color::DangerText : Color::Text2);
    m_words->setVisible(!words.isEmpty());
}

void DashboardView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT backWanted();
    else if (event->key() == Qt::Key_F5)
        refresh();
    else
        QWidget::keyPressEvent(event);
}

void DashboardView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_dashboard.refresh > 0)
        m_refresh.start();
}

void DashboardView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_refresh.stop();
}

} // namespace understudy::charts
