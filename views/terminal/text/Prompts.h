#pragma once

#include "core/terminal/Session.h"

#include <optional>

// What the shell's marks (OSC 133) say about lines.
namespace understudy::terminal {

/// The next line behind @p line, or the one before it, where a prompt begins.
std::optional<std::uint64_t> promptFrom(const Session& session, std::uint64_t line, bool forward);
/// The first output of a command that begins at @p line or below.
std::optional<Range> outputFrom(const Session& session, std::uint64_t line);

} // namespace understudy::terminal
