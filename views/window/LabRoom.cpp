#include "views/window/LabRoom.h"

#include "core/course/LabFaults.h"
#include "views/charts/LiveCharts.h"
#include "views/charts/dashboard/DashboardView.h"
#include "views/lab/LabList.h"
#include "views/lab/LabView.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/traces/TracesView.h"
#include "views/window/ChartsOf.h"
#include "views/window/CompanySite.h"
#include "views/window/LabTerminal.h"

#include <QRegularExpression>

namespace understudy::window {

using lab::LabView;

LabRoom::LabRoom(Tools& tools, QWidget* parent)
    : QStackedWidget(parent)
    , m_tools(tools)
    , m_time(tools.clock)
    , m_alerts(m_time)
    , m_company(new CompanySite(tools, *this))
    , m_list(new lab::LabList(tools.theme)) {
    addWidget(m_list);
    connect(m_list, &lab::LabList::chosen, this, &LabRoom::open);
    connect(m_list, &lab::LabList::chosenOn, this, [this](const QString& lab, const Id& cluster) {
        const course::Lab* known = m_tools.library->course().lab(lab);
        if (!known || cluster.isEmpty())
            return openOn(lab, cluster);
        m_company->askToStart(*known, cluster, [this, lab, cluster] { openOn(lab, cluster); });
    });
    connect(m_list, &lab::LabList::clustersWanted, m_company, &CompanySite::manage);
    connect(m_company, &CompanySite::changed, this, &LabRoom::refreshList);
    connect(m_company, &CompanySite::trouble, this, &LabRoom::trouble);
    connect(&tools.lab, &session::LabLink::changed, this, &LabRoom::reachLab);
    connect(&tools.feed, &ProgressFeed::changed, this, [this] {
        if (m_list->isVisible())
            refreshList();
    });
}

// The workspace shows the run: it goes first. What asks a company's cluster goes before it.
LabRoom::~LabRoom() {
    delete m_view;
    delete m_traces;
    delete m_dashboards;
    m_alerts.follow(nullptr);
    m_run.reset();
    delete m_company;
}

void LabRoom::makeWorkspace() {
    m_view = new LabView(m_tools.theme);
    addWidget(m_view);
    m_view->setMarkdown([this](const QString& markdown) { return m_tools.library->inlineHtml(markdown); });
    makeTerminal();
    m_charts = new charts::LiveCharts(m_tools.theme, m_time);
    m_view->setCharts(m_charts);
    m_view->setTime(m_time, m_alerts);
    connect(m_view, &LabView::runCommand, this, [this](const QString& command) { m_terminal->run(command); });
    connect(m_view, &LabView::startLabWanted, this, [this] { site().start(); });
    connect(m_view, &LabView::listWanted, this, &LabRoom::showList);
    connect(m_view, &LabView::trouble, this, &LabRoom::trouble);
    connect(m_view, &LabView::tracesWanted, this, &LabRoom::showTraces);
    connect(m_view, &LabView::dashboardsWanted, this, &LabRoom::showDashboards);
    connect(m_view, &LabView::resetWanted, this,
            [this] { m_run->reset(QString::fromUtf8(m_tools.library->scenario(m_run->lab().id))); });
    connect(&m_time, &session::LabTime::jumped, this, &LabRoom::timeJumped);
    connect(&m_time, &session::LabTime::changed, this, &LabRoom::showBusy);
    connect(&m_time, &session::LabTime::trouble, this, &LabRoom::trouble);
    connect(&m_time, &session::LabTime::kept, this, [this](const QString& name) {
        Q_EMIT trouble(
            {Errc::Cancelled,
             tr("What was before is kept as %1. \"Rewind to…\" lists it: you can go back.").arg(name),
             {}});
    });
    const auto shape = [this](LabView::ChartsShape wanted) {
        using To = charts::LiveCharts::Shape;
        m_charts->setShape(wanted == LabView::ChartsShape::Side    ? To::Side
                           : wanted == LabView::ChartsShape::Strip ? To::Strip
                                                                   : To::Line);
    };
    connect(m_view, &LabView::chartsShapeChanged, m_charts, shape);
    shape(m_view->chartsShape());
}

void LabRoom::makeTerminal() {
    m_terminal = m_company->lab()
                     ? new LabTerminal(m_tools, *m_company->lab(), m_company->lab()->place().name)
                     : new LabTerminal(m_tools);
    m_view->setTerminal(m_terminal); // deletes the one before
    connect(m_terminal, &LabTerminal::hostRequested, this, &LabRoom::hostRequested);
    connect(m_terminal, &LabTerminal::trouble, this, &LabRoom::trouble);
}

void LabRoom::open(const QString& labId) {
    const bool isOpen = m_run && m_run->lab().id == labId && !m_run->finished();
    if (isOpen)
        return openOn(labId, m_run->elsewhere() ? m_run->elsewhere()->id : Id());
    const auto standings = session::standings(m_tools.journal);
    const auto known =
        standings ? standings->find(labId) : std::map<QString, session::LabStanding>::iterator();
    const bool there =
        standings && known != standings->end() && m_company->book().find(known->second.cluster);
    openOn(labId, there ? known->second.cluster : Id());
}

void LabRoom::openOn(const QString& labId, const Id& cluster) {
    const course::Lab* lab = m_tools.library->course().lab(labId);
    if (!lab)
        return;
    if (!m_view)
        makeWorkspace();
    const Id now = m_run && m_run->elsewhere() ? m_run->elsewhere()->id : Id();
    if (m_run && m_run->lab().id == labId && !m_run->finished() && now == cluster)
        return setCurrentWidget(m_view);
    if (!moveTo(cluster))
        return;
    setCurrentWidget(m_view);
    begin(*lab);
    site().start();
    reachLab();
    setFocusProxy(&m_terminal->tabs()); // what one types first belongs to the shell
    m_terminal->tabs().current()->setFocus(Qt::OtherFocusReason);
}

/// Lets go of where the last lab was. False when the cluster cannot be taken: then all stays as it is.
bool LabRoom::moveTo(const Id& cluster) {
    const company::Profile* wanted = m_company->book().find(cluster); // may have been edited
    const bool same =
        m_company->lab() ? wanted && m_company->lab()->cluster().profile() == *wanted : cluster.isEmpty();
    m_view->setRun(nullptr);
    if (same)
        return true;
    m_charts->setSource(nullptr);
    m_alerts.follow(nullptr);
    if (m_traces)
        m_traces->setSource({});
    if (m_dashboards)
        m_dashboards->setSource(nullptr);
    m_run.reset();
    if (cluster.isEmpty()) {
        m_company->leave();
    } else if (const auto taken = m_company->take(cluster); taken) {
        connect(*taken, &session::LabSite::changed, this, &LabRoom::reachLab);
    } else {
        Q_EMIT trouble(taken.error());
        return false;
    }
    makeTerminal();
    return true;
}

void LabRoom::begin(const course::Lab& lab) {
    m_run = std::make_unique<session::LabRun>(lab, m_tools.journal, m_tools.clock, m_tools.ids);
    const QByteArray scenario = m_tools.library->scenario(lab.id);
    if (m_company->lab()) {
        m_company->lab()->setScenario(scenario);
        m_run->workElsewhere(m_company->lab()->place());
    }
    m_view->guide().setFaults(course::faultsOf(scenario));
    connect(m_run.get(), &session::LabRun::trouble, this, &LabRoom::trouble);
    connect(m_run.get(), &session::LabRun::startedAnew, this, [this] {
        Q_EMIT trouble(
            {Errc::Cancelled,
             tr("The lab had ended, so its cluster and hosts are fresh. Your green checks, answers "
                "and time stay; what you had changed in the lab has to be done again where the "
                "next steps need it."),
             {}});
    });
    connect(m_run.get(), &session::LabRun::preparingChanged, this, [this](bool on) {
        m_time.hold(on);
        showBusy();
    });
    connect(m_run.get(), &session::LabRun::annotationsChanged, m_charts,
            [this] { m_charts->setAnnotations(m_run->annotations()); });
    m_charts->setCharts(chartsOf(lab.charts));
    m_run->recordTerminal = [this](bool on) { return m_terminal->record(on); };
    if (const auto started = m_run->start(); !started)
        Q_EMIT trouble(started.error());
    m_view->setRun(m_run.get());
}

session::LabSite& LabRoom::site() const {
    return m_company->lab() ? static_cast<session::LabSite&>(*m_company->lab()) : m_tools.lab;
}

metrics::PrometheusClient* LabRoom::prometheus() const {
    return m_company->lab() ? m_company->lab()->cluster().prometheus() : m_tools.lab.prometheus();
}

QString LabRoom::place() const { return m_company->lab() ? m_company->lab()->place().name : QString(); }

bool LabRoom::connected() const { return site().state() == session::LabSite::State::Connected; }

void LabRoom::reachCompany() {
    session::CompanyLab& lab = *m_company->lab();
    company::Cluster& cluster = lab.cluster();
    const bool connected = lab.state() == session::LabSite::State::Connected;
    m_run->setSite(lab.checks());
    m_time.follow(nullptr);
    m_alerts.setInterval(std::chrono::seconds(15)); // others' servers
    if (auto* alertmanager = cluster.alertmanager(); alertmanager && connected)
        m_alerts.follow(&cluster, [alertmanager](QObject* context, session::AlertWatch::Seen seen) {
            return alertmanager->alerts(context, std::move(seen));
        });
    else
        m_alerts.follow(connected ? cluster.prometheus() : nullptr);
    m_charts->setSource(connected ? cluster.prometheus() : nullptr);
    m_view->setRunnable(connected, tr("You are not logged in to %1 yet.").arg(lab.place().name));
    m_view->setOpenness({}, true);
    showBusy();
    showSources();
    Q_EMIT placeChanged();
}

void LabRoom::reachLab() {
    if (!m_run)
        return;
    if (m_company->lab())
        return reachCompany();
    m_alerts.setInterval(std::chrono::seconds(4));
    Q_EMIT placeChanged();
    const bool connected = m_tools.lab.state() == session::LabLink::State::Connected;
    m_run->setReach(m_tools.lab.reach(),
                    connected ? QString::fromUtf8(m_tools.library->scenario(m_run->lab().id)) : QString());
    m_time.hold(m_run->preparing());
    m_time.follow(connected ? m_tools.lab.control() : nullptr);
    m_alerts.follow(connected ? m_tools.lab.prometheus() : nullptr);
    showBusy();
    showSources();
    m_charts->setSource(m_tools.lab.prometheus());
    m_view->setRunnable(connected, tr("The lab is not connected yet."));
    const auto& host = m_tools.lab.connection();
    m_view->setOpenness(connected && host ? host->sandboxReason : QString(), host && host->sandboxed);
}

// What was drawn of the time that was left, or skipped, is asked for anew.
void LabRoom::timeJumped() {
    m_alerts.forget();
    m_charts->window().backToLive();
    m_charts->setSource(prometheus());
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
    if (m_company->lab()) {
        company::Cluster& cluster = m_company->lab()->cluster();
        const company::Service& jaeger = cluster.profile().jaeger;
        const bool there = m_company->lab()->state() == session::LabSite::State::Connected;
        if (m_traces)
            m_traces->setSource(there ? QUrl(jaeger.address) : QUrl(), &cluster.network(jaeger));
        if (m_dashboards)
            m_dashboards->setSource(there ? cluster.prometheus() : nullptr);
        return;
    }
    const auto& connection = m_tools.lab.connection();
    const bool connected = m_tools.lab.state() == session::LabLink::State::Connected && connection;
    if (m_traces)
        m_traces->setSource(connected ? connection->jaeger : QUrl());
    if (m_dashboards)
        m_dashboards->setSource(connected ? m_tools.lab.prometheus() : nullptr);
}

void LabRoom::showBusy() {
    using State = session::LabSite::State;
    const State state = site().state();
    m_view->setBusy(m_time.moving() || m_time.held() || state == State::Starting ||
                    state == State::Connecting);
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
    std::vector<std::pair<Id, QString>> clusters;
    for (const company::Profile& each : m_company->book().all())
        clusters.emplace_back(each.id, each.name);
    m_list->setClusters(std::move(clusters));
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
