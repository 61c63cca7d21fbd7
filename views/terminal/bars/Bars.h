#pragma once

#include "views/terminal/bars/FindBar.h"
#include "views/terminal/bars/OutputReader.h"
#include "views/theme/Strip.h"

namespace understudy::terminal {

using theme::Strip;

/// What lies above and over the text of a terminal: the strips, the find bar, the panel to read in.
struct Bars {
    Bars(const theme::Theme& theme, QWidget* around);

    /// Puts each in its place around and over @p viewport; the height of the strips.
    int place(const QRect& viewport) const;

    QWidget* around;
    FindBar* find;
    Strip* viewOnly;
    Strip* lock;
    Strip* recording;
    OutputReader* reader;
};

} // namespace understudy::terminal
