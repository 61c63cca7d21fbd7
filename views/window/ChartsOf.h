#pragma once

#include "core/course/Model.h"
#include "views/charts/ChartSpec.h"

#include <vector>

namespace understudy::window {

/// Charts as the course names them, for drawing.
std::vector<charts::ChartSpec> chartsOf(const std::vector<course::Chart>& charts);
/// The charts that production is watched by: those of the first lab that has any.
std::vector<charts::ChartSpec> productionCharts(const course::Course& course);

} // namespace understudy::window
