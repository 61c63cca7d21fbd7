#pragma once

#include <QString>

#include <vector>

namespace understudy::lab {

/// A part of a step's text: running text (Markdown) or one command.
struct GuidePart {
    bool command = false;
    QString text;

    bool operator==(const GuidePart&) const = default;
};

/// Cuts a step's Markdown at its shell blocks. A block gives one command a line; lines that belong together
/// (a backslash at the end, a here-document, an open quote or loop) stay one command. Comments are left out.
std::vector<GuidePart> guideParts(const QString& markdown);

} // namespace understudy::lab
