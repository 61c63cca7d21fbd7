#pragma once

#include "core/progress/Progress.h"

namespace understudy::progress {

/// How a condition of a learning path stands.
struct Standing {
    bool known = true; ///< false: not in this pack yet
    bool done = false;
    double share = 0; ///< 0 to 1
    QString says;     ///< "3 of 16 parts", "Your word counts: nothing here can check it."

    bool operator==(const Standing&) const = default;
};

/// @p path is the track that the condition stands in.
Standing standing(const course::Course& course, const course::Track& path, const course::Condition& condition,
                  const Progress& progress);

} // namespace understudy::progress
