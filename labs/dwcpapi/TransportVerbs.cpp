#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

Told unknownWorker(const std::string& node) {
    return {404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
}

Told amstStatus(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    const auto* worker = p.members.worker(node);
    if (!worker)
        return unknownWorker(node);
    const Path path = p.network.typical(node);
    const double reached = p.throughputOf(node).at(p.now()) * p.lieOf("amst_throughput_mbps", node, p.now());
    const int streams = worker->streams.value_or(defaultStreams(path.mode));
    return {200,
            json::object{{"node", node},
                         {"streams", streams},
                         {"throughput_mbps", rounded(reached, 1)},
                         {"line_mbps", rounded(path.mbps, 0)},
                         {"utilization_percent", rounded(100 * reached / path.mbps, 1)},
                         {"per_stream_mbps", rounded(reached / streams, 1)},
                         {"rtt_ms", rounded(path.rttMs, 1)},
                         {"loss", path.loss},
                         {"congestion_control", p.settings.text("transport.amst.congestion_control")},
                         {"network_mode", nameOf(path.mode)},
                         {"migrations_running", p.migrations.runningOn(node)}},
            {{"Node", "node"},
             {"Streams", "streams"},
             {"Throughput Mbps", "throughput_mbps"},
             {"Utilization %", "utilization_percent"},
             {"Per stream Mbps", "per_stream_mbps"},
             {"RTT ms", "rtt_ms"},
             {"Congestion control", "congestion_control"},
             {"Network mode", "network_mode"}},
            "",
            ""};
}

Told streamStatus(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    const auto* worker = p.members.worker(node);
    if (!worker)
        return unknownWorker(node);
    const int streams = worker->streams.value_or(defaultStreams(p.network.typical(node).mode));
    const double each = p.throughputOf(node).at(p.now()) / streams;
    json::array rows;
    for (int i = 0; i < streams; ++i) {
        const double share = 1 + 0.08 * (2 * p.noise().uniform("stream/" + node, i) - 1);
        rows.push_back(json::object{{"stream", i + 1},
                                    {"port", 8085 + i % 16},
                                    {"state", "Active"},
                                    {"throughput_mbps", rounded(each * share, 1)}});
    }
    return {200,
            std::move(rows),
            {{"Stream", "stream"}, {"Port", "port"}, {"State", "state"}, {"Mbps", "throughput_mbps"}},
            "",
            ""};
}

Told setStreams(Scene& scene, const Args& args) {
    const std::string node = args.text("node");
    WorkerNode* worker = scene.platform.members.change(node);
    const int count = args.whole("count", 0);
    if (!worker)
        return unknownWorker(node);
    if (count < 1 || count > 512)
        return Told::wrong("A worker uses 1 to 512 streams; 4 to 16 over the internet.");
    worker->streams = count;
    scene.platform.tell("config", node, node + " uses " + std::to_string(count) + " streams");
    scene.platform.look();
    return Told::done("Transfers from " + node + " use " + plural(static_cast<std::size_t>(count), "stream") +
                          ".",
                      {{"node", node}, {"streams", count}});
}

Told setLevel(Scene& scene, const Args& args) {
    const int level = args.whole("level", 0);
    if (level < 1 || level > 19)
        return Told::wrong("A compression level lies between 1 and 19.");
    if (!args.has("node")) {
        scene.platform.set("hde.compression.level", std::to_string(level));
        return Told::done("The compression level is " + std::to_string(level) + ".");
    }
    WorkerNode* worker = scene.platform.members.change(args.text("node"));
    if (!worker)
        return unknownWorker(args.text("node"));
    worker->hdeLevel = level;
    scene.platform.tell("config", worker->id, worker->id + " compresses at level " + std::to_string(level));
    scene.platform.look();
    return Told::done(worker->id + " compresses at level " + std::to_string(level) + ".");
}

Told pbaMetrics(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    json::object out{{"accuracy", rounded(p.planner.accuracy(p.now()), 3)},
                     {"threshold", 0.7},
                     {"last_training", scene.stamp(p.planner.lastTraining())},
                     {"training", p.planner.trainingUntil() && *p.planner.trainingUntil() > p.now()}};
    if (args.has("field")) {
        const auto* value = out.if_contains(args.text("field"));
        return value ? Told{200, json::object{{"value", *value}}, {{"", "value"}}, "", ""}
                     : Told::wrong("There is no field " + args.text("field") + ".");
    }
    return {200,
            std::move(out),
            {{"Accuracy", "accuracy"},
             {"Threshold", "threshold"},
             {"Last training", "last_training"},
             {"Training now", "training"}},
            "",
            ""};
}

Told predictions(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    if (!p.members.worker(node))
        return unknownWorker(node);
    const Path path = p.network.typical(node);
    const double reached = p.throughputOf(node).at(p.now());
    json::array rows;
    for (const int seconds : {30, 60, 120, 300}) {
        const double off =
            (1 - p.planner.accuracy(p.now())) * (2 * p.noise().uniform("forecast/" + node, seconds) - 1);
        rows.push_back(
            json::object{{"in_seconds", seconds},
                         {"bandwidth_mbps", rounded(reached * (1 + off), 0)},
                         {"rtt_ms", rounded(path.rttMs, 1)},
                         {"confidence", rounded(p.planner.accuracy(p.now()) * (1 - seconds / 1500.0), 2)}});
    }
    return {200,
            std::move(rows),
            {{"In s", "in_seconds"},
             {"Bandwidth Mbps", "bandwidth_mbps"},
             {"RTT ms", "rtt_ms"},
             {"Confidence", "confidence"}},
            "",
            ""};
}

} // namespace

void addTransportVerbs(Handlers& all) {
    all["amst status"] = amstStatus;
    all["amst stream-status"] = streamStatus;
    all["amst set-streams"] = setStreams;
    all["amst set-cc"] = [](Scene& scene, const Args& args) {
        const std::string name = args.text("algorithm");
        if (name != "bbr" && name != "bbr2" && name != "cubic" && name != "reno")
            return Told::wrong("The algorithm is bbr, bbr2, cubic or reno.");
        scene.platform.set("transport.amst.congestion_control", name);
        return Told::done("Congestion control is " + name + ".");
    };
    all["hde set-compression"] = setLevel;
    all["hde train-dict"] = [](Scene& scene, const Args& args) {
        if (!args.has("vm") && !args.has("input"))
            return Told::wrong("hde train-dict needs --vm or --input.");
        if (args.has("vm") && !scene.platform.machines.find(args.text("vm")))
            return Told{404, nullptr, {}, "There is no VM " + args.text("vm") + ".", "VM_NOT_FOUND"};
        const std::string name = "/etc/dwcp/hde-dict.bin";
        scene.platform.set("hde.compression.dictionary", name);
        return Told::done("The dictionary " + name + " is trained and in use on all workers.");
    };
    all["pba metrics"] = pbaMetrics;
    all["pba predictions"] = predictions;
    all["pba retrain"] = [](Scene& scene, const Args&) {
        scene.platform.planner.retrain();
        scene.platform.tell("config", scene.platform.members.leader(), "PBA training began");
        return Told::done("Training began; it is done at " +
                          scene.stamp(*scene.platform.planner.trainingUntil()) + ".");
    };
}

} // namespace understudy::dwcp
