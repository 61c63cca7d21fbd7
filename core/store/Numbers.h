#pragma once

#include "core/xapi/Keys.h"
#include "core/xapi/Values.h"

#include <cstdint>
#include <limits>

// How statements and what they are found by are numbered in the tables.
namespace understudy::store {

/// A statement's number is the moment it was stored, in microseconds, and the number of the server that
/// stored it in the last ten bits. So the order of the numbers is the order of storage, and a span of time is
/// a span of numbers.
constexpr int writerBits = 10;
constexpr std::int64_t mostWriters = (std::int64_t(1) << writerBits) - 1;

constexpr xapi::Micros storedOf(std::int64_t seq) { return seq >> writerBits; }

/// The highest number a statement stored at @p stored can have.
constexpr std::int64_t lastSeqOf(xapi::Micros stored) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (stored > (most >> writerBits))
        return most;
    return stored < 0 ? 0 : (stored << writerBits) | mostWriters;
}

/// What statement_key.key holds: 61 bits of a fingerprint of the identifier, and what it is. Among a hundred
/// million identifiers the odds that any two share a number are 1 in 500; the statements of the one would
/// then be found with those of the other.
constexpr std::int64_t keyNumber(const xapi::Key& key) {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i)
        bits = (bits << 8) | key.bytes[static_cast<std::size_t>(i)];
    return static_cast<std::int64_t>((bits & ~std::uint64_t(7)) | static_cast<std::uint64_t>(key.kind));
}

} // namespace understudy::store
