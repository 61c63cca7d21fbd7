#include "views/connection/ConnectionList.h"

#include "views/connection/ConnectionDialog.h"
#include "views/connection/ConnectionRow.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPointer>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;

namespace {

constexpr int widest = 1060;

QDateTime local(Instant when, const Clock& clock) {
    return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count(), Qt::OffsetFromUTC,
                                          60 * clock.offsetMinutes(when));
}

} // namespace

ConnectionList::ConnectionList(const theme::Theme& theme, const Clock& clock, IdMaker& ids, AddressBook& book,
                               QString localUser, QString userConfig, QWidget* parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_ids(ids)
    , m_book(book)
    , m_localUser(std::move(localUser))
    , m_userConfig(std::move(userConfig)) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Connections"));
    connect(&theme, &theme::Theme::changed, this, &ConnectionList::refresh);
    refresh();
}

void ConnectionList::setTerminals(const std::map<Id, int>& terminals) {
    if (m_terminals == terminals)
        return;
    m_terminals = terminals;
    refresh();
}

void ConnectionList::refresh() {
    const bool had = isAncestorOf(focusWidget()) && focusWidget()->hasFocus();
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(48, 32, 48, 40);
    column->setSpacing(0);
    addHead(page);
    addRows(page);
    addUndo(page);
    column->addStretch(1);
    page->setMaximumWidth(m_theme.px(widest));
    setWidget(page);
    page->setAutoFillBackground(false);
    setFocusProxy(m_add);
    if (had)
        focusRow(m_current);
}

void ConnectionList::addHead(QWidget* page) {
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    column->addWidget(new theme::Text(m_theme, Type::Display, Color::Text, tr("On call"), page));
    column->addSpacing(4);
    auto* words =
        new theme::Text(m_theme, Type::Body, Color::Text2,
                        tr("Terminals on hosts other than the lab: the bastion of your shift, or a "
                           "server you look after. Runbooks beside the terminal come in a later version; "
                           "until then Module 2 has the daily routine and the alerts."),
                        page);
    words->setWordWrap(true);
    column->addWidget(words);
    column->addSpacing(28);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new theme::Text(m_theme, Type::Heading, Color::Text, tr("Connections"), page), 1);
    int open = 0;
    for (const auto& [id, count] : m_terminals)
        open += count;
    if (open > 0) {
        auto* back = new theme::Button(m_theme, tr("Back to the terminals"), theme::ButtonKind::Normal,
                                       QStringLiteral("terminal"), theme::ButtonSize::Normal, page);
        connect(back, &QPushButton::clicked, this, &ConnectionList::terminalsRequested);
        row->addWidget(back);
    }
    m_add = new theme::Button(m_theme, tr("Connect to a host…"), theme::ButtonKind::Primary,
                              QStringLiteral("plus"), theme::ButtonSize::Normal, page);
    connect(m_add, &QPushButton::clicked, this, &ConnectionList::addHost);
    row->addWidget(m_add);
    column->addLayout(row);
    column->addSpacing(12);
}

void ConnectionList::addRows(QWidget* page) {
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    const UserConfig config(m_userConfig, m_localUser);
    m_rows.clear();
    if (!find(m_current))
        m_current = m_book.all().empty() ? Id() : m_book.all().front().id;
    for (const Connection& connection : m_book.all())
        addRow(page, connection, config.unused(connection));
    column->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, page));
    if (m_rows.empty()) {
        column->addSpacing(16);
        addWords(page, tr("No connections yet. Choose Connect to a host: it is kept here for the next time, "
                          "without its password."));
    }
    addConfig(page, config);
    if (!m_rows.empty() && m_current.isEmpty())
        m_current = m_rows.front()->id();
    for (ConnectionRow* row : m_rows)
        row->setFocusPolicy(row->id() == m_current ? Qt::StrongFocus : Qt::ClickFocus);
}

void ConnectionList::addRow(QWidget* page, const Connection& connection, const QStringList& notes) {
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    const auto open = m_terminals.find(connection.id);
    auto* row = new ConnectionRow(m_theme, connection, open == m_terminals.end() ? 0 : open->second,
                                  lastUsed(connection), notes, page);
    const Id id = connection.id;
    // The list is made anew by most of these, the row that asks with it: later, when it is done asking.
    connect(
        row, &ConnectionRow::connectRequested, this, [this, id] { Q_EMIT connectRequested(id); },
        Qt::QueuedConnection);
    connect(
        row, &ConnectionRow::editRequested, this, [this, id] { edit(id); }, Qt::QueuedConnection);
    connect(
        row, &ConnectionRow::duplicateRequested, this, [this, id] { duplicate(id); }, Qt::QueuedConnection);
    connect(
        row, &ConnectionRow::removeRequested, this, [this, id] { remove(id); }, Qt::QueuedConnection);
    connect(row, &ConnectionRow::stepRequested, this, [this, id](int by) { step(id, by); });
    column->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, page));
    column->addWidget(row);
    m_rows.push_back(row);
}

/// The hosts of ~/.ssh/config, each with where it leads.
void ConnectionList::addConfig(QWidget* page, const UserConfig& config) {
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    const std::vector<Connection> hosts = config.hosts();
    if (hosts.empty() && !config.trouble())
        return;
    column->addSpacing(28);
    column->addWidget(new theme::Text(m_theme, Type::Heading, Color::Text, tr("From ~/.ssh/config"), page));
    column->addSpacing(4);
    addWords(page, config.trouble()
                       ? config.trouble()->sentence + QLatin1Char(' ') + config.trouble()->detail
                       : tr("Read anew at each login and never written to. Saved connections to the same "
                            "hosts follow it too, where they say nothing else."));
    column->addSpacing(12);
    for (Connection host : hosts) {
        QStringList notes = config.unused(host);
        if (const auto target = config.targetOf(host, {})) {
            const auto shown = [this](const ssh::Target& one) {
                return Address{one.user == m_localUser ? QString() : one.user, one.host, one.port};
            };
            host.address = shown(*target);
            for (const ssh::Target& jump : target->jumps)
                host.jumps.push_back(shown(jump));
        } else {
            notes.prepend(target.error().sentence);
        }
        addRow(page, host, notes);
    }
    if (!hosts.empty())
        column->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, page));
}

void ConnectionList::addWords(QWidget* page, const QString& words) {
    auto* text = new theme::Text(m_theme, Type::Body, Color::Text2, words, page);
    text->setWordWrap(true);
    page->layout()->addWidget(text);
}

std::optional<Connection> ConnectionList::find(const Id& id) const {
    if (const Connection* saved = m_book.find(id))
        return *saved;
    for (const Connection& host : UserConfig(m_userConfig, m_localUser).hosts())
        if (host.id == id)
            return host;
    return std::nullopt;
}

void ConnectionList::addUndo(QWidget* page) {
    if (!m_removed)
        return;
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    column->addSpacing(12);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    auto* words = new theme::Text(m_theme, Type::Body, Color::Text2,
                                  tr("“%1” was removed.").arg(m_removed->connection.name), page);
    row->addWidget(words);
    auto* back = new theme::Button(m_theme, tr("Undo"), theme::ButtonKind::Normal, QStringLiteral("undo"),
                                   theme::ButtonSize::Compact, page);
    back->setAccessibleName(tr("Put %1 back").arg(m_removed->connection.name));
    back->setToolTip(tr("Ctrl+Z"));
    connect(back, &QPushButton::clicked, this, &ConnectionList::undo, Qt::QueuedConnection);
    row->addWidget(back);
    row->addStretch(1);
    column->addLayout(row);
}

QString ConnectionList::lastUsed(const Connection& connection) const {
    if (!connection.lastUsed)
        return {};
    const QDateTime then = local(*connection.lastUsed, m_clock);
    const QDateTime now = local(m_clock.now(), m_clock);
    if (then.date() == now.date())
        return tr("Used today %1").arg(then.toString(QStringLiteral("HH:mm")));
    const QLocale english(QLocale::English); // as all of the window's words
    return tr("Used %1").arg(then.date().year() == now.date().year()
                                 ? english.toString(then.date(), QStringLiteral("ddd d MMM"))
                                 : english.toString(then.date(), QStringLiteral("d MMM yyyy")));
}

void ConnectionList::ask(const Connection& connection) {
    auto* dialog = new ConnectionDialog(m_theme, connection, m_localUser, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog](int answer) {
        if (answer == ConnectionDialog::Leave)
            return;
        Connection made = dialog->connection();
        if (made.id.isEmpty()) {
            made.id = m_ids.next();
            made.name = m_book.freeName(made.name);
        }
        m_removed.reset();
        if (!report(m_book.save(made)))
            return;
        m_current = made.id;
        refresh();
        focusRow(made.id);
        Q_EMIT edited(made.id);
        if (answer == ConnectionDialog::Connect)
            Q_EMIT connectRequested(made.id);
    });
    dialog->open();
}

void ConnectionList::addHost() { ask(Connection{}); }

void ConnectionList::edit(const Id& id) {
    if (const Connection* connection = m_book.find(id))
        ask(*connection);
}

void ConnectionList::duplicate(const Id& id) {
    const auto original = find(id);
    if (!original)
        return;
    Connection copy = *original;
    copy.id = m_ids.next();
    copy.name = m_book.freeName(original->name);
    copy.lastUsed.reset();
    copy.ofConfig = false;
    m_removed.reset();
    if (!report(m_book.save(copy)))
        return;
    m_current = copy.id;
    refresh();
    focusRow(copy.id);
}

void ConnectionList::remove(const Id& id) {
    const Connection* found = m_book.find(id);
    if (!found)
        return;
    Removed removed{*found, 0};
    const auto place = m_book.remove(id);
    if (!place)
        return Q_EMIT trouble(place.error());
    removed.place = *place;
    m_removed = removed;
    const auto& left = m_book.all();
    m_current = left.empty() ? Id() : left[std::min(*place, left.size() - 1)].id;
    refresh();
    focusRow(m_current);
}

void ConnectionList::undo() {
    if (!m_removed)
        return;
    const Removed back = *std::exchange(m_removed, std::nullopt);
    if (!report(m_book.restore(back.connection, back.place)))
        return;
    m_current = back.connection.id;
    refresh();
    focusRow(m_current);
}

void ConnectionList::step(const Id& from, int by) {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i]->id() != from)
            continue;
        const auto next = static_cast<std::ptrdiff_t>(i) + by;
        if (next < 0 || next >= static_cast<std::ptrdiff_t>(m_rows.size()))
            return;
        return focusRow(m_rows[static_cast<std::size_t>(next)]->id());
    }
}

void ConnectionList::focusRow(const Id& id) {
    ConnectionRow* target = nullptr;
    for (ConnectionRow* row : m_rows) {
        row->setFocusPolicy(row->id() == id ? Qt::StrongFocus : Qt::ClickFocus);
        target = row->id() == id ? row : target;
    }
    m_current = id;
    if (!target) {
        m_add->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    target->setFocus(Qt::ShortcutFocusReason); // by keyboard: the ring is drawn
    ensureWidgetVisible(target);
}

/// Somebody may have changed ~/.ssh/config meanwhile.
void ConnectionList::showEvent(QShowEvent* event) {
    refresh();
    QScrollArea::showEvent(event);
}

void ConnectionList::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Undo))
        return undo();
    QScrollArea::keyPressEvent(event);
}

bool ConnectionList::report(const Result<void>& result) {
    if (!result)
        Q_EMIT trouble(result.error());
    return result.ok();
}

void ConnectionList::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Color::BgPanel));
    QScrollArea::paintEvent(event);
}

} // namespace understudy::connection
