#pragma once

#include <cstdlib>

namespace understudy::fuzz {

/// What must hold for every input.
inline void demand(bool promise) {
    if (!promise)
        std::abort();
}

} // namespace understudy::fuzz
