#include "labs/policies/Routes.h"

#include "labs/policies/Reading.h"

#include <algorithm>

namespace understudy::cluster {

using namespace reading;

namespace {

double millisecondsOf(const std::string& duration) {
    const auto span = parseDuration(duration);
    return span && *span > 0 ? static_cast<double>(*span) / 1000 : 0;
}

int wholeAt(const json::value& from, std::initializer_list<std::string_view> path, int otherwise) {
    const json::value* found = at(from, path);
    return found && found->is_int64() ? static_cast<int>(std::clamp<std::int64_t>(found->as_int64(), 0, 1000))
                                      : otherwise;
}

} // namespace

std::string breakerlessHost(const Object& rule) {
    const json::value whole = parsed(rule.rest);
    const std::string host = textAt(whole, {"spec", "host"});
    return wholeAt(whole, {"spec", "trafficPolicy", "outlierDetection", "maxEjectionPercent"}, 100) == 0
               ? host.substr(0, host.find('.'))
               : std::string();
}

std::vector<Route> routesOf(const Object& service) {
    std::vector<Route> routes;
    const json::value whole = parsed(service.rest);
    for (const auto& rule : listAt(whole, {"spec", "http"})) {
        const double tryMs = millisecondsOf(textAt(rule, {"retries", "perTryTimeout"}));
        const double wholeMs = millisecondsOf(textAt(rule, {"timeout"}));
        for (const auto& each : listAt(rule, {"route"})) {
            Route route;
            const std::string host = textAt(each, {"destination", "host"});
            route.host = host.substr(0, host.find('.'));
            route.subset = textAt(each, {"destination", "subset"});
            route.weight = wholeAt(each, {"weight"}, 100);
            if (at(rule, {"retries", "attempts"}))
                route.retries = std::min(wholeAt(rule, {"retries", "attempts"}, 0), 10);
            route.tryMs = tryMs > 0 ? tryMs : wholeMs;
            routes.push_back(std::move(route));
        }
    }
    return routes;
}

} // namespace understudy::cluster
