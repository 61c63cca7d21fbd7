#pragma once

#include "core/course/Model.h"
#include "core/notes/Note.h"

#include <QDate>

#include <set>
#include <vector>

namespace understudy::notes {

/// Notes as Markdown, by module and page in the order of the course: the page's words as a block quote, the
/// trainee's as they were typed, what it is and its day. Those in @p orphans say that their words are no
/// longer on the page; pages that the course no longer has come last.
QString toMarkdown(const std::vector<Note>& notes, const course::Course& course, const std::set<Id>& orphans);

/// "Yellow highlight", "Note", "Bookmark".
QString kindWords(const Note& note);
/// The day a note was written on where it was written.
QDate dayOf(const Note& note);

} // namespace understudy::notes
