#pragma once

#include <poll.h>

#include <array>
#include <cstddef>

namespace understudy::host {

/// One connection that is passed on: two sockets, and the bytes on their way between them.
class Passage final {
public:
    /// Takes both sockets, which do not block.
    Passage(int near, int far);
    ~Passage();
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;

    /// What to wait for; a descriptor of -1 for nothing.
    std::array<pollfd, 2> waits() const;
    void turn();
    bool over() const { return m_broken || (m_ways[0].told && m_ways[1].told); }

private:
    /// From the socket of the same number to the other one.
    struct Way {
        std::array<char, 16 * 1024> bytes;
        std::size_t begin = 0, end = 0;
        bool ended = false; ///< nothing more comes in
        bool told = false;  ///< and the other side knows
        bool empty() const { return begin == end; }
    };
    bool read(std::size_t from);
    bool write(std::size_t from);

    std::array<int, 2> m_sockets;
    std::array<Way, 2> m_ways;
    bool m_broken = false;
};

} // namespace understudy::host
