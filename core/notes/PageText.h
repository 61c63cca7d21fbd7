#pragma once

#include "core/notes/Note.h"

#include <vector>

namespace understudy::notes {

/// The words of a page as they are read, and where its sections begin in them (in UTF-16 units).
struct PageText {
    struct Section {
        QString id;
        int from = 0, length = 0; ///< of the heading
        bool operator==(const Section&) const = default;
    };
    QString text;
    std::vector<Section> sections; ///< in order
    bool operator==(const PageText&) const = default;

    /// The section that a place belongs to; nullptr above the first.
    const Section* sectionAt(int at) const;
    const Section* section(const QString& id) const;
    /// A stretch of the text, without the space at its ends, and what is around it.
    Quote quoteAt(int from, int length) const;
};

/// A page without its looks, from what its author wrote.
PageText textOf(const QString& title, const QString& markdown);

} // namespace understudy::notes
