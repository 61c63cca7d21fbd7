#pragma once

#include "core/course/Model.h"
#include "core/course/Problem.h"

#include <functional>

// Markdown as other programs take it, made into that of a pack.
namespace understudy::authoring {

/// A link or picture as the source has it.
struct ForeignLink {
    QString target;
    bool picture = false;
    int line = 0; ///< in the source
};

struct ForeignRules {
    QString file; ///< names the source in what is left
    /// The target inside the pack; empty: only the words stay. It notes what it drops by itself.
    std::function<QString(const ForeignLink&)> link;
    bool runs = false;    ///< {{exec}} and {{copy}} are marks of Killercoda
    int highestLevel = 2; ///< of headings; the title is not one
};

/// What a text of another program says.
struct ForeignPage {
    QString title;       ///< front matter's, or the first heading's; may be empty
    QString description; ///< front matter's
    QString markdown;
    std::vector<course::GlossaryEntry> glossary; ///< from abbreviations: *[API]: …
};

/// Reads front matter, boxes ("!!! note"), tabs, links, HTML and headings; notes with its line whatever does
/// not come along. The result is what course::check takes: no HTML, no block without a language.
ForeignPage readForeign(const QByteArray& bytes, const ForeignRules& rules, course::Problems& left);

/// The name a relative target means, seen from a file; empty when it leads out of the source or is no
/// relative name.
QString nameBeside(const QString& file, const QString& target);

} // namespace understudy::authoring
