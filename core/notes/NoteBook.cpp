#include "core/notes/NoteBook.h"

#include <algorithm>

namespace understudy::notes {

void NoteBook::apply(const std::vector<journal::Entry>& entries) {
    for (const journal::Entry& entry : entries)
        apply(entry);
}

void NoteBook::apply(const journal::Entry& entry) {
    m_lastSeq = std::max(m_lastSeq, entry.seq);
    const journal::Fact& fact = entry.fact;
    const bool removal = fact.kind == QLatin1String(journal::kind::NoteRemoved);
    auto note = noteOf(fact);
    const Id id = note ? note->id : removal ? fact.body.value(QStringLiteral("note")).toString() : Id();
    if (!id.isEmpty())
        m_histories[id].insert({fact.at, fact.device, fact.deviceSeq, fact.id, std::move(note)});
}

std::vector<Note> NoteBook::standing(const QString* page) const {
    std::vector<std::pair<const Version*, const Note*>> found;
    for (const auto& [id, history] : m_histories) {
        const auto& last = history.rbegin()->note;
        if (last && (!page || last->page == *page))
            found.emplace_back(&*history.begin(), &*last);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& one, const auto& other) { return *one.first < *other.first; });
    std::vector<Note> out;
    for (const auto& each : found)
        out.push_back(*each.second);
    return out;
}

std::vector<Note> NoteBook::on(const QString& page) const { return standing(&page); }

std::vector<Note> NoteBook::all() const { return standing(nullptr); }

std::optional<Note> NoteBook::note(const Id& id) const {
    const auto found = m_histories.find(id);
    return found == m_histories.end() ? std::nullopt : found->second.rbegin()->note;
}

std::vector<Note> NoteBook::versions(const Id& id) const {
    std::vector<Note> out;
    if (const auto found = m_histories.find(id); found != m_histories.end())
        for (const Version& version : found->second)
            if (version.note)
                out.push_back(*version.note);
    return out;
}

} // namespace understudy::notes
