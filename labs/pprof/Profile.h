#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace understudy::pprof {

struct ValueType {
    std::string type, unit;
    bool operator==(const ValueType&) const = default;
};

/// One line of one function on a stack.
struct Frame {
    std::string function, file;
    int line = 0, startLine = 0;
    bool operator==(const Frame&) const = default;
};

/// A stack, leaf first, and one value for each sample type of its profile.
struct Sample {
    std::vector<Frame> stack;
    std::vector<std::int64_t> values;
    bool operator==(const Sample&) const = default;
};

/// What `go tool pprof` reads: where a program's memory, time or goroutines are.
struct Profile {
    std::vector<ValueType> types;
    std::vector<Sample> samples;
    ValueType periodType;
    std::int64_t period = 1;
    std::string defaultType; ///< the sample type shown first
    std::string binary;      ///< the program's path
    std::int64_t timeNanos = 0, durationNanos = 0;

    std::int64_t total(std::size_t type) const;
};

/// As profile.proto, packed by gzip, as net/http/pprof answers it
/// (https://github.com/google/pprof/blob/main/proto/profile.proto).
std::string gzipped(const Profile& profile);

/// The made-up address of a frame: the same function and line always have the same one.
std::uint64_t addressOf(const Frame& frame);

} // namespace understudy::pprof
