#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::string word(const Platform& p, const WorkerNode& node) {
    if (node.status == WorkerNode::Status::Quarantined || node.status == WorkerNode::Status::Banned)
        return std::string(nameOf(node.status));
    const double score = p.reputation.score(node.id);
    return score >= 0.9 ? "healthy" : score >= 0.7 ? "watch" : score >= 0.5 ? "investigate" : "suspicious";
}

Told list(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const double below = args.number("threshold", 2);
    const std::string sort = args.text("sort", "node");
    if (sort != "node" && sort != "score" && sort != "incorrect")
        return Told::wrong("--sort is node, score or incorrect.");
    std::vector<const WorkerNode*> nodes;
    for (const auto& each : p.members.workers())
        if (p.reputation.score(each.id) < below)
            nodes.push_back(&each);
    std::stable_sort(nodes.begin(), nodes.end(), [&](const auto* a, const auto* b) {
        return sort == "score"       ? p.reputation.score(a->id) < p.reputation.score(b->id)
               : sort == "incorrect" ? p.reputation.wrong(a->id) > p.reputation.wrong(b->id)
                                     : false;
    });
    json::array rows;
    for (const auto* each : nodes)
        rows.push_back(json::object{{"node", each->id},
                                    {"score", rounded(p.reputation.score(each->id), 2)},
                                    {"votes", p.reputation.votes(each->id)},
                                    {"incorrect", p.reputation.wrong(each->id)},
                                    {"status", word(p, *each)}});
    if (args.text("format") == "id")
        return {200, std::move(rows), {{"", "node"}}, "", ""};
    return {200,
            std::move(rows),
            {{"Node", "node"},
             {"Score", "score"},
             {"Votes", "votes"},
             {"Incorrect", "incorrect"},
             {"Status", "status"}},
            "",
            ""};
}

Told analyze(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const auto* node = p.members.worker(args.text("node"));
    if (!node)
        return {404, nullptr, {}, "There is no worker " + args.text("node") + ".", "NODE_NOT_FOUND"};
    json::array history;
    for (Micros at = p.now() - 5 * minute; at <= p.now(); at += 30 * second)
        history.push_back(
            json::object{{"at", scene.stamp(at)}, {"score", rounded(p.reputation.score(node->id, at), 2)}});
    const auto account = p.reputation.accounts().find(node->id);
    const bool ever = account != p.reputation.accounts().end() && account->second.wrong > 0;
    return {
        200,
        json::object{
            {"node", node->id},
            {"score", rounded(p.reputation.score(node->id), 2)},
            {"threshold", p.settings.number("acp.reputation.quarantine_threshold")},
            {"status", word(p, *node)},
            {"votes", p.reputation.votes(node->id)},
            {"incorrect", p.reputation.wrong(node->id)},
            {"agreement_percent", rounded(100 * p.reputation.agreement(node->id, 5 * minute), 1)},
            {"last_incorrect", ever ? json::value(scene.stamp(account->second.lastWrong)) : json::value()},
            {"quarantines", node->quarantines},
            {"reason", node->reason},
            {"history", std::move(history)}},
        {{"Node", "node"},
         {"Score", "score"},
         {"Quarantine below", "threshold"},
         {"Status", "status"},
         {"Votes", "votes"},
         {"Incorrect", "incorrect"},
         {"With consensus %", "agreement_percent"},
         {"Last incorrect", "last_incorrect"},
         {"Reason", "reason"}},
        "",
        ""};
}

Told attack(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    std::vector<const WorkerNode*> bad;
    for (const auto& each : p.members.workers())
        if (p.reputation.score(each.id) < 0.5)
            bad.push_back(&each);
    std::map<std::string, int> regions, isps;
    json::array names;
    for (const auto* each : bad) {
        ++regions["region " + each->region];
        ++isps["provider " + each->isp];
        names.push_back(json::value(each->id));
    }
    std::string common;
    for (const auto* counts : {&regions, &isps})
        for (const auto& [what, count] : *counts)
            if (!bad.empty() && count * 10 >= static_cast<int>(bad.size()) * 9)
                common += (common.empty() ? "" : ", ") + what;
    return {200,
            json::object{{"attack_type", bad.empty() ? "none" : "vote_manipulation"},
                         {"affected", bad.size()},
                         {"share_percent", rounded(100.0 * static_cast<double>(bad.size()) /
                                                       static_cast<double>(p.members.workers().size()),
                                                   1)},
                         {"common", common.empty() ? "nothing" : common},
                         {"nodes", std::move(names)}},
            {{"Attack type", "attack_type"},
             {"Affected nodes", "affected"},
             {"Share %", "share_percent"},
             {"In common", "common"}},
            "",
            ""};
}

Told quarantine(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string node = args.text("node");
    if (const auto no = p.quarantine(node, args.text("reason")))
        return Told::refused(*no);
    return Told::done(node + " is quarantined: no votes, no new VMs. " +
                          plural(static_cast<std::size_t>(p.machines.countOn(node)), "VM") +
                          " still run there; move them with migration evacuate.",
                      {{"node", node}, {"status", "quarantined"}, {"reason", args.text("reason")}});
}

Told bulk(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const double below = args.number("threshold", 0);
    if (below <= 0 || below > 0.7)
        return Told::wrong(
            "The threshold lies above 0 and up to 0.7; with more honest nodes would go as well.");
    json::array done;
    std::vector<std::string> low;
    for (const auto& each : p.members.workers())
        if (each.status == WorkerNode::Status::Ready && p.reputation.score(each.id) < below)
            low.push_back(each.id);
    for (const auto& node : low)
        if (!p.quarantine(node, args.text("reason")))
            done.push_back(json::value(node));
    const std::string text = plural(done.size(), "node") + " quarantined.";
    return Told::done(text, {{"nodes", std::move(done)}});
}

} // namespace

void addReputationVerbs(Handlers& all) {
    all["reputation list"] = list;
    all["reputation analyze"] = analyze;
    all["reputation analyze-attack"] = attack;
    all["reputation quarantine"] = quarantine;
    all["reputation quarantine-bulk"] = bulk;
    all["reputation release"] = [](Scene& scene, const Args& args) {
        if (const auto no = scene.platform.release(args.text("node"), args.text("reason")))
            return Told::refused(*no);
        return Told::done(args.text("node") + " is back with a score of 0.50.");
    };
    all["reputation ban"] = [](Scene& scene, const Args& args) {
        const Micros lasts = args.span("duration", 30 * day);
        if (lasts < minute || lasts > 365 * day)
            return Told::wrong("A ban lasts from a minute to a year; 30d is usual.");
        for (const auto& node : args.list("nodes"))
            if (const auto no = scene.platform.ban(node, lasts))
                return Told::refused(*no);
        return Told::done(plural(args.list("nodes").size(), "node") + " banned.");
    };
}

} // namespace understudy::dwcp
