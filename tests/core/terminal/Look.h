#pragma once

#include "core/terminal/Parser.h"
#include "core/terminal/Transcript.h"

#include <string>

// What a test sees of a terminal.
namespace understudy::terminal {

inline std::string lineOf(const Session& session, int y) {
    const Transcript transcript(session);
    const std::uint64_t number = session.topLine() + static_cast<std::uint64_t>(y);
    return transcript.text({{number, 0}, {number, session.screen().columns()}});
}

inline Cell cellAt(const Session& session, int x, int y) {
    return session.screen().row(y).cells[static_cast<std::size_t>(x)];
}

/// A screen alone, told what to do and asked what it says.
struct Told {
    explicit Told(Allowed allowed = {}) { screen.setAllowed(allowed); }
    std::string operator()(std::string_view bytes) {
        parser.feed(bytes);
        return screen.takeReplies();
    }
    Screen screen{80, 25};
    Parser parser{screen};
};

} // namespace understudy::terminal
