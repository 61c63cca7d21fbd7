#pragma once

#include "core/course/Files.h"
#include "core/course/Manifest.h"
#include "core/course/Model.h"
#include "core/course/Problem.h"

namespace understudy::course {

/// What was read from the files of a pack. The course is whole only when there are no problems.
struct Loaded {
    Course course;
    QString minimumApp; ///< "0.1.0"
    std::vector<Problem> problems;
};

/// Reads and checks every file of a pack; all problems are collected. A picture counts as there when the .dot
/// it is drawn from is.
Loaded load(const Files& files);
/// Reads everything but the pages, which are as their signed list says: links between them were checked when
/// the pack was signed. Page::markdown stays empty.
Loaded loadListed(const Files& files, const std::vector<PageEntry>& pages);

} // namespace understudy::course
