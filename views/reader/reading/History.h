#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace understudy::reader {

/// Where one was, page by page and place by place, as a browser keeps it.
class History final {
public:
    struct Place {
        QString page;
        double fraction = 0; ///< of the page's height, 0 to 1
        bool operator==(const Place&) const = default;
    };

    /// One goes from @p left, where one was, to another place: what was ahead is forgotten.
    void leave(const Place& left);
    bool canGoBack() const { return !m_behind.empty(); }
    bool canGoForward() const { return !m_ahead.empty(); }
    /// The place to go to; where one is now goes to the other side. Nothing: there is none.
    std::optional<Place> back(const Place& now);
    std::optional<Place> forward(const Place& now);

private:
    std::vector<Place> m_behind, m_ahead;
};

} // namespace understudy::reader
