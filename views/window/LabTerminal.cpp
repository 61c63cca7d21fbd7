#include "views/window/LabTerminal.h"

#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/transfer/Transfers.h"

#include <QVBoxLayout>

namespace understudy::window {

using terminal::TerminalTabs;
using terminal::TerminalView;
using State = session::LabSite::State;

namespace {

constexpr int lookForPromptMs = 50;

} // namespace

LabTerminal::LabTerminal(Tools& tools, QWidget* parent)
    : LabTerminal(tools, tools.lab, {}, parent) {}

LabTerminal::LabTerminal(Tools& tools, session::LabSite& site, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_site(site)
    , m_cluster(name)
    , m_tabs(new TerminalTabs(tools.theme, tools.clock, this))
    , m_transfers(new transfer::Transfers(tools.theme, this)) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_tabs, 1);
    all->addWidget(m_transfers);
    m_tabs->setTabName(name.isEmpty() ? tr("lab: local") : tr("lab: %1").arg(name));
    m_tabs->setOffersHosts(true);
    connect(m_tabs, &TerminalTabs::hostRequested, this, &LabTerminal::hostRequested);
    m_tabs->connectTab = [this](TerminalView& view) { connectTab(view); };
    if (tools.terminals)
        m_tabs->setPreferences(*tools.terminals);
    connect(m_tabs, &TerminalTabs::startLabRequested, &site, &session::LabSite::start);
    connect(m_tabs, &TerminalTabs::tryAgainRequested, &site, &session::LabSite::start);
    connect(m_tabs, &TerminalTabs::fullViewRequested, this, &LabTerminal::fullViewRequested);
    connect(&site, &session::LabSite::changed, this, &LabTerminal::showLab);
    if (tools.typed)
        connect(m_tabs, &TerminalTabs::commandStarted, this, [this, &tools](const QString& typed) {
            if (const auto kept = tools.typed->add(typed); !kept)
                Q_EMIT trouble(kept.error());
        });
    m_prompt.setInterval(lookForPromptMs);
    connect(&m_prompt, &QTimer::timeout, this, &LabTerminal::runWaiting);
    m_tabs->openTab();
    showLab();
}

/// Typed before there is a prompt, a command would be echoed twice. The lab's own shells end theirs with a $.
bool LabTerminal::atPrompt(const TerminalView& view) const {
    const QString last = view.screenText().trimmed().section(QLatin1Char('\n'), -1);
    const QString ends = m_cluster.isEmpty() ? QStringLiteral("$") : QStringLiteral("$#%>❯");
    return !last.isEmpty() && ends.contains(last.back());
}

transfer::FarHost LabTerminal::host() const {
    return {QStringLiteral("lab"), m_cluster.isEmpty() ? tr("the lab host") : m_cluster,
            [at = QPointer(&m_site)] { return at ? at->login() : nullptr; }};
}

void LabTerminal::connectTab(TerminalView& view) {
    view.takeFiles = [this, from = &view](const QStringList& files) {
        m_transfers->offer(host(), files, from->folder());
    };
    m_site.start();
    if (view.session().isAway())
        return; // its shell comes back with the login
    m_site.shell(
        &view, view.session().screen().columns(), view.session().screen().rows(),
        [&view](std::unique_ptr<terminal::ByteStream> stream) { view.setStream(std::move(stream)); });
}

void LabTerminal::showLab() {
    const auto& trouble = m_site.trouble();
    switch (m_site.state()) {
    case State::Connected:
        m_transfers->hostsChanged();
        m_tabs->hideProblem();
        m_tabs->reconnectAll();
        break;
    case State::Off:
        if (trouble)
            m_tabs->showProblem(m_cluster.isEmpty()
                                    ? tr("The lab on this laptop is not running. Your steps and notes are "
                                         "kept, and the lab timer is paused.")
                                    : tr("You are not logged in to %1. Your steps and notes are kept, and "
                                         "the lab timer is paused.")
                                          .arg(m_cluster),
                                trouble->detail.contains(trouble->sentence)
                                    ? trouble->detail
                                    : trouble->sentence + QLatin1Char(' ') + trouble->detail);
        break;
    case State::Starting:
    case State::Connecting:
        m_tabs->hideProblem();
        break;
    case State::Lost:
        break; // the text stays readable; the status bar says that it is tried again
    }
}

void LabTerminal::run(const QString& command) { wait({command, true}); }

void LabTerminal::put(const QString& command) { wait({command, false}); }

void LabTerminal::wait(const Waiting& command) {
    m_waiting << command;
    if (m_tabs->count() == 0)
        m_tabs->openTab();
    m_site.start();
    m_prompt.start();
    runWaiting();
}

void LabTerminal::runWaiting() {
    TerminalView* view = m_tabs->current();
    if (m_waiting.isEmpty() || !view) {
        m_prompt.stop();
        return;
    }
    if (!view->isConnected() || !atPrompt(*view))
        return;
    const auto [command, enter] = m_waiting.takeFirst();
    if (!enter)
        return view->paste(command);
    view->run(command);
    Q_EMIT commandRan(command);
}

Result<QString> LabTerminal::record(bool on) {
    TerminalView* view = m_tabs->current();
    if (!view)
        return Error{Errc::NotFound, tr("No terminal is open. Open one, then record it."), {}};
    if (on) {
        const auto started = view->startRecording();
        return started ? Result<QString>(view->recordingPath()) : started.error();
    }
    if (!view->isRecording())
        return Error{Errc::NotFound, tr("This terminal is not recorded now. lab record start begins."), {}};
    const QString file = view->recordingPath();
    view->stopRecording();
    return file;
}

QString LabTerminal::screenText() const {
    const TerminalView* view = m_tabs->current();
    return view ? view->screenText() : QString();
}

} // namespace understudy::window
