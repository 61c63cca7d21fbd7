#include "core/store/Merge.h"

#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::store {

namespace {

using Join = std::string (*)(std::string_view name, std::string_view older, std::string_view newer);

std::string merged(std::string_view older, std::string_view newer, Join join) {
    auto fresh = xapi::rawMembers(newer);
    std::string out = "{";
    for (const auto& [name, value] : xapi::rawMembers(older)) {
        xapi::appendName(out, name);
        const auto same = std::find_if(fresh.begin(), fresh.end(),
                                       [&, &known = name](const auto& one) { return one.first == known; });
        if (same == fresh.end()) {
            out += value;
            continue;
        }
        out += join(name, value, same->second);
        fresh.erase(same);
    }
    for (const auto& [name, value] : fresh) {
        xapi::appendName(out, name);
        out += value;
    }
    return out + "}";
}

} // namespace

std::string mergedObject(std::string_view older, std::string_view newer) {
    return merged(older, newer, [](std::string_view, std::string_view, std::string_view value) {
        return std::string(value);
    });
}

std::string mergedDefinition(std::string_view older, std::string_view newer) {
    return merged(older, newer, [](std::string_view name, std::string_view before, std::string_view now) {
        const bool map = name == "name" || name == "description" || name == "extensions";
        return map ? mergedObject(before, now) : std::string(now);
    });
}

} // namespace understudy::store
