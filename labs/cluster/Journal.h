#pragma once

#include "labs/clock/Time.h"

#include <algorithm>
#include <string>
#include <vector>

namespace understudy::cluster {

/// One thing somebody asked of production: through the Kubernetes API, the shell or the control API.
struct Entry {
    std::int64_t n = 0;
    Micros at = 0;
    std::string via, verb, resource, ns, name;
    std::string detail; ///< the body of a write, for replay
};

/// Everything that was asked, in order. With the seed it decides all that happened.
class Journal final {
public:
    const Entry& append(Entry entry) {
        entry.n = static_cast<std::int64_t>(m_entries.size()) + 1;
        m_entries.push_back(std::move(entry));
        return m_entries.back();
    }
    const std::vector<Entry>& entries() const { return m_entries; }
    std::vector<Entry> after(std::int64_t n) const {
        const auto from = n < 0 ? 0 : std::min<std::int64_t>(n, static_cast<std::int64_t>(m_entries.size()));
        return {m_entries.begin() + from, m_entries.end()};
    }

private:
    std::vector<Entry> m_entries;
};

} // namespace understudy::cluster
