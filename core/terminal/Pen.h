#pragma once

#include "core/terminal/Cell.h"
#include "core/terminal/Parser.h"

#include <string>

namespace understudy::terminal {

/// The look of what is written next: what SGR sets.
struct Pen {
    Cell cell; ///< character 0; `extra` is the screen's to fill from underline and link
    Paint underline = DefaultPaint;
    std::uint32_t link = 0;

    /// SGR with the parameters from @p first on.
    void apply(const Parameters& p, int first = 0);
    /// The parameters of an SGR that makes this look, as xterm reports them: 0;1;31.
    std::string describe() const;
};

/// SGR 1 to 9, 21 to 29, 53 and 55 on a cell's attributes; other codes change nothing.
std::uint16_t withLook(std::uint16_t attributes, int code);

} // namespace understudy::terminal
