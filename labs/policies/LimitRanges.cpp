#include "labs/policies/LimitRanges.h"

#include "labs/policies/Amounts.h"
#include "labs/policies/Reading.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

using namespace reading;

namespace {

/// One item of a LimitRange.
struct Bounds {
    std::string type;
    StringMap least, most, limit, request, ratio;
};

StringMap mapAt(const json::value& from, const char* key) {
    StringMap found;
    if (const auto* map = at(from, {key}); map && map->is_object())
        for (const auto& pair : map->as_object())
            found[std::string(pair.key())] = pair.value().is_string() ? std::string(pair.value().as_string())
                                                                      : json::serialize(pair.value());
    return found;
}

Bounds read(const json::value& item) {
    Bounds bounds{textAt(item, {"type"}),
                  mapAt(item, "min"),
                  mapAt(item, "max"),
                  mapAt(item, "default"),
                  mapAt(item, "defaultRequest"),
                  mapAt(item, "maxLimitRequestRatio")};
    if (bounds.type == "Container") { // what is not said follows from what is
        bounds.limit.insert(bounds.most.begin(), bounds.most.end());
        bounds.request.insert(bounds.limit.begin(), bounds.limit.end());
        bounds.request.insert(bounds.least.begin(), bounds.least.end());
    }
    return bounds;
}

std::string names(const StringMap& before, const StringMap& after) {
    std::string text;
    for (const auto& [key, amount] : after)
        if (!before.contains(key))
            text += (text.empty() ? "" : ", ") + key;
    return text;
}

/// What it filled in, as the annotation tells it.
std::string fillIn(const Bounds& bounds, Container& container) {
    const StringMap requests = container.requests, limits = container.limits;
    container.requests.insert(limits.begin(), limits.end());
    const StringMap own = container.requests;
    container.limits.insert(bounds.limit.begin(), bounds.limit.end());
    container.requests.insert(bounds.request.begin(), bounds.request.end());
    std::string told;
    const auto tell = [&](const std::string& list, const char* what) {
        if (!list.empty())
            told += (told.empty() ? "" : "; ") + list + what + " for container " + container.name;
    };
    tell(names(own, container.requests), " request");
    tell(names(limits, container.limits), " limit");
    return told;
}

using Sums = std::map<std::string, std::int64_t>;

struct Problems {
    std::vector<std::string> all;
    void add(std::string problem) { all.push_back(std::move(problem)); }
    std::string text() const {
        std::string list;
        for (const auto& each : all)
            list += (list.empty() ? "" : ", ") + each;
        return all.size() > 1 ? "[" + list + "]" : list;
    }
};

void checkRatio(const Bounds& bounds, const Sums& requests, const Sums& limits, Problems& problems) {
    for (const auto& [resource, ratio] : bounds.ratio) {
        const auto request = requests.find(resource), limit = limits.find(resource);
        const std::string about =
            resource + " max limit to request ratio per " + bounds.type + " is " + ratio;
        if (request == requests.end() || request->second == 0) {
            problems.add(about + ", but no request is specified or request is 0");
        } else if (limit == limits.end() || limit->second == 0) {
            problems.add(about + ", but no limit is specified or limit is 0");
        } else if (const double given =
                       static_cast<double>(limit->second) / static_cast<double>(request->second);
                   given * 1000 > static_cast<double>(thousandths(ratio).value_or(0))) {
            std::array<char, 32> number{};
            std::snprintf(number.data(), number.size(), "%.6f", given);
            problems.add(about + ", but provided ratio is " + number.data());
        }
    }
}

void check(const Bounds& bounds, const Sums& requests, const Sums& limits, Problems& problems) {
    const auto shown = [](const std::string& resource, std::int64_t amount) {
        return quantityOf(amount, countsBytes(resource));
    };
    for (const auto& [resource, least] : bounds.least) {
        const std::string about = "minimum " + resource + " usage per " + bounds.type + " is " + least;
        const auto request = requests.find(resource), limit = limits.find(resource);
        const std::int64_t bound = thousandths(least).value_or(0);
        if (request == requests.end())
            problems.add(about + ".  No request is specified");
        else if (request->second < bound)
            problems.add(about + ", but request is " + shown(resource, request->second));
        else if (limit != limits.end() && limit->second < bound)
            problems.add(about + ", but limit is " + shown(resource, limit->second));
    }
    for (const auto& [resource, most] : bounds.most) {
        const std::string about = "maximum " + resource + " usage per " + bounds.type + " is " + most;
        const auto request = requests.find(resource), limit = limits.find(resource);
        const std::int64_t bound = thousandths(most).value_or(0);
        if (limit == limits.end())
            problems.add(about + ".  No limit is specified");
        else if (limit->second > bound)
            problems.add(about + ", but limit is " + shown(resource, limit->second));
        else if (request != requests.end() && request->second > bound)
            problems.add(about + ", but request is " + shown(resource, request->second));
    }
    checkRatio(bounds, requests, limits, problems);
}

} // namespace

std::string applyLimitRanges(const Store& store, Pod& pod) {
    std::vector<Bounds> all;
    for (const auto& [key, range] : store.of(Kind::LimitRange)) {
        if (key.first != pod.meta.ns)
            continue;
        const json::value whole = parsed(range->rest);
        for (const auto& item : listAt(whole, {"spec", "limits"}))
            all.push_back(read(item));
    }
    std::string told;
    for (const auto& bounds : all)
        for (auto& container : pod.spec.containers)
            if (bounds.type == "Container")
                if (const std::string one = fillIn(bounds, container); !one.empty())
                    told += (told.empty() ? "" : "; ") + one;
    if (!told.empty())
        pod.meta.annotations["kubernetes.io/limit-ranger"] = "LimitRanger plugin set: " + told;
    Problems problems;
    for (const auto& bounds : all) {
        if (bounds.type == "Pod")
            check(bounds, requestsOf(pod.spec), limitsOf(pod.spec), problems);
        for (const auto& container : pod.spec.containers) {
            PodTemplate one;
            one.containers = {container};
            if (bounds.type == "Container")
                check(bounds, requestsOf(one), limitsOf(one), problems);
        }
    }
    return problems.text();
}

} // namespace understudy::cluster
