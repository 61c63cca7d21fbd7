// What a day of a lab costs: bench_labs_cluster_day [TOPOLOGY…], those of share/understudy/topologies.
#include "labs/cluster/Stage.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStringList>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using namespace understudy::cluster;

namespace {

double resident() {
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() *
                                                static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6
                                          : 0;
}

Topology topologyNamed(const QString& name) {
    QFile file(qEnvironmentVariable("UNDERSTUDY_SHARE", QStringLiteral("build/dev/share/understudy")) +
               QStringLiteral("/topologies/") + name + QStringLiteral(".yaml"));
    if (!file.open(QIODevice::ReadOnly)) {
        std::printf("%s cannot be read\n", qPrintable(file.fileName()));
        std::exit(1);
    }
    auto read = Topology::parse(file.readAll().toStdString(), name.toStdString());
    if (const auto* problem = std::get_if<Problem>(&read)) {
        std::printf("%s\n", problem->text.c_str());
        std::exit(1);
    }
    return std::get<Topology>(std::move(read));
}

/// All samples of all series in the last hour, as a screen full of charts asks for them.
double askAll(const World& world) {
    double sum = 0;
    const auto& timeline = world.series().timeline();
    for (const auto& family : Series::families())
        world.series().each(family.name, world.now() - hour, world.now(), [&](const SeriesView& view) {
            for (auto tick = *timeline.tickAt(world.now() - hour); tick < timeline.size(); ++tick)
                sum += view.value(tick);
        });
    return sum;
}

void measure(const QString& name) {
    QElapsedTimer clock;
    const double before = resident();
    const auto seconds = [&clock] { return static_cast<double>(clock.nsecsElapsed()) / 1e9; };
    auto read =
        Scenario::parse("lab: bench\nseed: 4\nfaults:\n"
                        "  - {id: l, at: -5h, do: mem_leak, on: production/leaky-service, rate: 100MB/h}\n"
                        "  - {id: m, at: 1h, do: traffic, rps: 15000, for: 3h}\n"
                        "  - {id: c, at: -6h, do: crash_loop, on: staging/report-builder}\n",
                        "bench");
    clock.start();
    Stage stage(topologyNamed(name), std::get<Scenario>(read), 0, 1'763'370'000'000'000, 1);
    const double made = seconds();
    clock.restart();
    stage.skip(0, "1h");
    const double first = seconds();
    clock.restart();
    stage.rewind(0, 59 * minute);
    const double rewound = seconds();
    clock.restart();
    stage.skip(0, "24h");
    const double day_ = seconds();
    clock.restart();
    while (!stage.world().prepareMetrics()) {}
    const double metrics = seconds();
    clock.restart();
    const double sum = askAll(stage.world());
    const double asked = seconds();
    clock.restart();
    stage.rewind(0, 12 * hour);
    std::printf(
        "%-6s made with a day of history %6.3f s, first hour %6.3f s, rewind in it %6.3f s,\n"
        "       24 h of events %6.2f s and of metrics %6.2f s (bar 20 s for both), every series of an hour "
        "%6.2f s (%g),\n"
        "       rewind to noon %6.3f s, resident +%.0f MB of %.0f MB\n",
        qPrintable(name), made, first, rewound, day_, metrics, asked, sum, seconds(), resident() - before,
        resident());
}

} // namespace

int main(int argc, char** argv) {
    QStringList names;
    for (int i = 1; i < argc; ++i)
        names << QString::fromLocal8Bit(argv[i]);
    for (const auto& name : names.isEmpty() ? QStringList{QStringLiteral("small")} : names)
        measure(name);
    return 0;
}
