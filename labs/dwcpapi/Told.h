#pragma once

#include "labs/dwcpverbs/Verbs.h"
#include "labs/platform/PlatformLog.h"
#include "labs/platform/PlatformSeries.h"
#include "labs/platform/PlatformTraces.h"

#include <boost/json.hpp>

namespace understudy::dwcp {

namespace json = boost::json;

/// What a verb found or did: data for programs, and how people want to see it.
struct Told {
    int status = 200;
    json::value data; ///< an object, or an array of objects
    std::vector<std::pair<std::string, std::string>>
        view;            ///< titles and keys: columns of an array, lines of an object
    std::string message; ///< a sentence, for what was done
    std::string code;    ///< of an error, in SCREAMING_SNAKE

    static Told refused(const cluster::Denial& refusal) {
        return {refusal.status, nullptr, {}, refusal.sentence, refusal.code};
    }
    static Told wrong(const std::string& sentence) {
        return {400, nullptr, {}, sentence, "INVALID_ARGUMENT"};
    }
    static Told done(const std::string& sentence, json::object data = {}) {
        return {200, std::move(data), {}, sentence, ""};
    }
};

/// The options a verb was called with. Values may be texts, numbers or lists, as a client likes to send them.
class Args final {
public:
    explicit Args(json::object values)
        : m_values(std::move(values)) {}
    bool has(const char* name) const { return m_values.contains(name); }
    std::string text(const char* name, const std::string& otherwise = {}) const;
    double number(const char* name, double otherwise) const;
    int whole(const char* name, int otherwise) const;
    cluster::Micros span(const char* name,
                         cluster::Micros otherwise) const; ///< 90s, 5m; a bare number is seconds
    std::vector<std::string> list(const char* name) const; ///< also a,b,c
    bool flag(const char* name) const;
    const json::object& all() const { return m_values; }

private:
    json::object m_values;
};

/// What a verb works on.
struct Scene {
    cluster::Platform& platform;
    std::int64_t epoch = 0; ///< microseconds since 1970 at virtual time 0
    std::string user;

    std::string stamp(cluster::Micros when) const { return cluster::toRfc3339(epoch + when); }
    cluster::PlatformSeries series() const { return {platform, -cluster::day}; }
};

using Handler = std::function<Told(Scene&, const Args&)>;
using Handlers = std::map<std::string, Handler>; ///< by "group name"

void addClusterVerbs(Handlers& all);
void addNodeVerbs(Handlers& all);
void addMachineVerbs(Handlers& all);
void addMigrationVerbs(Handlers& all);
void addTransportVerbs(Handlers& all);
void addStateVerbs(Handlers& all);
void addPlacementVerbs(Handlers& all);
void addConsensusVerbs(Handlers& all);
void addReputationVerbs(Handlers& all);
void addNetworkVerbs(Handlers& all);
void addMetricsVerbs(Handlers& all);
void addProfileVerbs(Handlers& all);
void addPlaceVerbs(Handlers& all);

/// Calls a verb after looking at its options; a refusal when there is none such or they do not fit.
Told call(Scene& scene, const Verb& verb, const Args& args);

/// A number with so many digits behind the point.
double rounded(double value, int digits);
std::string plural(std::size_t count, const std::string& noun); ///< "1 node", "3 nodes"
json::object migrationJson(const Scene& scene, const cluster::Migration& one);
json::object vmJson(const Scene& scene, const cluster::Vm& vm);

} // namespace understudy::dwcp
