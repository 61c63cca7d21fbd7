#pragma once

#include "views/charts/ChartPane.h"

namespace understudy::charts {

/// The charts of a window without room for them: names, values and limits on one line of 32 px.
class SummaryLine final : public QWidget {
    Q_OBJECT
public:
    explicit SummaryLine(const theme::Theme& theme, QWidget* parent = nullptr);
    void setCharts(const std::vector<ChartSpec>& specs);
    void setValue(int chart, std::optional<double> value);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void giveWay();
    struct Part {
        ChartSpec spec;
        theme::NumberLabel* value;
        theme::Text* words;
    };
    const theme::Theme& m_theme;
    std::vector<Part> m_parts;
};

} // namespace understudy::charts
