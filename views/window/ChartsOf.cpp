#include "views/window/ChartsOf.h"

#include <algorithm>

namespace understudy::window {

std::vector<charts::ChartSpec> chartsOf(const std::vector<course::Chart>& charts) {
    std::vector<charts::ChartSpec> specs;
    for (const course::Chart& chart : charts)
        specs.push_back({chart.title, chart.query, chart.unit, chart.colour, chart.threshold.normalFrom,
                         chart.threshold.normalTo, chart.threshold.limit, chart.threshold.words});
    return specs;
}

std::vector<charts::ChartSpec> productionCharts(const course::Course& course) {
    const auto lab = std::find_if(course.labs.begin(), course.labs.end(),
                                  [](const course::Lab& each) { return !each.charts.empty(); });
    return lab == course.labs.end() ? std::vector<charts::ChartSpec>() : chartsOf(lab->charts);
}

} // namespace understudy::window
