#include "labs/promql/Functions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace understudy::promql {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = 3.14159265358979323846;

struct Civil {
    std::int64_t year = 1970;
    int month = 1, day = 1;
};

std::int64_t wholeDays(double seconds) {
    return static_cast<std::int64_t>(std::floor(std::trunc(seconds) / 86'400));
}

// Days since 1970 to a date, by the calendar of 400 years that begins in March.
Civil civil(double seconds) {
    const std::int64_t z = wholeDays(seconds) + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t ofEra = z - era * 146'097;
    const std::int64_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36'524 - ofEra / 146'096) / 365;
    const std::int64_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t month = (5 * ofYear + 2) / 153;
    Civil date;
    date.day = static_cast<int>(ofYear - (153 * month + 2) / 5 + 1);
    date.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
    date.year = yearOfEra + era * 400 + (date.month <= 2 ? 1 : 0);
    return date;
}

bool leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int daysIn(const Civil& date) {
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[date.month - 1] + (date.month == 2 && leap(date.year) ? 1 : 0);
}

double secondOfDay(double value) {
    return std::trunc(value) - static_cast<double>(wholeDays(value)) * 86'400;
}

// A moment that no calendar has is no number.
bool dated(double value) { return std::abs(value) < 1e15; }

double dayOfYear(double value) {
    const Civil date = civil(value);
    int days = date.day;
    for (Civil month{date.year, 1, 1}; month.month < date.month; ++month.month)
        days += daysIn(month);
    return days;
}

double nearest(double value, double to) { return std::floor(value * (1.0 / to) + 0.5) / (1.0 / to); }

double clamped(double value, double low, double high) {
    return std::isnan(low) || std::isnan(high) || std::isnan(value) ? nan
                                                                    : std::max(low, std::min(high, value));
}

// NOLINTBEGIN: one line a function
const std::map<std::string, OfNumber> numbers{
    {"abs", [](double v, double, double) { return std::abs(v); }},
    {"ceil", [](double v, double, double) { return std::ceil(v); }},
    {"floor", [](double v, double, double) { return std::floor(v); }},
    {"round", [](double v, double a, double) { return nearest(v, a); }},
    {"clamp", [](double v, double a, double b) { return clamped(v, a, b); }},
    {"clamp_min", [](double v, double a, double) { return clamped(v, a, HUGE_VAL); }},
    {"clamp_max", [](double v, double a, double) { return clamped(v, -HUGE_VAL, a); }},
    {"sqrt", [](double v, double, double) { return std::sqrt(v); }},
    {"exp", [](double v, double, double) { return std::exp(v); }},
    {"ln", [](double v, double, double) { return std::log(v); }},
    {"log2", [](double v, double, double) { return std::log2(v); }},
    {"log10", [](double v, double, double) { return std::log10(v); }},
    {"sgn", [](double v, double, double) { return v < 0   ? -1
                                                  : v > 0 ? 1
                                                          : v; }},
    {"sin", [](double v, double, double) { return std::sin(v); }},
    {"cos", [](double v, double, double) { return std::cos(v); }},
    {"tan", [](double v, double, double) { return std::tan(v); }},
    {"asin", [](double v, double, double) { return std::asin(v); }},
    {"acos", [](double v, double, double) { return std::acos(v); }},
    {"atan", [](double v, double, double) { return std::atan(v); }},
    {"sinh", [](double v, double, double) { return std::sinh(v); }},
    {"cosh", [](double v, double, double) { return std::cosh(v); }},
    {"tanh", [](double v, double, double) { return std::tanh(v); }},
    {"asinh", [](double v, double, double) { return std::asinh(v); }},
    {"acosh", [](double v, double, double) { return std::acosh(v); }},
    {"atanh", [](double v, double, double) { return std::atanh(v); }},
    {"deg", [](double v, double, double) { return v * 180 / pi; }},
    {"rad", [](double v, double, double) { return v * pi / 180; }},
    {"minute", [](double v, double,
                  double) { return dated(v) ? std::floor(std::fmod(secondOfDay(v), 3600) / 60) : nan; }},
    {"hour", [](double v, double, double) { return dated(v) ? std::floor(secondOfDay(v) / 3600) : nan; }},
    {"day_of_week",
     [](double v, double, double) {
         return dated(v) ? static_cast<double>(((wholeDays(v) + 4) % 7 + 7) % 7) : nan;
     }},
    {"day_of_month",
     [](double v, double, double) { return dated(v) ? static_cast<double>(civil(v).day) : nan; }},
    {"day_of_year", [](double v, double, double) { return dated(v) ? dayOfYear(v) : nan; }},
    {"days_in_month",
     [](double v, double, double) { return dated(v) ? static_cast<double>(daysIn(civil(v))) : nan; }},
    {"month", [](double v, double, double) { return dated(v) ? static_cast<double>(civil(v).month) : nan; }},
    {"year", [](double v, double, double) { return dated(v) ? static_cast<double>(civil(v).year) : nan; }},
};
// NOLINTEND

std::map<std::string, Signature> allSignatures() {
    std::map<std::string, Signature> all{{"quantile_over_time", {"sm"}},
                                         {"predict_linear", {"ms"}},
                                         {"absent_over_time", {"m"}},
                                         {"histogram_quantile", {"sv"}},
                                         {"vector", {"s"}},
                                         {"scalar", {"v", ValueType::Scalar}},
                                         {"time", {"", ValueType::Scalar}},
                                         {"pi", {"", ValueType::Scalar}},
                                         {"absent", {"v"}},
                                         {"sort", {"v"}},
                                         {"sort_desc", {"v"}},
                                         {"label_replace", {"vtttt"}},
                                         {"label_join", {"vtt*t"}},
                                         {"timestamp", {"v"}}};
    for (const char* name :
         {"rate", "irate", "increase", "delta", "idelta", "deriv", "avg_over_time", "min_over_time",
          "max_over_time", "sum_over_time", "count_over_time", "last_over_time", "present_over_time",
          "stddev_over_time", "stdvar_over_time", "changes", "resets"})
        all[name] = {"m"};
    for (const auto& [name, function] : numbers)
        all[name] = {"v"};
    for (const char* name :
         {"minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year"})
        all[name] = {"?v"};
    all["round"] = {"v?s"};
    all["clamp"] = {"vss"};
    all["clamp_min"] = all["clamp_max"] = {"vs"};
    return all;
}

} // namespace

const Signature* signatureOf(const std::string& function) {
    static const auto all = allSignatures();
    const auto found = all.find(function);
    return found == all.end() ? nullptr : &found->second;
}

const char* nameOf(ValueType type) {
    return type == ValueType::Scalar   ? "scalar"
           : type == ValueType::Vector ? "instant vector"
           : type == ValueType::Matrix ? "range vector"
                                       : "string";
}

std::optional<std::string> wrongArguments(const Expr& call, const Signature& signature) {
    const auto count = [&](std::size_t wanted, const char* how) {
        return std::string("expected ") + how + std::to_string(wanted) + " argument(s) in call to \"" +
               call.text + "\", got " + std::to_string(call.args.size());
    };
    std::size_t used = 0;
    bool optional = false, many = false;
    for (std::size_t at = 0; at < signature.arguments.size();) {
        const char want = signature.arguments[at];
        if (want == '?' || want == '*') {
            (want == '?' ? optional : many) = true;
            ++at;
            continue;
        }
        if (used >= call.args.size()) {
            if (!optional && !many)
                return count(signature.arguments.size(), "");
            break;
        }
        const ValueType type = call.args[used++]->type;
        const ValueType wanted = want == 'v'   ? ValueType::Vector
                                 : want == 'm' ? ValueType::Matrix
                                 : want == 's' ? ValueType::Scalar
                                               : ValueType::Text;
        if (type != wanted)
            return std::string("expected type ") + nameOf(wanted) + " in call to function \"" + call.text +
                   "\", got " + nameOf(type);
        if (!many)
            ++at;
    }
    if (used < call.args.size())
        return count(used, "at most ");
    return std::nullopt;
}

OfNumber ofNumber(const std::string& function) {
    const auto found = numbers.find(function);
    return found == numbers.end() ? nullptr : found->second;
}

bool labelName(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace understudy::promql
