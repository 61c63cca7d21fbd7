#pragma once

#include <chrono>
#include <vector>

namespace understudy::reader {

/// How much of a page was read, by what stood on screen and for how long. A look's time goes to the blocks in
/// sight from the top down, to each as much as its words need at a quick pace: a page that is only scrolled
/// past stays unread, and time spent on one part does not count for another.
class ReadingTime final {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// A paragraph, list item, command, row of a table or picture, in the order of the page.
    struct Block {
        int words = 0;     ///< 0: need not be read
        bool prose = true; ///< not code, tables and pictures, which are looked over
        bool operator==(const Block&) const = default;
    };

    /// Begins a page. @p share of it, 0 to 1, was read before: its first blocks count as read.
    void start(const std::vector<Block>& blocks, double share);
    /// The blocks with these places were in sight for @p time, in front of somebody.
    void look(const std::vector<int>& inSight, Milliseconds time);

    double share() const; ///< read, of all words; 0 to 1
    bool read() const { return share() >= 0.9; }
    Milliseconds onScreen() const { return m_onScreen; } ///< since start()

private:
    struct Part {
        Milliseconds need{}, seen{};
    };
    std::vector<Part> m_parts;
    Milliseconds m_need{}, m_onScreen{};
};

} // namespace understudy::reader
