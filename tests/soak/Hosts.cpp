#include "tests/soak/Hosts.h"

#include "views/connection/HostHeader.h"

#include <QTest>

namespace understudy::soak {

using std::chrono::steady_clock;
using terminal::TerminalView;

namespace {

constexpr int tabsOf[] = {4, 3, 2, 1};
constexpr int visitPatience = 4'000; // ms; then it is left while it still tries

bool streams(const TerminalView& view) { return view.screenText().contains(QLatin1String("took=")); }

} // namespace

Hosts::Hosts(fakes::DeskStage& stage)
    : m_stage(stage)
    , m_room(*stage.desk->onCall()) {
    for (const char* name : {"Checkout", "Search", "Ledger", "Bastion"})
        m_hosts.push_back(add(QLatin1String(name)));
    m_visited = add(QStringLiteral("Visited"));
    m_stage.desk->go(window::Place::OnCall);
}

Id Hosts::add(const QString& name) {
    connection::Connection host;
    host.id = m_stage.ids.next();
    host.name = name;
    host.address = {qEnvironmentVariable("USER", QStringLiteral("root")), qEnvironmentVariable("SOAK_HOST"),
                    static_cast<quint16>(qEnvironmentVariableIntValue("SOAK_PORT"))};
    host.login = connection::Connection::Login::KeyFile;
    host.keyFile = qEnvironmentVariable("SOAK_FOLDER") + QStringLiteral("/id");
    if (!m_room.book().save(host))
        qFatal("the address book takes nothing");
    return host.id;
}

bool Hosts::open() {
    for (std::size_t i = 0; i < m_hosts.size(); ++i) {
        m_room.connectTo(m_hosts[i]);
        for (int more = 1; more < tabsOf[i]; ++more)
            m_room.tabs().openTab();
    }
    for (int i = 0; i < tabs(); ++i)
        m_ten.push_back(m_room.tabs().view(i));
    return QTest::qWaitFor(
        [this] { return std::all_of(m_ten.begin(), m_ten.end(), [](auto* view) { return streams(*view); }); },
        60'000);
}

void Hosts::close() {
    m_ten.clear();
    m_seen.clear();
    while (tabs() > 0)
        m_room.tabs().closeTab(0);
}

void Hosts::look() {
    for (const TerminalView* view : m_ten) {
        Seen& seen = m_seen[view];
        if (QString text = view->screenText(); text != seen.text)
            seen = {std::move(text), steady_clock::now()};
    }
}

int Hosts::still(steady_clock::time_point since) const {
    return static_cast<int>(std::count_if(m_seen.begin(), m_seen.end(),
                                          [since](const auto& seen) { return seen.second.moved < since; }));
}

void Hosts::showNext() {
    if (!m_ten.empty())
        m_room.tabs().goTo(*m_ten[static_cast<std::size_t>(++m_front) % m_ten.size()]);
}

void Hosts::showAll() {
    for (std::size_t i = 0; i < m_ten.size(); ++i) {
        showNext();
        QTest::qWait(200);
    }
}

bool Hosts::visit() {
    m_room.connectTo(m_visited);
    const QPointer<TerminalView> view = m_room.tabs().current();
    const bool streamed = QTest::qWaitFor([&] { return view && streams(*view); }, visitPatience);
    if (!view)
        return false;
    if (++m_visits % 2) // by leaving the host first, or by closing the tab right away
        Q_EMIT m_room.findChild<connection::HostHeader*>()->disconnectRequested();
    for (int i = tabs() - 1; i >= 0; --i)
        if (m_room.tabs().view(i) == view)
            m_room.tabs().closeTab(i);
    return streamed;
}

QStringList Hosts::texts() const {
    QStringList all;
    for (const TerminalView* view : m_ten)
        all << view->allText();
    return all;
}

} // namespace understudy::soak
