#pragma once

#include "core/terminal/ByteStream.h"
#include "core/terminal/Keys.h"
#include "core/terminal/Screen.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace understudy::terminal {

/// A place in everything the terminal remembers: lines count from the first one ever pushed into the history.
struct Spot {
    std::uint64_t line = 0;
    int x = 0;
    auto operator<=>(const Spot&) const = default;
};

/// From a spot up to before another.
struct Range {
    Spot from;
    Spot to;
    bool operator==(const Range&) const = default;
};

/// A screen with a far end: bytes in, keys out, credit granted for what was digested. One thread.
class Session final {
public:
    /// A program that froze its screen (mode 2026) and forgot is shown again after this long.
    static constexpr std::int64_t LongestFreezeMs = 150;

    Session(int columns, int rows, std::size_t historyLines = 10'000);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Takes a new far end; the old one is closed. Text and history stay.
    void setStream(std::unique_ptr<ByteStream> stream);
    /// False as well while a stream that comes back is cut off.
    bool isConnected() const { return m_stream != nullptr && !m_over && !m_away; }
    /// Cut off, but the stream tries by itself to come back.
    bool isAway() const { return !m_over && m_away; }
    void close();

    void feed(std::string_view bytes); ///< as if the far end had sent them
    void resize(int columns, int rows);

    void press(const KeyPress& press);
    void type(std::string_view utf8);  ///< as it is, without a bracket
    void paste(std::string_view utf8); ///< by the rules of pasteBytes
    void mouse(const MouseAction& action);
    void focus(bool has);

    /// Says whether to draw now, by the caller's clock in milliseconds: false while the program holds its
    /// screen.
    bool mayDraw(std::int64_t nowMs);

    Screen& screen() { return m_screen; }
    const Screen& screen() const { return m_screen; }

    /// Lines known: history from firstLine(), then the screen up to before endLine().
    std::uint64_t firstLine() const { return m_screen.history().first(); }
    std::uint64_t topLine() const { return m_screen.history().next(); }
    std::uint64_t endLine() const { return topLine() + static_cast<std::uint64_t>(m_screen.rows()); }
    /// One line; an empty row when it has fallen out of the history.
    Row line(std::uint64_t number) const;

    std::function<void()> damaged; ///< something to draw; called once a feed
    std::function<void(const Event& event)> happened;
    std::function<void(const StreamEnd& end)> ended; ///< the stream may be replaced from inside
    std::function<void(const StreamEnd& why)> interrupted;
    std::function<void(std::chrono::milliseconds gap)> resumed;

private:
    void send(std::string_view bytes);
    void listen();

    Screen m_screen;
    Parser m_parser;
    std::unique_ptr<ByteStream> m_stream;
    std::unique_ptr<ByteStream> m_retired; ///< kept until the next one, since it may be calling us
    bool m_over = true;
    bool m_away = false;
    std::int64_t m_frozenSince = -1;
};

} // namespace understudy::terminal
