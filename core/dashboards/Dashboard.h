#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace understudy::dashboards {

/// One query of a panel.
struct Target {
    QString expr;   ///< in the language of its source; PromQL unless the panel shows logs
    QString legend; ///< "{{pod}}"; empty: all labels
    bool instant = false;

    bool operator==(const Target&) const = default;
};

/// From this value on a panel is in this state.
struct Threshold {
    std::optional<double> from; ///< nothing: from below all
    enum class State { Normal, Warn, Bad } state = State::Normal;

    bool operator==(const Threshold&) const = default;
};

/// One field of a dashboard.
struct Panel {
    enum class Kind { TimeSeries, Stat, Gauge, BarGauge, Table, Text, Row, Logs, Unknown };
    enum class Reduce { Last, Mean, Max, Min, Sum };
    Kind kind = Kind::Unknown;
    QString type; ///< as the file calls it
    QString title, description;
    int x = 0, y = 0, width = 12, height = 8; ///< in 24ths of the width and in steps of 30 pixels
    std::vector<Target> targets;              ///< those that are not hidden
    QString unit;                             ///< as the file has it: "percentunit", "s", "reqps"
    std::optional<double> low, high;
    std::vector<Threshold> thresholds;
    Reduce reduce = Reduce::Last;
    QString text; ///< of a text panel, Markdown or plain

    bool operator==(const Panel&) const = default;
};

/// A word of the queries that one can choose.
struct Variable {
    enum class Kind { Query, Custom, Interval, Constant, Datasource, TextBox };
    Kind kind = Kind::Custom;
    QString name, label;
    QString definition;  ///< of a query: label_values(metric, label)
    QString pattern;     ///< what is taken out of each answer; empty: all of it
    QStringList options; ///< those that are known without asking
    QStringList chosen;
    bool several = false, all = false, hidden = false;
    QString allValue; ///< stands for "all"; empty: each of the options

    bool operator==(const Variable&) const = default;
};

/// A query whose answers are marked in all charts.
struct AnnotationQuery {
    QString name, expr, title;

    bool operator==(const AnnotationQuery&) const = default;
};

/// A Grafana dashboard in its classic form.
struct Dashboard {
    QString title, uid;
    std::vector<Panel> panels; ///< from top to bottom, left to right
    std::vector<Variable> variables;
    std::vector<AnnotationQuery> annotations;
    qint64 span = 6 * 3600 * 1000LL; ///< milliseconds up to now
    qint64 refresh = 0;              ///< milliseconds; 0: when asked

    bool operator==(const Dashboard&) const = default;
};

} // namespace understudy::dashboards
