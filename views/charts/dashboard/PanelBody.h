#pragma once

#include "core/dashboards/Words.h"
#include "core/metrics/Annotation.h"
#include "core/metrics/Answer.h"
#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::charts {

/// One line of what a panel shows: its name and its values, at least one.
struct NamedSeries {
    QString name;
    metrics::LabelledSeries values;
};

/// The inside of a panel, below its title.
class PanelBody : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    using QWidget::show;
    /// What the queries gave.
    virtual void show(const std::vector<NamedSeries>& answers, const dashboards::Window& window) = 0;
    virtual void setAnnotations(const std::vector<metrics::Annotation>&) {}

protected:
    static constexpr int MostLines = 8; ///< that eyes can tell apart
};

/// The body for a panel; a table of its query for one of a kind that is not drawn here.
PanelBody* makeBody(const theme::Theme& theme, const dashboards::Panel& panel, QWidget* parent);
/// One number out of many, as the panel wants it; nothing when there is none.
std::optional<double> reduced(const metrics::Series& series, dashboards::Panel::Reduce by);
/// The role a value is shown in by the panel's thresholds, and its state in words ("warning", "critical",
/// "").
std::pair<theme::Color, QString> stateOf(const dashboards::Panel& panel, double value);

} // namespace understudy::charts
