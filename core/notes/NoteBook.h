#pragma once

#include "core/journal/Journal.h"
#include "core/notes/Note.h"

#include <map>
#include <set>
#include <vector>

namespace understudy::notes {

/// All that the trainee left on pages, with every version of it. A fold as review::Deck is: entries in any
/// order, more than once, give the same. The newest fact of a note counts, by time, then device, then its
/// number there; a removal is one of them, so that writing the note again brings it back.
class NoteBook final {
public:
    void apply(const journal::Entry& entry);
    void apply(const std::vector<journal::Entry>& entries);
    qint64 lastSeq() const { return m_lastSeq; }

    /// Those that stand, in the order in which they were first made.
    std::vector<Note> on(const QString& page) const;
    std::vector<Note> all() const;
    std::optional<Note> note(const Id& id) const; ///< nothing when it was removed
    /// What the note has been, oldest first; also of one that was removed.
    std::vector<Note> versions(const Id& id) const;

    bool operator==(const NoteBook& other) const { return m_histories == other.m_histories; }

private:
    struct Version {
        Instant at{};
        Id device;
        qint64 number = 0;
        Id fact;
        std::optional<Note> note; ///< nothing: removed
        bool operator<(const Version& other) const {
            return std::tie(at, device, number, fact) <
                   std::tie(other.at, other.device, other.number, other.fact);
        }
        bool operator==(const Version&) const = default;
    };
    using History = std::set<Version>;
    std::vector<Note> standing(const QString* page) const;

    std::map<Id, History> m_histories;
    qint64 m_lastSeq = 0;
};

} // namespace understudy::notes
