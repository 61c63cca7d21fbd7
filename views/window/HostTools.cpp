#include "views/window/HostTools.h"

#include "core/metrics/PrometheusClient.h"
#include "core/tunnel/FarNetwork.h"
#include "views/charts/LiveCharts.h"
#include "views/connection/ForwardsPanel.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Button.h"
#include "views/theme/Ground.h"
#include "views/theme/IconButton.h"
#include "views/theme/Keys.h"
#include "views/theme/Text.h"
#include "views/transfer/FilesPanel.h"
#include "views/transfer/Transfers.h"
#include "views/window/ChartsOf.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace understudy::window {

using connection::HostLink;
using terminal::Act;
using terminal::TerminalView;
using theme::Color;

namespace {

constexpr int FilesWidth = 400;
constexpr int ChartsWidth = 320; // design system, section 5
constexpr int LeastWidth = 260;

} // namespace

HostTools::HostTools(Tools& tools, terminal::TerminalTabs& tabs, QWidget* parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_tabs(tabs)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_side(new QStackedWidget)
    , m_transfers(new transfer::Transfers(tools.theme, this))
    , m_filesButton(
          new theme::IconButton(tools.theme, QStringLiteral("folder"), tr("Files of the host"), &tabs, 16))
    , m_chartsButton(new theme::IconButton(tools.theme, QStringLiteral("chart"),
                                           tr("Charts of the host (Ctrl+Shift+M)"), &tabs, 16))
    , m_forwardsButton(new theme::IconButton(tools.theme, QStringLiteral("plug"),
                                             tr("Ports through the host (Ctrl+Shift+D)"), &tabs, 16)) {
    m_splitter->addWidget(&tabs);
    m_splitter->addWidget(m_side);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 1);
    m_side->setMinimumWidth(tools.theme.px(LeastWidth));
    m_side->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_transfers);
    tabs.addTool(m_filesButton);
    tabs.addTool(m_chartsButton);
    tabs.addTool(m_forwardsButton);
    connect(m_filesButton, &QToolButton::clicked, this, [this] { toggle(Side::Files); });
    connect(m_chartsButton, &QToolButton::clicked, this, [this] { toggle(Side::Charts); });
    connect(m_forwardsButton, &QToolButton::clicked, this, [this] { toggle(Side::Forwards); });
    connect(&tabs, &terminal::TerminalTabs::farActRequested, this, &HostTools::perform);
    connect(m_transfers, &transfer::Transfers::changed, this, [this](const QString& host) {
        if (m_open == Side::Files && m_files->hostId() == host)
            m_files->refresh();
    });
    theme::bind(theme::Do::HostCharts, this, [this](int) { toggle(Side::Charts); });
    theme::bind(theme::Do::HostForwards, this, [this](int) { toggle(Side::Forwards); });
}

HostTools::~HostTools() {
    if (m_charts)
        m_charts->setSource(nullptr); // before the sources go
}

transfer::FarHost HostTools::hostOf(HostLink& link) {
    return {link.connection().id, link.connection().name,
            [at = QPointer<HostLink>(&link)] { return at ? at->session() : nullptr; },
            link.connection().watchOnly};
}

void HostTools::adopt(TerminalView& view, HostLink& link) {
    view.setFarActs({Act::GetFile, Act::Files, Act::Charts});
    view.takeFiles = [this, from = &view, at = QPointer<HostLink>(&link)](const QStringList& files) {
        if (at)
            m_transfers->offer(hostOf(*at), files, from->folder());
    };
}

void HostTools::show(HostLink& link) {
    const bool edited = m_open == Side::Charts && m_address != link.connection().metrics;
    if (m_link == &link && !edited && m_open != Side::Forwards)
        return;
    m_link = &link;
    showSide(m_open);
}

void HostTools::linkChanged(HostLink& link) {
    m_transfers->hostsChanged();
    if (m_link == &link && m_open == Side::Forwards)
        m_forwards->refresh(); // also without a login: they wait for it
    if (m_link != &link || !link.session())
        return;
    if (m_open == Side::Files)
        m_files->refresh();
    else if (m_open == Side::Charts)
        showCharts(); // asks for what was missed
}

void HostTools::perform(Act act) {
    if (act == Act::GetFile)
        getSelected();
    else
        toggle(act == Act::Files ? Side::Files : Side::Charts);
}

/// What is selected is taken as a file's name: from the root, or from where the shell is.
void HostTools::getSelected() {
    TerminalView* view = m_tabs.current();
    if (!view || !m_link)
        return;
    QString name = view->selectedText().trimmed();
    if (name.startsWith(QLatin1String("~/")))
        name = name.mid(2); // where a login begins
    else if (!name.startsWith(QLatin1Char('/')) && !view->folder().isEmpty())
        name = view->folder() + QLatin1Char('/') + name;
    if (!name.isEmpty() && !name.contains(QLatin1Char('\n')))
        m_transfers->fetch(hostOf(*m_link), name);
}

void HostTools::toggle(Side side) {
    if (!m_link)
        return;
    openSide(m_open == side ? Side::None : side);
}

void HostTools::openSide(Side side) {
    m_open = side;
    m_filesButton->setRole(side == Side::Files ? Color::AccentText : Color::Text2);
    m_chartsButton->setRole(side == Side::Charts ? Color::AccentText : Color::Text2);
    m_forwardsButton->setRole(side == Side::Forwards ? Color::AccentText : Color::Text2);
    if (m_charts && side != Side::Charts)
        m_charts->setSource(nullptr);
    if (side == Side::None) {
        m_side->hide();
        if (TerminalView* view = m_tabs.current())
            view->setFocus(Qt::OtherFocusReason);
        return;
    }
    const bool wasHidden = m_side->isHidden();
    showSide(side);
    m_side->show();
    const int width = m_tools.theme.px(side == Side::Files ? FilesWidth : ChartsWidth);
    if (wasHidden)
        m_splitter->setSizes({std::max(1, m_splitter->width() - width), width});
    m_side->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void HostTools::showSide(Side side) {
    if (side == Side::Files)
        showFiles();
    else if (side == Side::Charts)
        showCharts();
    else if (side == Side::Forwards)
        showForwards();
}

void HostTools::makeFiles() {
    m_files = new transfer::FilesPanel(m_tools.theme);
    m_side->addWidget(m_files);
    connect(m_files, &transfer::FilesPanel::closeRequested, this, [this] { openSide(Side::None); });
    connect(m_files, &transfer::FilesPanel::getRequested, this, [this](const QString& far, bool folder) {
        if (m_link)
            m_transfers->fetch(hostOf(*m_link), far, folder);
    });
    connect(m_files, &transfer::FilesPanel::putRequested, this,
            [this](const QStringList& files, const QString& folder) {
                if (m_link)
                    m_transfers->offer(hostOf(*m_link), files, folder);
            });
}

void HostTools::showFiles() {
    if (!m_files)
        makeFiles();
    m_side->setCurrentWidget(m_files);
    const TerminalView* view = m_tabs.current();
    m_files->open(hostOf(*m_link), view ? view->folder() : QString());
}

void HostTools::makeCharts() {
    m_chartsPage = new theme::Ground(m_tools.theme, Color::BgPanel);
    m_chartsTitle = new theme::Text(m_tools.theme, theme::Type::Heading, Color::Text);
    m_chartsTitle->setElided(true);
    m_chartsTitle->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_chartsTitle->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* close =
        new theme::IconButton(m_tools.theme, QStringLiteral("x"), tr("Close the charts"), m_chartsPage, 16);
    m_chartsWords = new theme::Text(m_tools.theme, theme::Type::Small, Color::Text2);
    m_chartsWords->setWordWrap(true);
    m_chartsWords->setContentsMargins(12, 0, 12, 8);
    m_chartsEdit = new theme::Button(m_tools.theme, tr("Edit the connection"), theme::ButtonKind::Normal);
    m_charts = new charts::LiveCharts(m_tools.theme, m_tools.clock);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 8, 4);
    head->addWidget(m_chartsTitle, 1);
    head->addWidget(close);
    auto* edit = new QHBoxLayout;
    edit->setContentsMargins(12, 0, 12, 0);
    edit->addWidget(m_chartsEdit);
    edit->addStretch(1);
    auto* column = new QVBoxLayout(m_chartsPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_chartsWords);
    column->addLayout(edit);
    column->addWidget(m_charts, 1);
    column->addStretch(0); // takes the rest where there are no charts
    m_chartsPage->setFocusProxy(m_charts);
    m_side->addWidget(m_chartsPage);
    connect(close, &QToolButton::clicked, this, [this] { openSide(Side::None); });
    connect(m_chartsEdit, &QPushButton::clicked, this, [this] {
        if (m_link)
            Q_EMIT editRequested(m_link->connection().id);
    });
}

void HostTools::showCharts() {
    if (!m_charts)
        makeCharts();
    m_side->setCurrentWidget(m_chartsPage);
    const connection::Connection& host = m_link->connection();
    m_address = host.metrics;
    const auto specs =
        m_tools.library ? productionCharts(m_tools.library->course()) : std::vector<charts::ChartSpec>();
    const bool draws = !host.metrics.isEmpty() && !specs.empty();
    m_chartsTitle->setText(tr("Charts of %1").arg(host.name));
    m_chartsWords->setText(
        host.metrics.isEmpty()
            ? tr("There is no address for charts yet. Edit the connection and say under “Charts from” where "
                 "Prometheus is, as the host reaches it.")
        : specs.empty() ? tr("The course says which charts to draw. Open a course, then come back.")
                        : tr("From %1, read through the login").arg(host.metrics));
    m_chartsEdit->setVisible(host.metrics.isEmpty());
    m_charts->setVisible(draws);
    m_charts->setCharts(specs);
    m_charts->setSource(draws ? sourceOf(*m_link) : nullptr);
}

void HostTools::showForwards() {
    if (!m_forwards) {
        m_forwards = new connection::ForwardsPanel(m_tools.theme);
        m_side->addWidget(m_forwards);
        connect(m_forwards, &connection::ForwardsPanel::closeRequested, this,
                [this] { openSide(Side::None); });
        connect(m_forwards, &connection::ForwardsPanel::rememberRequested, this,
                [this](const ssh::LocalForward& forward, bool on) {
                    if (m_link)
                        Q_EMIT rememberRequested(m_link->connection().id, forward, on);
                });
    }
    m_side->setCurrentWidget(m_forwards);
    m_forwards->show(*m_link);
}

metrics::PrometheusClient* HostTools::sourceOf(HostLink& link) {
    std::erase_if(m_sources, [](const auto& each) { return !each.second.link; });
    Source& source = m_sources[link.connection().id];
    const QUrl address(link.connection().metrics);
    if (source.link != &link || source.client->base() != address) {
        source.client.reset();
        source.link = &link;
        source.network = std::make_unique<tunnel::FarNetwork>(hostOf(link).session);
        source.client = std::make_unique<metrics::PrometheusClient>(address, *source.network);
    }
    return source.client.get();
}

} // namespace understudy::window
