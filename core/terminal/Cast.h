#pragma once

#include "core/terminal/Screen.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// One thing that happened in a recording.
struct CastEvent {
    std::int64_t ms = 0; ///< since the beginning
    char kind = 'o';     ///< 'o' output, 'r' a new size ("80x24"); others are kept out
    std::string data;    ///< UTF-8
    bool operator==(const CastEvent&) const = default;
};

/// A recording of a terminal: asciicast v2, a header line and a line an event
/// (https://docs.asciinema.org/manual/asciicast/v2/). Only what the screen was sent is in it, never keys:
/// what is typed unseen is not recorded.
struct Cast {
    static constexpr std::size_t MostBytes = 256 * 1024 * 1024;

    int columns = 80;
    int rows = 24;
    std::int64_t startedAt = 0; ///< seconds since 1970, 0 when not known
    std::string title;
    std::vector<CastEvent> events; ///< times never go back

    std::int64_t lengthMs() const { return events.empty() ? 0 : events.back().ms; }
    bool operator==(const Cast&) const = default;
};

/// Reads a recording. On a broken line @p badLine is its number from 1 and what was read before it is kept;
/// otherwise it is 0. A first line that is no header of version 2 gives badLine 1 and no events.
Cast readCast(std::string_view text, int& badLine);

/// Writes the lines of a recording, each with its line end.
class CastWriter final {
public:
    std::string header(const Cast& cast) const; ///< its events are left out
    /// Empty while the bytes are no whole character yet; broken ones become U+FFFD.
    std::string output(std::int64_t ms, std::string_view bytes);
    std::string resized(std::int64_t ms, int columns, int rows);

private:
    std::string m_rest; ///< the beginning of a character
};

/// The bytes that put what is on @p screen on an empty one of the same size, for a recording that begins in
/// the middle.
std::string repaint(const Screen& screen);

} // namespace understudy::terminal
