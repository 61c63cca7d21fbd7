// Where things are, and when they may move: relocating nodes, DNS, the window of migrations, the end of it
// all.
#include "labs/dwcpapi/Schedule.h"

#include <algorithm>
#include <set>

namespace understudy::dwcp {

using namespace cluster;

namespace {

constexpr int timeToLive = 60; ///< seconds that resolvers keep an answer

Told relocate(Scene& scene, const Args& args) {
    const std::string node = args.text("node"), datacenter = args.text("datacenter");
    const auto there = scene.platform.relocate(node, datacenter);
    if (const auto* no = std::get_if<Denial>(&there))
        return Told::refused(*no);
    const std::string at = scene.stamp(std::get<Micros>(there));
    return Told::done(node + " is on its way to " + datacenter + " and answers again at " + at + ".",
                      {{"node", node}, {"datacenter", datacenter}, {"ready_at", at}});
}

Told decommission(Scene& scene, const Args& args) {
    const std::string cluster = args.text("cluster");
    if (cluster != scene.platform.plan().cluster)
        return {404, nullptr, {}, "There is no cluster " + cluster + " here.", "NOT_FOUND"};
    if (!args.flag("confirm"))
        return Told::wrong("This ends the cluster for good. Say --confirm.");
    if (const auto no = scene.platform.decommission())
        return Told::refused(*no);
    return Told::done(cluster + " is out of service.", {{"cluster", cluster}, {"status", "decommissioned"}});
}

Told switchNames(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string target = args.text("target");
    std::set<std::string> regions{p.plan().controllerRegion};
    for (const auto& each : p.members.workers())
        regions.insert(each.region);
    if (!regions.contains(target)) {
        std::string names;
        for (const auto& each : regions)
            names += (names.empty() ? "" : ", ") + each;
        return {404, nullptr, {}, "There is no region " + target + ". There are " + names + ".", "NOT_FOUND"};
    }
    const std::string before = dnsTarget(p, p.now());
    if (target == before && dnsTarget(p, p.now() + day) == target)
        return {409, nullptr, {}, "The names point to " + target + " already.", "ALREADY_EXISTS"};
    p.set("dns.before", before);
    p.set("dns.target", target);
    p.tell("dns", "", "names point to " + target + ", resolvers follow within 60 s", "warn");
    const std::string follows = scene.stamp(p.now() + timeToLive * second);
    return Told::done(
        "The names point to " + target + "; everybody has followed at " + follows + ".",
        {{"target", target}, {"before", before}, {"ttl_seconds", timeToLive}, {"effective_at", follows}});
}

Told setSchedule(Scene& scene, const Args& args) {
    const std::string window = args.text("window"), zone = args.text("timezone", "UTC");
    if (window != "off" && !readWindow(window))
        return Told::wrong("A window is written 02:00-04:00, or off.");
    if (!readZone(zone))
        return Told::wrong("The time zone is UTC, or an offset such as +01:00.");
    scene.platform.set("itp.schedule.window", window == "off" ? "" : window);
    scene.platform.set("itp.schedule.timezone", zone);
    if (window == "off")
        return Told::done("Migrations may run at any time.", {{"window", ""}, {"timezone", zone}});
    return Told::done("Migrations may begin from " + window.substr(0, 5) + " to " + window.substr(6) + " " +
                          zone + ".",
                      {{"window", window}, {"timezone", zone}});
}

} // namespace

std::string dnsTarget(const Platform& platform, Micros when) {
    const auto& all = platform.settings.all();
    const auto now = all.find("dns.target");
    if (now == all.end())
        return platform.plan().controllerRegion;
    return when - now->second.changed >= timeToLive * second ? now->second.text
                                                             : platform.settings.text("dns.before");
}

void addPlaceVerbs(Handlers& all) {
    all["node relocate"] = relocate;
    all["cluster decomission"] = decommission;
    all["dns switch"] = switchNames;
    all["placement set-schedule"] = setSchedule;
}

} // namespace understudy::dwcp
