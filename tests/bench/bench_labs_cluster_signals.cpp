// What 24 hours of metrics cost to look at: the alert rules, and ranges as charts ask for them, against the
// time the world itself takes for the same day.
#include "tests/fakes/SmallProduction.h"

#include <QElapsedTimer>

#include <cstdio>

using namespace understudy;
using namespace understudy::cluster;

namespace {

double range(const World& world, const char* text) {
    const auto parsed = promql::parse(text);
    const SeriesStorage storage(world.series(), world.epoch(), world.now());
    const std::int64_t end = (world.epoch() + world.now()) / 1000;
    QElapsedTimer timer;
    timer.start();
    const auto result =
        promql::evaluateRange(*std::get<promql::ExprPtr>(parsed), storage, end - 86'400'000, end, 60'000);
    const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    if (!std::holds_alternative<promql::Value>(result))
        std::printf("refused: %s\n", text);
    return ms;
}

} // namespace

int main() {
    QElapsedTimer timer;
    timer.start();
    const auto world = fakes::smallProduction("lab: t\nseed: 3\n");
    world->advanceTo(24 * hour);
    const double day = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    while (!world->prepareMetrics()) {}
    const double metrics = static_cast<double>(timer.nsecsElapsed()) / 1e6 - day;
    const auto events = world->alerts().events().size();
    const double alerts = static_cast<double>(timer.nsecsElapsed()) / 1e6 - day - metrics;
    std::printf("48 h of the world %.0f ms; its metrics %.0f ms (ratio %.2f); its 20 alert rules %.0f ms "
                "(ratio %.2f, "
                "%zu events)\n",
                day, metrics, metrics / day, alerts, alerts / day, events);
    for (const char* text :
         {"histogram_quantile(0.95, sum by (le) "
          "(rate(http_request_duration_seconds_bucket{service=\"api-gateway\"}[5m])))",
          "histogram_quantile(0.95, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m])))",
          "sum by (service, status) (rate(http_requests_total[5m]))",
          "100 * (1 - avg(rate(node_cpu_seconds_total{role=\"worker\",mode=\"idle\"}[1m])))"})
        std::printf("24 h by the minute: first %.0f ms, again %.0f ms  %s\n", range(*world, text),
                    range(*world, text), text);
    return 0;
}
