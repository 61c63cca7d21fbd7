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
    using Take = std::function<void(const SeriesData&)>;
    virtual ~Storage() = default;
    /// Gives each series that matches, once, with its samples in [fromMs, toMs]; one that has none may be
    /// left out.
    virtual void each(const std::vector<Matcher>& matchers, std::int64_t fromMs, std::int64_t toMs,
                      const Take& take) const = 0;
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
    bool boolean = false, without = false, inParens = false;
    std::vector<std::string> grouping;
    Matching matching;
};

/// What is wrong with an expression.
struct Refusal {
    enum class Kind { Bad, Execution, Timeout };
    std::string words;
    Kind kind = Kind::Bad;
};

std::variant<ExprPtr, Refusal> parse(const std::string& text);
std::variant<std::vector<Matcher>, Refusal> parseSelector(const std::string& text);
std::string print(const Expr& expr); ///< as Prometheus prints it
/// 5m, 1h30m, 90s, 250ms, also 1d, 1w, 1y.
std::optional<std::int64_t> parseDurationMs(const std::string& text);
std::string printDurationMs(std::int64_t ms);

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

struct Limits {                        // of one query
    std::size_t samples = 50'000'000;  ///< held at once
    std::size_t looks = 1'000'000'000; ///< samples looked at: a bound on time that no clock decides
    std::int64_t subqueryMs = 15'000;  ///< step of a subquery that names none
};

/// Evaluates at one moment. Vector results keep the order of the storage, sorted results their order.
std::variant<Value, Refusal> evaluate(const Expr& expr, const Storage& storage, std::int64_t ms,
                                      const Limits& limits = {});
/// Evaluates at each step from start to end, both included; a matrix sorted by labels.
std::variant<Value, Refusal> evaluateRange(const Expr& expr, const Storage& storage, std::int64_t startMs,
                                           std::int64_t endMs, std::int64_t stepMs,
                                           const Limits& limits = {});
/// A regular expression (RE2) must match the whole value; one that cannot be read matches nothing.
bool matches(const std::vector<Matcher>& matchers, const Labels& labels);
double staleMark(); ///< stands for "this series has ended" in the samples of a storage
bool isStale(double value);
/// As Prometheus prints values;  plain: never with an exponent.
std::string printValue(double value, bool plain = false);
/// As Go reads numbers: 1e3, 0x1F, +Inf, NaN.
std::optional<double> readNumber(const std::string& text);

} // namespace understudy::promql
