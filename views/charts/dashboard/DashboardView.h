#pragma once

#include "core/base/Clock.h"
#include "core/dashboards/GrafanaJson.h"
#include "views/charts/dashboard/PanelGrid.h"
#include "views/theme/Widgets.h"

#include <QTimer>

class QComboBox;
class QScrollArea;

namespace understudy::charts {

/// Grafana dashboards on the metrics of a cluster: those that come with the program, and files.
class DashboardView final : public QWidget {
    Q_OBJECT
public:
    /// @p clock: that of the cluster.
    DashboardView(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);

    /// Dashboards to choose from: each *.json of @p folder.
    void setFolder(const QString& folder);
    /// Not owned; nullptr: nobody answers.
    void setSource(metrics::PrometheusClient* source);
    /// Marked in all charts, besides what the dashboard itself asks for.
    void setAnnotations(std::vector<metrics::Annotation> annotations);
    Result<void> openFile(const QString& path);
    void show(dashboards::Dashboard dashboard);
    using QWidget::show;
    /// Asks for everything now.
    void refresh();
    const PanelGrid& grid() const { return *m_grid; }
    const dashboards::Dashboard& dashboard() const { return m_dashboard; }
    QString words() const { return m_words->text(); }
    /// Chooses a value of a variable, as its box does.
    void choose(const QString& variable, const QString& value);

Q_SIGNALS:
    void backWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHeader();
    void makeBoxes();
    void addBox(dashboards::Variable& variable);
    void fillBox(QComboBox& box, const dashboards::Variable& variable);
    void askOptions(std::size_t variable);
    void askAnnotations();
    void mark();
    dashboards::Window window() const;
    void say(const QString& words, bool trouble);

    const theme::Theme& m_theme;
    const Clock& m_clock;
    QPointer<metrics::PrometheusClient> m_source;
    dashboards::Dashboard m_dashboard;
    std::vector<metrics::Annotation> m_given, m_asked;
    QComboBox* m_choice;
    QComboBox* m_span;
    QWidget* m_boxes;
    theme::Text* m_words;
    QScrollArea* m_area;
    PanelGrid* m_grid;
    QTimer m_refresh;
};

} // namespace understudy::charts
