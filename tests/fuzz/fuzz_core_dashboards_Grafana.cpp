#include "core/dashboards/GrafanaJson.h"
#include "core/dashboards/Words.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>

using namespace understudy;
using fuzz::demand;

// What a file that somebody sent may say: a dashboard that fits the screen, or a sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto read = dashboards::dashboardFrom(bytes);
    if (!read.ok()) {
        demand(!read.error().sentence.isEmpty());
        return 0;
    }
    for (const dashboards::Panel& panel : read->panels) {
        demand(panel.x >= 0 && panel.width >= 1 && panel.x + panel.width <= 24 && panel.height >= 1);
        for (const dashboards::Target& target : panel.targets)
            (void)dashboards::filledIn(target.expr, read->variables, {0, 3'600'000, 15'000});
    }
    for (const dashboards::Variable& variable : read->variables)
        (void)dashboards::valueQueryFrom(variable.definition);
    return 0;
}
