#include "labs/pprof/ReadProfile.h"

#include "labs/clock/Time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace understudy::pprof {

namespace {

constexpr double dropped = 0.005; ///< of all: functions with less are left out

struct Function {
    std::string name;
    std::int64_t flat = 0, cum = 0;
};

struct Unit {
    const char* name;
    double factor;
};

std::vector<Unit> unitsOf(const std::string& unit) {
    if (unit == "bytes")
        return {{"B", 1}, {"kB", 1024.0}, {"MB", 1048576.0}, {"GB", 1073741824.0}, {"TB", 1099511627776.0}};
    if (unit == "nanoseconds")
        return {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"hrs", 3.6e12}};
    return {{"", 1}};
}

/// The largest unit in which it is one or more.
std::size_t unitFor(const std::vector<Unit>& units, double value) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < units.size(); ++i)
        if (std::abs(value) >= units[i].factor)
            best = i;
    return best;
}

std::string printed(const char* form, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), form, value);
    return text.data();
}

std::string labeled(const Unit& unit, std::int64_t value) {
    std::string text = printed("%.2f", static_cast<double>(value) / unit.factor);
    if (text.ends_with(".00"))
        text.resize(text.size() - 3);
    return text == "0" || text == "-0" ? "0" : text + unit.name;
}

std::string percent(std::int64_t value, std::int64_t total) {
    const double share =
        total == 0 ? 0 : std::abs(static_cast<double>(value) / static_cast<double>(total)) * 100;
    if (share >= 99.95 && share <= 100.05)
        return "  100%";
    return printed(share >= 1 ? "%5.2f%%" : "%5.2g%%", share);
}

std::string trimmed(const std::string& text) {
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

std::string right(const std::string& text) {
    return text.size() < 10 ? std::string(10 - text.size(), ' ') + text : text;
}

/// Nov 17, 2025 at 9:00am (UTC)
std::string dated(std::int64_t nanos) {
    const std::string stamp = cluster::toRfc3339(nanos / 1000);
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int month = std::stoi(stamp.substr(5, 2)), hour = std::stoi(stamp.substr(11, 2));
    return std::string(months[static_cast<std::size_t>(month - 1)]) + " " +
           std::to_string(std::stoi(stamp.substr(8, 2))) + ", " + stamp.substr(0, 4) + " at " +
           std::to_string(hour % 12 == 0 ? 12 : hour % 12) + ":" + stamp.substr(14, 2) +
           (hour < 12 ? "am" : "pm") + " (UTC)";
}

std::vector<Function> functionsOf(const Profile& profile, std::size_t place, bool cumulative) {
    std::map<std::string, Function> all;
    for (const auto& sample : profile.samples) {
        const std::int64_t value = sample.values[place];
        std::set<std::string> once;
        for (const auto& frame : sample.stack)
            once.insert(frame.function);
        for (const auto& name : once)
            all[name].cum += value;
        if (!sample.stack.empty())
            all[sample.stack.front().function].flat += value;
    }
    std::vector<Function> list;
    for (auto& [name, function] : all) {
        function.name = name;
        list.push_back(function);
    }
    // By name among equals, as they are in the map.
    std::stable_sort(list.begin(), list.end(), [cumulative](const Function& a, const Function& b) {
        return cumulative ? std::abs(a.cum) > std::abs(b.cum) : std::abs(a.flat) > std::abs(b.flat);
    });
    return list;
}

/// One unit for the whole table: that of the least value, unless the total is far above it.
Unit unitOf(const std::string& name, const std::vector<Function>& functions, std::int64_t total) {
    const auto units = unitsOf(name);
    std::int64_t least = 0;
    for (const auto& each : functions) {
        const std::int64_t own = each.flat ? std::abs(each.flat) : std::abs(each.cum);
        if (own > 0 && (least == 0 || own < least))
            least = own;
    }
    if (least == 0)
        least = total;
    const auto low = unitFor(units, static_cast<double>(least)),
               high = unitFor(units, static_cast<double>(total));
    return units[low != high && least * 100 < total ? unitFor(units, 100.0 * static_cast<double>(least))
                                                    : low];
}

} // namespace

std::optional<std::string> topTable(const Profile& profile, const std::string& type, bool cumulative) {
    const std::string wanted = type.empty() ? profile.defaultType : type;
    const auto found = std::find_if(profile.types.begin(), profile.types.end(),
                                    [&](const auto& each) { return each.type == wanted; });
    if (found == profile.types.end())
        return std::nullopt;
    const auto place = static_cast<std::size_t>(found - profile.types.begin());
    std::int64_t total = 0, shown = 0, sum = 0;
    for (const auto& sample : profile.samples)
        total += sample.values[place];
    auto functions = functionsOf(profile, place, cumulative);
    const auto least = static_cast<std::int64_t>(static_cast<double>(total) * dropped);
    const auto before = functions.size();
    std::erase_if(functions, [&](const Function& each) { return std::abs(each.cum) <= least; });
    for (const auto& each : functions)
        shown += each.flat;
    const Unit unit = unitOf(found->unit, functions, total);
    std::string text;
    if (!profile.binary.empty())
        text += "File: " + profile.binary.substr(profile.binary.rfind('/') + 1) + "\n";
    text += "Type: " + wanted + "\n";
    if (profile.timeNanos > 0)
        text += "Time: " + dated(profile.timeNanos) + "\n";
    if (profile.durationNanos > 0) {
        const auto units = unitsOf("nanoseconds");
        const Unit own = units[unitFor(units, static_cast<double>(profile.durationNanos))];
        text += "Duration: " + labeled(own, profile.durationNanos) +
                ", Total samples = " + labeled(unit, total) + " " +
                (found->unit == "nanoseconds" ? "(" + percent(total, profile.durationNanos) + ")" : "") +
                "\n";
    }
    text += "Showing nodes accounting for " + labeled(unit, shown) + ", " + trimmed(percent(shown, total)) +
            " of " + labeled(unit, total) + " total\n";
    if (const auto gone = before - functions.size(); gone > 0)
        text += "Dropped " + std::to_string(gone) + (gone == 1 ? " node" : " nodes") +
                " (cum <= " + labeled(unit, least) + ")\n";
    text += "      flat  flat%   sum%        cum   cum%\n";
    for (const auto& each : functions) {
        sum += each.flat;
        text += right(labeled(unit, each.flat)) + " " + percent(each.flat, total) + " " +
                percent(sum, total) + " " + right(labeled(unit, each.cum)) + " " + percent(each.cum, total) +
                "  " + each.name + "\n";
    }
    return text;
}

} // namespace understudy::pprof
