#pragma once

#include "core/course/Loader.h"
#include "core/prose/Spelling.h"

namespace understudy::prose {

/// Reads a course as a proof-reader does: spelling, pages that are too hard or too flat, terms of the
/// glossary used in a module before the one that explains them. Each finding has its file and line.
std::vector<course::Problem> proof(const course::Files& files, const course::Course& course,
                                   const Spelling& spelling);

/// Pages are between these on Flesch's scale, once they are long enough to be measured.
inline constexpr double hardest = 45, easiest = 90;
inline constexpr int fewestWords = 100;

} // namespace understudy::prose
