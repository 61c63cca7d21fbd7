#include "views/terminal/text/Prompts.h"

namespace understudy::terminal {
namespace {

Mark markOf(const Session& session, std::uint64_t line) {
    return line < session.topLine()
               ? session.screen().history().mark(static_cast<std::size_t>(line - session.firstLine()))
               : session.screen().row(static_cast<int>(line - session.topLine())).mark;
}

} // namespace

std::optional<std::uint64_t> promptFrom(const Session& session, std::uint64_t line, bool forward) {
    if (forward) {
        for (++line; line < session.endLine(); ++line) {
            if (markOf(session, line) == Mark::Prompt) {
                return line;
            }
        }
        return std::nullopt;
    }
    for (; line > session.firstLine(); --line) {
        if (markOf(session, line - 1) == Mark::Prompt) {
            return line - 1;
        }
    }
    return std::nullopt;
}

std::optional<Range> outputFrom(const Session& session, std::uint64_t line) {
    while (line < session.endLine() && markOf(session, line) != Mark::Output) {
        ++line;
    }
    if (line == session.endLine()) {
        return std::nullopt;
    }
    std::uint64_t end = line + 1;
    while (end < session.endLine() && markOf(session, end) != Mark::Prompt) {
        ++end;
    }
    return Range{{line, 0}, {end, 0}};
}

} // namespace understudy::terminal
