#pragma once

#include "views/charts/ChartSpec.h"
#include "views/charts/Grid.h"

#include <QDialog>

namespace understudy::charts {

/// The charts' values as a table, newest first, for reading instead of looking.
class ChartTable final : public QDialog {
    Q_OBJECT
public:
    ChartTable(const Grid& grid, const std::vector<ChartSpec>& specs, QWidget* parent);
};

} // namespace understudy::charts
