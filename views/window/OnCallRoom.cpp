#include "views/window/OnCallRoom.h"

#include "views/connection/ConnectionList.h"
#include "views/connection/HostHeader.h"
#include "views/connection/HostQuestions.h"
#include "views/connection/LinkStrip.h"
#include "views/connection/TerminalCover.h"
#include "views/terminal/TerminalTabs.h"
#include "views/theme/Keys.h"
#include "views/window/HostTools.h"

#include <QVBoxLayout>

#include <algorithm>

namespace understudy::window {

using connection::Connection;
using connection::HostLink;
using terminal::TerminalView;
using State = HostLink::State;

OnCallRoom::OnCallRoom(Tools& tools, QWidget* parent)
    : QStackedWidget(parent)
    , m_tools(tools)
    , m_book(tools.profile + QStringLiteral("/connections.json"))
    , m_list(new connection::ConnectionList(tools.theme, tools.clock, tools.ids, m_book,
                                            tools.hosts.localUser, tools.hosts.userConfig, this)) {
    addWidget(m_list);
    setFocusProxy(m_list);
    connect(m_list, &connection::ConnectionList::connectRequested, this, &OnCallRoom::connectTo);
    connect(m_list, &connection::ConnectionList::terminalsRequested, this, &OnCallRoom::showTerminals);
    connect(m_list, &connection::ConnectionList::edited, this, &OnCallRoom::takeEdit);
    connect(m_list, &connection::ConnectionList::trouble, this, &OnCallRoom::trouble);
    if (m_book.trouble()) // once somebody listens
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT trouble(*m_book.trouble()); }, Qt::QueuedConnection);
}

OnCallRoom::~OnCallRoom() {
    for (const Seat& seat : m_seats)
        seat.view->disconnect(this);
    m_lines.clear(); // before the tabs whose streams end with them
}

void OnCallRoom::makeTerminals() {
    m_work = new QWidget(this);
    m_header = new connection::HostHeader(m_tools.theme, m_work);
    m_tabs = new terminal::TerminalTabs(m_tools.theme, m_tools.clock, m_work);
    m_tabs->setKeepsOne(false);
    m_tabs->connectTab = [this](TerminalView& view) { connectTab(view); };
    if (m_tools.terminals)
        m_tabs->setPreferences(*m_tools.terminals);
    m_strip = new connection::LinkStrip(m_tools.theme, m_tools.clock, m_tabs);
    m_tabs->setStrip(m_strip);
    auto* column = new QVBoxLayout(m_work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    m_beside = new HostTools(m_tools, *m_tabs, m_work);
    column->addWidget(m_beside, 1);
    connect(m_beside, &HostTools::editRequested, m_list, &connection::ConnectionList::edit);
    connect(m_beside, &HostTools::rememberRequested, this, &OnCallRoom::remember);
    addWidget(m_work);
    connect(m_tabs, &terminal::TerminalTabs::currentChanged, this, &OnCallRoom::showCurrent);
    connect(m_tabs, &terminal::TerminalTabs::lastClosed, this, &OnCallRoom::showList);
    connect(m_tabs, &terminal::TerminalTabs::fullViewRequested, m_header, &QWidget::setHidden);
    connect(m_header, &connection::HostHeader::listRequested, this, &OnCallRoom::showList);
    connect(m_header, &connection::HostHeader::disconnectRequested, this, [this] {
        if (const Seat* seat = seatOf(m_tabs->current()))
            leave(*seat->link);
    });
    connect(m_strip, &connection::LinkStrip::tryRequested, this, [this] {
        if (const Seat* seat = seatOf(m_tabs->current()))
            again(*seat->link);
    });
    connect(m_strip, &connection::LinkStrip::stopRequested, this, [this] {
        if (const Seat* seat = seatOf(m_tabs->current()))
            seat->link->close();
    });
    theme::bind(theme::Do::Connections, m_work, [this](int) { showList(); });
}

HostLink& OnCallRoom::linkTo(const Connection& connection) {
    Line& line = m_lines[connection.id];
    if (line.link)
        return *line.link;
    line.questions = std::make_unique<connection::HostQuestions>(m_tools.theme, *this);
    line.link = std::make_unique<HostLink>(connection, m_tools.hosts, line.questions->questions());
    HostLink& link = *line.link;
    connect(&link, &HostLink::changed, this, [this, &link] { followLink(link); });
    connect(&link, &HostLink::notKept, this, &OnCallRoom::trouble);
    connect(&link, &HostLink::notForwarded, this, &OnCallRoom::trouble);
    return link;
}

void OnCallRoom::connectTo(const Id& id) {
    const auto connection = m_list->find(id);
    if (!connection)
        return;
    if (!m_work)
        makeTerminals();
    HostLink& link = linkTo(*connection);
    setCurrentWidget(m_work);
    setFocusProxy(m_tabs);
    for (const Seat& seat : m_seats)
        if (seat.link == &link) {
            TerminalView& view = *seat.view;
            m_tabs->goTo(view);
            view.setFocus(Qt::OtherFocusReason);
            if (link.state() != State::Connected)
                again(link);
            return;
        }
    m_next = &link;
    m_tabs->setTabName(connection->name);
    m_tabs->openTab();
    m_next = nullptr;
    showCurrent();
}

void OnCallRoom::connectTab(TerminalView& view) {
    if (!seatOf(&view)) {
        // A tab opened by key belongs to the host of the one it was opened from.
        HostLink* link = m_next ? m_next : m_seats.empty() ? nullptr : m_shown;
        if (!link)
            return;
        addSeat(view, *link);
    }
    HostLink& link = *seatOf(&view)->link;
    if (view.session().isAway())
        return link.tryNow(); // its shell comes back with the link
    link.shell(&view, view.session().screen().columns(), view.session().screen().rows(),
               [this, &view, &link](std::unique_ptr<terminal::ByteStream> stream) {
                   view.setStream(std::move(stream));
                   arrived(view, link);
               });
    showCurrent();
}

void OnCallRoom::addSeat(TerminalView& view, HostLink& link) {
    auto* cover = new connection::TerminalCover(m_tools.theme, view);
    connect(cover, &connection::TerminalCover::stopRequested, this, [&link] { link.close(); });
    connect(cover, &connection::TerminalCover::againRequested, this, [this, &link] { again(link); });
    connect(cover, &connection::TerminalCover::editRequested, m_list,
            [this, &link] { m_list->edit(link.connection().id); });
    connect(&view, &QObject::destroyed, this, [this](QObject* gone) { leaveSeat(gone); });
    connect(&view, &TerminalView::ended, this, [this, &view](bool lost) {
        if (Seat* seat = seatOf(&view))
            seat->cut = lost;
        showCurrent();
    });
    view.setHost(link.connection().address.text());
    m_beside->adopt(view, link);
    m_seats.push_back({&view, &link, cover, false});
    cover->show(link);
    countTerminals();
}

void OnCallRoom::arrived(TerminalView& view, HostLink& link) {
    Seat& seat = *seatOf(&view);
    seat.cut = false;
    if (seat.cover) {
        const bool had = seat.cover->isAncestorOf(seat.cover->window()->focusWidget());
        std::exchange(seat.cover, nullptr)->deleteLater();
        if (had || m_tabs->current() == &view)
            view.setFocus(Qt::OtherFocusReason);
    }
    Connection used = link.connection();
    if (const Connection* saved = m_book.find(used.id)) {
        used = *saved;
        used.lastUsed = m_tools.clock.now();
        if (const auto written = m_book.save(used); !written)
            Q_EMIT trouble(written.error());
    }
    m_list->refresh();
    showCurrent();
}

/// A terminal is gone; a login that nobody looks at any more ends.
void OnCallRoom::leaveSeat(const QObject* view) {
    const auto it =
        std::find_if(m_seats.begin(), m_seats.end(), [view](const Seat& seat) { return seat.view == view; });
    if (it == m_seats.end())
        return;
    const HostLink* link = it->link;
    m_seats.erase(it);
    if (std::none_of(m_seats.begin(), m_seats.end(),
                     [link](const Seat& seat) { return seat.link == link; })) {
        if (m_shown == link)
            m_shown = nullptr;
        m_lines.erase(link->connection().id);
    }
    countTerminals();
    showCurrent();
}

void OnCallRoom::again(HostLink& link) {
    if (link.state() == State::Lost)
        return link.tryNow();
    for (const Seat& seat : std::vector<Seat>(m_seats))
        if (seat.link == &link && !seat.view->isConnected())
            connectTab(*seat.view);
}

/// First the host is left and the text stays; asked once more, its tabs go.
void OnCallRoom::leave(HostLink& link) {
    if (link.state() == State::Connected || link.state() == State::Connecting)
        return link.close();
    for (const Seat& seat : std::vector<Seat>(m_seats)) {
        if (seat.link != &link)
            continue;
        m_tabs->goTo(*seat.view);
        for (int i = 0; i < m_tabs->count(); ++i)
            if (m_tabs->view(i) == seat.view)
                m_tabs->closeTab(i);
    }
}

void OnCallRoom::followLink(HostLink& link) {
    m_beside->linkChanged(link);
    const auto line = m_lines.find(link.connection().id);
    if (link.state() != State::Connecting)
        line->second.questions->dismiss();
    for (const Seat& seat : m_seats)
        if (seat.link == &link && seat.cover && link.state() != State::Connected)
            seat.cover->show(link);
    if (link.state() == State::Connected)
        for (const Seat& seat : std::vector<Seat>(m_seats))
            if (seat.link == &link && seat.cut && !seat.view->isConnected())
                connectTab(*seat.view);
    countTerminals();
    showCurrent();
    if (const auto change = link.hostKeyChange(); change && !link.triedByItself())
        line->second.questions->showChange(*change, !link.connection().watchOnly, [this, &link] {
            if (const auto replaced = link.replaceHostKey(); !replaced)
                Q_EMIT trouble(replaced.error());
            else
                again(link);
        });
}

void OnCallRoom::showCurrent() {
    const Seat* seat = m_tabs ? seatOf(m_tabs->current()) : nullptr;
    if (!seat)
        return;
    HostLink& link = *seat->link;
    m_shown = &link;
    m_tabs->setTabName(link.connection().name);
    m_header->show(link);
    m_beside->show(link);
    // The link lets nothing through; the view only says so.
    seat->view->setViewOnly(
        link.connection().watchOnly
            ? tr("Watch only. You can look, not change: what you type here does not reach %1.")
                  .arg(link.connection().name)
            : QString());
    m_strip->show(seat->cover ? nullptr : &link, seat->view->isConnected());
}

void OnCallRoom::countTerminals() {
    std::map<Id, int> open;
    for (const Seat& seat : m_seats)
        ++open[seat.link->connection().id];
    m_list->setTerminals(open);
}

/// An edited connection counts from the next login on; the keyboard is locked or opened at once.
void OnCallRoom::takeEdit(const Id& id) {
    const auto line = m_lines.find(id);
    const Connection* connection = m_book.find(id);
    if (line == m_lines.end() || !connection)
        return;
    line->second.link->setConnection(*connection);
    showCurrent();
}

void OnCallRoom::remember(const Id& id, const ssh::LocalForward& forward, bool on) {
    const Connection* saved = m_book.find(id);
    if (!saved)
        return;
    Connection next = *saved;
    std::erase(next.forwards, forward);
    if (on)
        next.forwards.push_back(forward);
    if (const auto written = m_book.save(next); !written)
        Q_EMIT trouble(written.error());
    takeEdit(id);
}

void OnCallRoom::addHost() { m_list->addHost(); }

void OnCallRoom::showList() {
    if (m_list->isVisible())
        m_list->refresh(); // else it does by itself
    setCurrentWidget(m_list);
    setFocusProxy(m_list);
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void OnCallRoom::hurry() {
    for (const auto& [id, line] : m_lines)
        line.link->hurry();
}

void OnCallRoom::showTerminals() {
    if (m_seats.empty())
        return showList();
    setCurrentWidget(m_work);
    setFocusProxy(m_tabs);
    m_tabs->current()->setFocus(Qt::OtherFocusReason);
}

OnCallRoom::Seat* OnCallRoom::seatOf(const TerminalView* view) {
    const auto it =
        std::find_if(m_seats.begin(), m_seats.end(), [view](const Seat& seat) { return seat.view == view; });
    return it == m_seats.end() ? nullptr : &*it;
}

} // namespace understudy::window
