#pragma once

#include "core/course/Model.h"
#include "core/review/Schedule.h"

namespace understudy::review {

/// Every question of the course, for Schedule.
std::set<QString> questionsOf(const course::Course& course);
/// A question of the course by its id; nullptr when it has none of that id.
const course::Question* questionOf(const course::Course& course, const QString& id);
/// The day's questions as a quiz without a pass mark, in the schedule's order.
course::Quiz sheetOf(const Schedule& schedule, const course::Course& course);

} // namespace understudy::review
