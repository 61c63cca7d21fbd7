#pragma once

#include "views/charts/dashboard/PanelBody.h"

#include "views/charts/Plot.h"

class QLabel;

namespace understudy::charts {

class Marks;
class ListTicker;

/// Several lines over time with their names and newest values below.
class LinesBody final : public PanelBody {
    Q_OBJECT
public:
    LinesBody(const theme::Theme& theme, dashboards::Panel panel, QWidget* parent);

    void show(const std::vector<NamedSeries>& answers, const dashboards::Window& window) override;
    void setAnnotations(const std::vector<metrics::Annotation>& annotations) override;

private:
    void restyle();
    void setMargins();
    void setAxes(bool on);
    void draw();
    QString legend() const;

    const theme::Theme& m_theme;
    dashboards::Panel m_panel;
    QCustomPlot* m_plot;
    Marks* m_marks; ///< owned by the plot
    QSharedPointer<ListTicker> m_ticks;
    QLabel* m_legend;
    std::vector<NamedSeries> m_data;
    dashboards::Window m_window;
};

} // namespace understudy::charts
