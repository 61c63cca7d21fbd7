#include "views/window/SearchRoom.h"

#include "core/notes/Export.h"
#include "core/review/Sheet.h"
#include "views/search/SearchOverlay.h"

#include <QPointer>

#include <atomic>
#include <chrono>
#include <future>

namespace understudy::window {

using search::Item;
using search::Kind;

namespace {

QString scopeName() { return QStringLiteral("search/scope"); }

constexpr std::pair<const char*, Place> places[] = {
    {"today", Place::Today},     {"learn", Place::Learn},    {"labs", Place::Labs},
    {"quizzes", Place::Quizzes}, {"on-call", Place::OnCall}, {"settings", Place::Settings}};

} // namespace

SearchRoom::SearchRoom(Tools& tools, QWidget& window)
    : QObject(&window)
    , m_tools(tools)
    , m_overlay(new search::SearchOverlay(
          tools.theme,
          [this](const QString& typed, std::optional<Kind> only, int most) {
              return find(typed, only, most);
          },
          &window)) {
    connect(m_overlay, &search::SearchOverlay::chosen, this, &SearchRoom::take);
    connect(m_overlay, &search::SearchOverlay::scopeChanged, this, [this] {
        const auto scope = m_overlay->scope();
        const auto kept = m_tools.journal.setValue(
            scopeName(), scope ? QString::number(static_cast<int>(*scope)) : QString());
        if (!kept)
            Q_EMIT trouble(kept.error());
    });
    const auto kept = tools.journal.value(scopeName());
    bool known = false;
    const int scope = kept ? kept->toInt(&known) : -1;
    if (known && scope >= 0 && scope <= static_cast<int>(Kind::Typed))
        m_overlay->setScope(static_cast<Kind>(scope));
}

/// What the thread that makes the index works on. It ends early when nobody wants the index any more.
struct SearchRoom::Making {
    std::atomic<bool> stop = false;
    std::promise<Result<std::unique_ptr<search::Index>>> made;
    std::future<Result<std::unique_ptr<search::Index>>> result = made.get_future();

    Result<std::unique_ptr<search::Index>> make(const course::Library& library,
                                                const std::set<QString>& answered,
                                                const std::vector<Item>& actions, const QString& path) {
        auto index = search::Index::build(actions, path);
        if (!index)
            return index;
        Result<void> added;
        const auto textOf = [&library](const course::Page& page) {
            const auto text = library.markdown(page.id);
            return text ? *text : QString(); // a damaged page says so when it is opened
        };
        search::eachPart(library.course(), textOf, answered, [&](const std::vector<Item>& items) {
            added = (*index)->add(items);
            return added.ok() && !stop;
        });
        if (!added)
            return added.error();
        (void)(*index)->find(QStringLiteral("a")); // reads what the first key needs
        return index;
    }
};

SearchRoom::~SearchRoom() {
    if (!m_making)
        return;
    m_making->stop = true;
    m_making->result.wait(); // it reads the library, which may go away after this
}

void SearchRoom::prepare() {
    if (m_index || m_making || !m_tools.library)
        return;
    m_answered = m_tools.feed.deck().answered();
    m_making = std::make_shared<Making>();
    const QString path =
        m_tools.profile.isEmpty() ? QString() : m_tools.profile + QStringLiteral("/search.sqlite");
    m_tools.hosts.threads.start("search", [making = m_making, library = m_tools.library,
                                           answered = m_answered, actions = actions(), path,
                                           post = m_tools.hosts.post, room = QPointer<SearchRoom>(this)] {
        making->made.set_value(making->make(*library, answered, actions, path));
        post([room] {
            if (room)
                room->takeIndex();
        });
    });
}

void SearchRoom::takeIndex() {
    using namespace std::chrono_literals;
    if (!m_making || m_making->result.wait_for(0s) != std::future_status::ready)
        return;
    auto made = m_making->result.get();
    m_making.reset();
    if (!made) {
        m_overlay->setGathering(false);
        return Q_EMIT trouble(made.error());
    }
    m_index = std::move(*made);
    addAnswered();
    m_notes.clear(); // a new index holds none yet
    addNotes();
    m_typed.clear();
    addTyped();
    m_overlay->setGathering(false);
}

void SearchRoom::open() {
    using namespace std::chrono_literals;
    prepare();
    if (m_making && m_making->result.wait_for(150ms) == std::future_status::ready)
        takeIndex(); // of a small pack; a large one is searched as soon as its index is there
    addAnswered();
    addNotes();
    addTyped();
    m_overlay->setGathering(m_making != nullptr);
    m_overlay->open();
}

/// What the trainee has written, as it stands now.
void SearchRoom::addNotes() {
    auto notes = m_tools.feed.notes().all();
    if (!m_index || notes == m_notes)
        return;
    m_notes = std::move(notes);
    std::vector<Item> items;
    for (const notes::Note& note : m_notes) {
        const course::Page* page = m_tools.library->course().page(note.page);
        const QString quote = note.quote.text.simplified();
        if (page)
            items.push_back({Kind::Note, note.page, note.heading,
                             note.text.isEmpty() ? quote : note.text.simplified(),
                             tr("%1, %2").arg(notes::kindWords(note), page->title), quote});
    }
    if (const auto replaced = m_index->replace(Kind::Note, items); !replaced)
        Q_EMIT trouble(replaced.error());
}

/// The commands of lab terminals, newest first among equals.
void SearchRoom::addTyped() {
    if (!m_index || !m_tools.typed || m_tools.typed->all() == m_typed)
        return;
    m_typed = m_tools.typed->all();
    std::vector<Item> items;
    for (auto command = m_typed.crbegin(); command != m_typed.crend(); ++command)
        items.push_back({Kind::Typed, {}, {}, *command, {}, {}});
    if (const auto replaced = m_index->replace(Kind::Typed, items); !replaced)
        Q_EMIT trouble(replaced.error());
}

void SearchRoom::addAnswered() {
    if (!m_index)
        return;
    const course::Course& course = m_tools.library->course();
    std::vector<Item> items;
    for (const QString& id : m_tools.feed.deck().answered())
        if (!m_answered.contains(id))
            if (const course::Question* question = review::questionOf(course, id)) {
                items.push_back(search::itemOf(course, *question));
                m_answered.insert(id);
            }
    if (items.empty())
        return;
    if (const auto added = m_index->add(items); !added)
        Q_EMIT trouble(added.error());
}

std::vector<search::Group> SearchRoom::find(const QString& typed, std::optional<Kind> only, int most) const {
    if (!typed.trimmed().isEmpty())
        return m_index ? m_index->find(typed, only, most) : std::vector<search::Group>();
    search::Group group{Kind::Action, {}, 0}; // before the first key: what can be done
    if (!only || *only == Kind::Action)
        for (const Item& item : actions())
            group.hits.push_back({item, {}, {}, {}});
    return group.hits.empty() ? std::vector<search::Group>() : std::vector{group};
}

std::vector<Item> SearchRoom::actions() const {
    std::vector<Item> out;
    const auto add = [&out](const char* id, const QString& title, const QString& words = {}) {
        out.push_back({Kind::Action, QString::fromLatin1(id), {}, title, {}, words});
    };
    add("today", tr("Go to Today"), tr("What to read, do and answer now."));
    add("learn", tr("Go on reading"), tr("The page you read last."));
    add("labs", tr("Go to the labs"));
    add("quizzes", tr("Review and quizzes"), tr("Questions that come back today."));
    add("on-call", tr("Go to on call"), tr("Hosts to connect to, with the runbook beside."));
    add("settings", tr("Settings"));
    add("dark", tr("Dark theme"));
    add("light", tr("Light theme"));
    add("system", tr("Theme of the system"));
    add("larger", tr("Larger text"));
    add("smaller", tr("Smaller text"));
    add("keys", tr("List of keys"));
    if (m_tools.library)
        for (const course::Lab& lab : m_tools.library->course().labs)
            out.push_back({Kind::Action,
                           QStringLiteral("lab/") + lab.id,
                           {},
                           tr("Start lab %1").arg(lab.number),
                           lab.title,
                           lab.goal});
    return out;
}

void SearchRoom::take(const Item& item) {
    using progress::ItemKind;
    const course::Course& course = m_tools.library->course();
    switch (item.kind) {
    case Kind::Action:
        return act(item.ref);
    case Kind::Lab:
        Q_EMIT openItem(ItemKind::Lab, item.ref, item.anchor);
        break;
    case Kind::Question:
        if (const course::Question* question = review::questionOf(course, item.ref))
            Q_EMIT openItem(ItemKind::Page, question->page, question->anchor);
        break;
    case Kind::Typed:
        Q_EMIT commandWanted(item.title);
        break;
    case Kind::Page:
    case Kind::Note:
    case Kind::Term:
    case Kind::Command:
        Q_EMIT openItem(course.lab(item.ref) ? ItemKind::Lab : ItemKind::Page, item.ref, item.anchor);
        break;
    }
}

void SearchRoom::act(const QString& action) {
    theme::Theme& theme = m_tools.theme;
    constexpr int step = 10;
    for (const auto& [name, place] : places)
        if (action == QLatin1String(name))
            Q_EMIT goTo(place);
    if (action.startsWith(QLatin1String("lab/")))
        return Q_EMIT openItem(progress::ItemKind::Lab, action.mid(4), {});
    if (action == QLatin1String("keys"))
        return Q_EMIT keysRequested();
    if (action == QLatin1String("dark"))
        theme.setMode(theme::Mode::Dark);
    else if (action == QLatin1String("light"))
        theme.setMode(theme::Mode::Light);
    else if (action == QLatin1String("system"))
        theme.setMode(theme::Mode::System);
    else if (action == QLatin1String("larger"))
        theme.setTextPercent(theme.textPercent() + step);
    else if (action == QLatin1String("smaller"))
        theme.setTextPercent(theme.textPercent() - step);
    else
        return;
    Q_EMIT looksChanged(); // saves what was set
}

} // namespace understudy::window
