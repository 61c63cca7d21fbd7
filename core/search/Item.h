#pragma once

#include "core/course/Model.h"

#include <QString>

#include <functional>
#include <set>
#include <vector>

namespace understudy::search {

/// What a search can lead to, in the order in which equally good groups are shown.
enum class Kind { Page, Lab, Command, Question, Term, Action, Note, Typed };
/// A line for a shell: shown in its letters, and long enough to say words it is not called by.
inline bool isCommandLine(Kind kind) { return kind == Kind::Command || kind == Kind::Typed; }

/// One thing that can be found.
struct Item {
    Kind kind = Kind::Page;
    QString ref;    ///< id of the page, lab, question or action; Command, Term, Note: of the page or lab with
                    ///< it; Typed: none
    QString anchor; ///< heading of the page, step of the lab; Command: the same; may be empty
    QString title;  ///< what is shown: a heading, a question, a command line
    QString where;  ///< "Module 1, Circuit breaker patterns"
    QString text;   ///< all that can be found in it

    bool operator==(const Item&) const = default;
};

/// The Markdown of a page: of an opened pack Library::markdown().
using Texts = std::function<QString(const course::Page&)>;
QString ownText(const course::Page& page); ///< as the page of a loaded folder has it

/// Pages by section, labs by step, commands of both, terms, and the questions named in @p answered: until it
/// is answered a question and its key are not to be found. Module by module, as a large pack's texts are not
/// held all at once; no further when @p take says so.
void eachPart(const course::Course& course, const Texts& textOf, const std::set<QString>& answered,
              const std::function<bool(std::vector<Item> items)>& take);
/// The same, all at once.
std::vector<Item> itemsOf(const course::Course& course, const std::set<QString>& answered,
                          const Texts& textOf = ownText);
/// One question with its answers and why.
Item itemOf(const course::Course& course, const course::Question& question);

} // namespace understudy::search
