#pragma once

#include "labs/cluster/Action.h"

#include <algorithm>
#include <vector>

namespace understudy::cluster {

/// An action as the journal has it.
struct Entry : Action {
    bool read = false; ///< changed nothing: kept for checks, not performed again
    int status = 0;    ///< what it came to; 0 while that is not known

    bool operator==(const Entry&) const = default;
};

/// What a world is made from, besides its journal.
struct Beginning {
    std::string lab, base;
    std::string scenario; ///< the text of its file
    std::uint64_t seed = 1;
    std::int64_t epoch = 0; ///< microseconds since 1970 at virtual time 0

    bool operator==(const Beginning&) const = default;
};

/// Where a journal is kept so that it outlives the program. Each call gives "", or a sentence that says why
/// it could not be done; then nothing has changed.
class Keeper {
public:
    virtual ~Keeper() = default;
    /// A journal that takes the place of the one before.
    virtual std::string begin(const Beginning& beginning, const std::vector<Entry>& entries) = 0;
    /// One entry more; what changes the world is safe on the disk when this returns.
    virtual std::string keep(const Entry& entry) = 0;
    /// A whole journal beside the one that is on, to go back to. An empty @p name becomes one that is free;
    /// status 409 when the name is taken, 422 when it is none, notKept when there is no room.
    virtual Outcome lay(std::string& name, const Beginning& beginning, const std::vector<Entry>& entries) = 0;
};

/// Everything that was asked, in order.
class Journal final {
public:
    std::int64_t next() const { return m_last + 1; }
    /// The entry's number must be above all before.
    void append(Entry entry) {
        m_last = std::max(m_last, entry.n);
        m_entries.push_back(std::move(entry));
    }
    void settle(int status) { m_entries.back().status = status; }
    const std::vector<Entry>& entries() const { return m_entries; }
    std::vector<Entry> after(std::int64_t n) const {
        const auto from = std::upper_bound(m_entries.begin(), m_entries.end(), n,
                                           [](std::int64_t to, const Entry& each) { return to < each.n; });
        return {from, m_entries.end()};
    }
    /// Forgets all; numbers start again.
    void clear() { *this = Journal(); }
    /// Other entries take the place of these; numbers go on, so that nobody takes new entries for old.
    void replace(std::vector<Entry> entries) {
        m_entries = std::move(entries);
        if (!m_entries.empty())
            m_last = std::max(m_last, m_entries.back().n);
    }

private:
    std::vector<Entry> m_entries;
    std::int64_t m_last = 0;
};

} // namespace understudy::cluster
