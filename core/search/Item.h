#pragma once

#include "core/course/Model.h"

#include <QString>

#include <set>
#include <vector>

namespace understudy::search {

/// What a search can lead to, in the order in which equally good groups are shown.
enum class Kind { Page, Lab, Command, Question, Term, Action };

/// One thing that can be found.
struct Item {
    Kind kind = Kind::Page;
    QString ref; ///< id of the page, lab, question or action; Command, Term: of the page or lab that has it
    QString anchor; ///< heading of the page, step of the lab; Command: the same; may be empty
    QString title;  ///< what is shown: a heading, a question, a command line
    QString where;  ///< "Module 1, Circuit breaker patterns"
    QString text;   ///< all that can be found in it

    bool operator==(const Item&) const = default;
};

/// Pages by section, labs by step, commands of both, terms, and the questions named in @p answered: until it
/// is answered a question and its key are not to be found.
std::vector<Item> itemsOf(const course::Course& course, const std::set<QString>& answered);
/// One question with its answers and why.
Item itemOf(const course::Course& course, const course::Question& question);

} // namespace understudy::search
