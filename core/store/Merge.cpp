#include "core/store/Merge.h"

#include "core/xapi/RawJson.h"

#include <unordered_map>

namespace understudy::store {

namespace {

using Join = std::string (*)(std::string_view name, std::string_view older, std::string_view newer);

std::string merged(std::string_view older, std::string_view newer, Join join) {
    const auto fresh = xapi::rawMembers(newer);
    std::unordered_map<std::string_view, std::string_view> unseen; // they may be many
    for (const auto& [name, value] : fresh)
        unseen.emplace(name, value);
    std::string out = "{";
    for (const auto& [name, value] : xapi::rawMembers(older)) {
        xapi::appendName(out, name);
        const auto same = unseen.find(name);
        if (same == unseen.end()) {
            out += value;
            continue;
        }
        out += join(name, value, same->second);
        unseen.erase(same);
    }
    for (const auto& [name, value] : fresh) {
        if (!unseen.contains(name))
            continue;
        xapi::appendName(out, name);
        out += value;
    }
    return out + "}";
}

bool isMap(std::string_view member) {
    return member == "name" || member == "description" || member == "extensions";
}

std::string theOlder(std::string_view, std::string_view older, std::string_view) {
    return std::string(older);
}

} // namespace

std::string mergedObject(std::string_view older, std::string_view newer) {
    return merged(older, newer, [](std::string_view, std::string_view, std::string_view value) {
        return std::string(value);
    });
}

std::string mergedDefinition(std::string_view older, std::string_view newer) {
    return merged(older, newer, [](std::string_view name, std::string_view before, std::string_view now) {
        return isMap(name) ? mergedObject(before, now) : std::string(now);
    });
}

std::string extendedDefinition(std::string_view older, std::string_view newer) {
    return merged(older, newer, [](std::string_view name, std::string_view before, std::string_view now) {
        return isMap(name) ? merged(before, now, theOlder) : std::string(before);
    });
}

} // namespace understudy::store
