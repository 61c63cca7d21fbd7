#include "views/window/LabRoom.h"

#include "views/charts/LiveCharts.h"
#include "views/charts/dashboard/DashboardView.h"
#include "views/lab/LabList.h"
#include "views/lab/LabView.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/traces/TracesView.h"
#include "views/window/ChartsOf.h"
#include "views/window/LabTerminal.h"

#include <QRegularExpression>

namespace understudy::window {

using lab::LabView;

LabRoom::LabRoom(Tools& tools, QWidget* parent)
    : QStackedWidget(parent)
    , m_tools(tools)
    , m_time(tools.clock)
    , m_alerts(m_time)
    , m_list(new lab::LabList(tools.theme)) {
    addWidget(m_list);
    connect(m_list, &lab::LabList::chosen, this, &LabRoom::open);
    connect(&tools.lab, &session::LabLink::changed, this, &LabRoom::reachLab);
    connect(&tools.feed, &ProgressFeed::changed, this, [this] {
        if (m_list->isVisible())
            refreshList();
    });
}

// The workspace shows the run: it goes first.
LabRoom::~LabRoom() { delete m_view; }

void LabRoom::makeWorkspace() {
    m_view = new LabView(m_tools.theme);
    addWidget(m_view);
    m_view->setMarkdown([this](const QString& markdown) { return m_tools.library->inlineHtml(markdown); });
    m_terminal = new LabTerminal(m_tools);
    m_charts = new charts::LiveCharts(m_tools.theme, m_time);
    m_view->setTerminal(m_terminal);
    m_view->setCharts(m_charts);
    m_view->setTime(m_time, m_alerts);
    connect(m_view, &LabView::runCommand, m_terminal, &LabTerminal::run);
    connect(m_terminal, &LabTerminal::hostRequested, this, &LabRoom::hostRequested);
    connect(m_view, &LabView::startLabWanted, &m_tools.lab, &session::LabLink::start);
    connect(m_view, &LabView::listWanted, this, &LabRoom::showList);
    connect(m_view, &LabView::trouble, this, &LabRoom::trouble);
    connect(m_view, &LabView::tracesWanted, this, &LabRoom::showTraces);
    connect(m_view, &LabView::dashboardsWanted, this, &LabRoom::showDashboards);
    connect(m_view, &LabView::resetWanted, this,
            [this] { m_run->reset(QString::fromUtf8(m_tools.library->scenario(m_run->lab().id))); });
    connect(&m_time, &session::LabTime::jumped, this, &LabRoom::timeJumped);
    connect(&m_time, &session::LabTime::changed, this, &LabRoom::showBusy);
    connect(&m_time, &session::LabTime::trouble, this, &LabRoom::trouble);
    const auto shape = [this](LabView::ChartsShape wanted) {
        using To = charts::LiveCharts::Shape;
        m_charts->setShape(wanted == LabView::ChartsShape::Side    ? To::Side
                           : wanted == LabView::ChartsShape::Strip ? To::Strip
                                                                   : To::Line);
    };
    connect(m_view, &LabView::chartsShapeChanged, m_charts, shape);
    shape(m_view->chartsShape());
}

void LabRoom::open(const QString& labId) {
    const course::Lab* lab = m_tools.library->course().lab(labId);
    if (!lab)
        return;
    if (!m_view)
        makeWorkspace();
    setCurrentWidget(m_view);
    if (m_run && m_run->lab().id == labId && !m_run->finished())
        return;

    m_view->setRun(nullptr);
    m_run = std::make_unique<session::LabRun>(*lab, m_tools.journal, m_tools.clock, m_tools.ids);
    connect(m_run.get(), &session::LabRun::trouble, this, &LabRoom::trouble);
    connect(m_run.get(), &session::LabRun::startedAnew, this, [this] {
        Q_EMIT trouble(
            {Errc::Cancelled,
             tr("The lab had ended, so its cluster and hosts are fresh. Your green checks, answers "
                "and time stay; what you had changed in the lab has to be done again where the "
                "next steps need it."),
             {}});
    });
    connect(m_run.get(), &session::LabRun::annotationsChanged, m_charts,
            [this] { m_charts->setAnnotations(m_run->annotations()); });
    m_charts->setCharts(chartsOf(lab->charts));
    m_run->recordTerminal = [this](bool on) { return m_terminal->record(on); };
    if (const auto started = m_run->start(); !started)
        Q_EMIT trouble(started.error());
    m_view->setRun(m_run.get());
    m_tools.lab.start();
    reachLab();
    setFocusProxy(&m_terminal->tabs()); // what one types first belongs to the shell
    m_terminal->tabs().current()->setFocus(Qt::OtherFocusReason);
}

void LabRoom::reachLab() {
    if (!m_run)
        return;
    const bool connected = m_tools.lab.state() == session::LabLink::State::Connected;
    m_run->setReach(m_tools.lab.reach(),
                    connected ? QString::fromUtf8(m_tools.library->scenario(m_run->lab().id)) : QString());
    m_time.follow(connected ? m_tools.lab.control() : nullptr);
    m_alerts.follow(connected ? m_tools.lab.prometheus() : nullptr);
    showBusy();
    showSources();
    m_charts->setSource(m_tools.lab.prometheus());
    m_view->setRunnable(connected, tr("The lab is not connected yet."));
}

// What was drawn of the time that was left, or skipped, is asked for anew.
void LabRoom::timeJumped() {
    m_alerts.forget();
    m_charts->window().backToLive();
    m_charts->setSource(m_tools.lab.prometheus());
    if (m_dashboards && m_dashboards->isVisible())
        m_dashboards->refresh();
}

void LabRoom::showTraces() {
    if (!m_traces) {
        m_traces = new traces::TracesView(m_tools.theme, m_time);
        addWidget(m_traces);
        connect(m_traces, &traces::TracesView::backWanted, this, &LabRoom::showWorkspace);
    }
    showSources();
    setCurrentWidget(m_traces);
    m_traces->setFocus(Qt::OtherFocusReason);
}

void LabRoom::showDashboards() {
    if (!m_dashboards) {
        m_dashboards = new charts::DashboardView(m_tools.theme, m_time);
        addWidget(m_dashboards);
        m_dashboards->setFolder(m_tools.share + QStringLiteral("/dashboards"));
        connect(m_dashboards, &charts::DashboardView::backWanted, this, &LabRoom::showWorkspace);
    }
    m_dashboards->setAnnotations(m_run ? m_run->annotations() : std::vector<metrics::Annotation>());
    showSources();
    setCurrentWidget(m_dashboards);
    m_dashboards->setFocus(Qt::OtherFocusReason);
}

void LabRoom::showWorkspace() {
    setCurrentWidget(m_view);
    m_terminal->tabs().current()->setFocus(Qt::OtherFocusReason);
}

/// Where the screens beside the workspace have their data from.
void LabRoom::showSources() {
    const auto& connection = m_tools.lab.connection();
    const bool connected = m_tools.lab.state() == session::LabLink::State::Connected && connection;
    if (m_traces)
        m_traces->setSource(connected ? connection->jaeger : QUrl());
    if (m_dashboards)
        m_dashboards->setSource(connected ? m_tools.lab.prometheus() : nullptr);
}

void LabRoom::showBusy() {
    using State = session::LabLink::State;
    const State state = m_tools.lab.state();
    m_view->setBusy(m_time.moving() || state == State::Starting || state == State::Connecting);
}

void LabRoom::showEvent(QShowEvent* event) {
    QStackedWidget::showEvent(event);
    if (currentWidget() == m_list)
        refreshList();
}

void LabRoom::showList() {
    refreshList();
    setFocusProxy(nullptr);
    setCurrentWidget(m_list);
}

void LabRoom::refreshList() {
    const auto standings = session::standings(m_tools.journal);
    m_list->show(m_tools.library->course(),
                 standings ? *standings : std::map<QString, session::LabStanding>());
}

void LabRoom::runCommandsOfStep() {
    static const QRegularExpression block(QStringLiteral("```shell\\n(.*?)```"),
                                          QRegularExpression::DotMatchesEverythingOption);
    const auto& step = m_run->lab().steps[static_cast<std::size_t>(m_run->openStep())];
    for (auto it = block.globalMatch(step.markdown); it.hasNext();)
        for (const QString& command : it.next().captured(1).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            m_terminal->run(command);
}

} // namespace understudy::window
