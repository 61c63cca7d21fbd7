#pragma once

#include "labs/promql/PromQl.h"

#include <cstring>

namespace understudy::promql {

/// The moments an expression is evaluated at.
struct Grid {
    std::int64_t startMs = 0, stepMs = 1;
    std::size_t count = 1;
    std::int64_t at(std::size_t step) const { return startMs + static_cast<std::int64_t>(step) * stepMs; }
    std::int64_t last() const { return at(count - 1); }
};

/// One series of a result: a value a moment. Where it has none stands the stale mark, which no sample can be.
struct Row {
    Labels labels;
    std::vector<double> values;
};

inline constexpr std::uint64_t staleBits = 0x7ff0000000000002ULL;
inline bool missing(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits == staleBits;
}

/// What an expression is at all moments of a grid.
struct Table {
    ValueType type = ValueType::Vector;
    std::vector<double> scalar; ///< one a moment
    std::string text;
    std::vector<Row> rows;
};

using Tabled = std::variant<Table, Refusal>;

inline constexpr const char* tooMany =
    "query processing would load too many samples into memory in query execution";
inline constexpr std::size_t mostCells =
    50'000'000; ///< of a result that has more rows than what it is made of

inline Refusal refused(std::string words) { return {std::move(words), Refusal::Kind::Execution}; }
Labels withoutName(Labels labels);
/// Unites rows that have come to have the same labels; refuses those with a value at the same moment.
Tabled united(std::vector<Row> rows);

} // namespace understudy::promql
