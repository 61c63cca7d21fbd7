#pragma once

#include <QString>

#include <set>

namespace understudy::sync {

/// The pages of one list, each of which names the next. Knows a server that leads in a circle or nowhere.
class Trail final {
public:
    enum class Step {
        Next,
        End,
        Circle,  ///< the link leads to a page that was read already
        Nowhere, ///< page after page with nothing on it, or more pages than anybody has
    };
    /// @p more: the link to the next page, "" on the last; @p items: how many this page had.
    Step after(const QString& more, qsizetype items);

private:
    std::set<QString> m_seen;
    int m_empty = 0; ///< pages in a row
};

} // namespace understudy::sync
