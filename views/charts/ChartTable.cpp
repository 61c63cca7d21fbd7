#include "views/charts/ChartTable.h"

#include <QDateTime>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace understudy::charts {

ChartTable::ChartTable(const Grid& grid, const std::vector<ChartSpec>& specs, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Charts as a table"));
    resize(620, 480);
    auto* model = new QStandardItemModel(int(grid.rows.size()), int(specs.size()) + 1, this);
    model->setHorizontalHeaderLabels(QStringList(tr("Time")) + grid.titles);
    for (int row = 0; row < model->rowCount(); ++row) {
        const Grid::Row& from = grid.rows[grid.rows.size() - 1 - std::size_t(row)];
        model->setItem(
            row, 0,
            new QStandardItem(QDateTime::fromMSecsSinceEpoch(from.at).toString(QStringLiteral("HH:mm:ss"))));
        for (std::size_t column = 0; column < specs.size(); ++column) {
            auto* item = new QStandardItem(valueText(from.values[column], specs[column].unit));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            model->setItem(row, int(column) + 1, item);
        }
    }
    auto* view = new QTableView(this);
    view->setModel(model);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setAccessibleName(windowTitle());
    view->verticalHeader()->hide();
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto* column = new QVBoxLayout(this);
    column->addWidget(view);
}

} // namespace understudy::charts
