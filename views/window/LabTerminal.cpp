#include "views/window/LabTerminal.h"

#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"

#include <QVBoxLayout>

namespace understudy::window {

using terminal::TerminalTabs;
using terminal::TerminalView;
using State = session::LabLink::State;

namespace {

constexpr int lookForPromptMs = 50;

// The lab's shells end their prompt with "$ ". Typed before it is there, a command would be echoed twice.
bool atPrompt(const TerminalView& view) {
    const QString text = view.screenText().trimmed();
    return text.section(QLatin1Char('\n'), -1).endsWith(QLatin1Char('$'));
}

} // namespace

LabTerminal::LabTerminal(Tools& tools, QWidget* parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_tabs(new TerminalTabs(tools.theme, tools.clock, this)) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_tabs);
    m_tabs->setTabName(tr("lab: local"));
    m_tabs->setOffersHosts(true);
    connect(m_tabs, &TerminalTabs::hostRequested, this, &LabTerminal::hostRequested);
    m_tabs->connectTab = [this](TerminalView& view) { connectTab(view); };
    if (tools.terminals)
        m_tabs->setPreferences(*tools.terminals);
    connect(m_tabs, &TerminalTabs::startLabRequested, &tools.lab, &session::LabLink::start);
    connect(m_tabs, &TerminalTabs::tryAgainRequested, &tools.lab, &session::LabLink::start);
    connect(m_tabs, &TerminalTabs::fullViewRequested, this, &LabTerminal::fullViewRequested);
    connect(&tools.lab, &session::LabLink::changed, this, &LabTerminal::showLab);
    m_prompt.setInterval(lookForPromptMs);
    connect(&m_prompt, &QTimer::timeout, this, &LabTerminal::runWaiting);
    m_tabs->openTab();
    showLab();
}

void LabTerminal::connectTab(TerminalView& view) {
    m_tools.lab.start();
    m_tools.lab.shell(
        &view, view.session().screen().columns(), view.session().screen().rows(),
        [&view](std::unique_ptr<terminal::ByteStream> stream) { view.setStream(std::move(stream)); });
}

void LabTerminal::showLab() {
    const auto& trouble = m_tools.lab.trouble();
    switch (m_tools.lab.state()) {
    case State::Connected:
        m_tabs->hideProblem();
        m_tabs->reconnectAll();
        break;
    case State::Off:
        if (trouble)
            m_tabs->showProblem(tr("The lab on this laptop is not running. Your steps and notes are kept, "
                                   "and the lab timer is paused."),
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

void LabTerminal::run(const QString& command) {
    m_waiting << command;
    if (m_tabs->count() == 0)
        m_tabs->openTab();
    m_tools.lab.start();
    m_prompt.start();
    runWaiting();
}

void LabTerminal::runWaiting() {
    TerminalView* view = m_tabs->current();
    if (m_waiting.isEmpty() || !view) {
        m_prompt.stop();
        return;
    }
    if (view->isConnected() && atPrompt(*view))
        view->run(m_waiting.takeFirst());
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
