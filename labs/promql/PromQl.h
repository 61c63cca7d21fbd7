#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace understudy::promql {

using Labels = std::map<std::string, std::string>;

struct Sample {
    std::int64_t ms = 0; ///< since 1970
    double value = 0;
};

struct SeriesData {
    Labels labels;
    std::vector<Sample> samples; ///< in the order of time
};

enum class MatchOp { Equal, NotEqual, Regex, NotRegex };
struct Matcher {
    std::string name;
    MatchOp op = MatchOp::Equal;
    std::string value;
};

/// Where samples come from.
class Storage {
public:
    virtual ~Storage() = default;
    /// All series that match, with their samples in [fromMs, toMs].
    virtual std::vector<SeriesData> select(const std::vector<Matcher>& matchers, std::int64_t fromMs,
                                           std::int64_t toMs) const = 0;
};

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

struct Matching {
    bool on = false, given = false;
    std::vector<std::string> labels;
    enum class Card { OneToOne, ManyToOne, OneToMany } card = Card::OneToOne;
    std::vector<std::string> include;
};

enum class ExprKind { Number, Text, Selector, Unary, Binary, Aggregate, Call, Subquery };
enum class ValueType { Scalar, Vector, Matrix, Text };

/// One node of a parsed expression. Only the fields of its kind are used.
struct Expr {
    ExprKind kind = ExprKind::Number;
    ValueType type = ValueType::Scalar;
    double number = 0;
    std::string text; ///< string, operator, function or aggregation
    std::vector<Matcher> matchers;
    std::int64_t rangeMs = 0, stepMs = 0, offsetMs = 0;
    std::vector<ExprPtr> args;
    bool boolean = false, without = false;
    std::vector<std::string> grouping;
    Matching matching;
};

/// What is wrong with an expression, in words.
struct Refusal {
    std::string words;
};

std::variant<ExprPtr, Refusal> parse(const std::string& text);
/// 5m, 1h30m, 90s, 250ms, also 1d, 1w, 1y.
std::optional<std::int64_t> parseDurationMs(const std::string& text);

struct Point {
    Labels labels;
    double value = 0;
    std::int64_t ms = 0;
};
struct Value {
    ValueType type = ValueType::Scalar;
    double scalar = 0;
    std::string text;
    std::vector<Point> vector;
    std::vector<SeriesData> matrix;
};

/// Evaluates at one moment. Vector results keep the order of the storage, sorted results their order.
std::variant<Value, Refusal> evaluate(const Expr& expr, const Storage& storage, std::int64_t ms);
/// Evaluates at each step from start to end, both included; a matrix sorted by labels.
std::variant<Value, Refusal> evaluateRange(const Expr& expr, const Storage& storage, std::int64_t startMs,
                                           std::int64_t endMs, std::int64_t stepMs);
/// True when the labels pass all matchers. A regular expression must match the whole value; one that cannot
/// be read or takes too long matches nothing.
bool matches(const std::vector<Matcher>& matchers, const Labels& labels);
/// The value that stands for "this series has ended" in the samples of a storage, as in Prometheus.
double staleMark();
bool isStale(double value);
/// As Prometheus prints values.
std::string printValue(double value);

} // namespace understudy::promql
