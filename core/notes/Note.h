#pragma once

#include "core/journal/Fact.h"

#include <optional>

namespace understudy::notes {

enum class Mark { Highlight, Note, Bookmark };
enum class Ink { Yellow, Green, Blue, Pink };

/// Words of a page, and what stood around them when they were chosen: enough to find them again on a later
/// version of the page.
struct Quote {
    QString text;
    QString before, after; ///< at most Quote::context characters each
    int from = 0;          ///< where the words began on the page they were chosen on
    bool operator==(const Quote&) const = default;

    static constexpr int context = 64;
};

/// Something a trainee left on a page: a highlight, a note at some words, or a bookmark.
struct Note {
    Id id;
    Mark mark = Mark::Highlight;
    QString page, module; ///< ids of the course
    QString heading;      ///< id of the section it was made in; a bookmark's own. Empty: above the first
    Quote quote;
    Ink ink = Ink::Yellow;
    QString text;   ///< the trainee's own words, as typed
    int serial = 0; ///< of the course pack it was made on
    Instant at{};   ///< of this version
    int offsetMinutes = 0;

    bool operator==(const Note&) const = default;
};

/// The body of a fact "note-written": {note, page, module, mark, quote, prefix, suffix, from, heading, color,
/// text, serial}.
QJsonObject bodyOf(const Note& note);
/// What such a fact says; nothing when it is of another kind or names no note and page.
std::optional<Note> noteOf(const journal::Fact& fact);

QString nameOf(Mark mark); ///< "highlight", as in facts
QString nameOf(Ink ink);   ///< "yellow", as in facts
QString wordOf(Ink ink);   ///< for people

} // namespace understudy::notes
