#pragma once

#include <string>
#include <variant>

namespace understudy::cluster {

/// Why the platform did not do what it was asked for: a code for programs, a sentence for people, and the
/// HTTP status that fits both.
struct Denial {
    int status = 400;
    std::string code, sentence;
};

template <class T>
using Granted = std::variant<T, Denial>;

} // namespace understudy::cluster
