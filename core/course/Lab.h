#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace understudy::course {

/// How one check of a lab step is decided. Exactly one of the blocks is filled, named by kind.
struct Check {
    enum class Kind {
        Shell,     ///< run `command` on the lab host over SSH; passed when status and pattern agree
        Promql,    ///< ask Prometheus `query`; passed when every value meets `op` `number`, and there is one
        Kube,      ///< GET `path` from the Kubernetes API; value at `json` meets `op` `text`
        Asked,     ///< the lab's journal shows that the trainee asked the cluster for it
        Condition, ///< the condition of scenario.yaml whose id is `text` holds
        Answer     ///< the trainee typed or chose an answer in the guide
    };
    QString id;   ///< "lab-1-1#services-listed"
    QString says; ///< a statement that comes true: "Services of all namespaces listed"
    Kind kind = Kind::Answer;
    QString command;            ///< Shell
    int status = 0;             ///< Shell: expected exit status
    QString pattern;            ///< Shell: regular expression on standard output, may be empty
    QString query;              ///< Promql
    QString path, json;         ///< Kube: "/apis/apps/v1/…" and ".status.readyReplicas"
    QString op;                 ///< Promql, Kube: < <= == != >= > (Kube also: contains, exists)
    double number = 0;          ///< Promql
    QString text;               ///< Kube, Condition
    QString verb, resource, ns; ///< Asked: "list", "services", "*" for all namespaces
    QString question;           ///< Answer: what is asked
    QString placeholder;        ///< Answer: free text
    QStringList choices;        ///< Answer: chosen from these (several when `several`)
    bool several = false;
    QStringList accepted;               ///< Answer: free text that is right; choices that are right
    std::optional<double> answerNumber; ///< Answer: a number, right within `tolerance`
    double tolerance = 0;
    QString
        numberQuery; ///< Answer: the right number is what this PromQL says now, within `tolerance` (a share)
    QString why;     ///< shown with "not yet": what to look at

    bool operator==(const Check&) const = default;
};

struct LabStep {
    QString id; ///< "map-dependencies"
    QString title;
    QString markdown; ///< section of guide.md; its shell blocks are the commands
    std::vector<Check> checks;
    QStringList hints;

    bool operator==(const LabStep&) const = default;
};

/// A band or limit drawn in a chart and said in its header: "normal 40 to 70".
struct Threshold {
    std::optional<double> normalFrom, normalTo, limit;
    QString words;

    bool operator==(const Threshold&) const = default;
};

struct Chart {
    QString title;  ///< "API p95"
    QString query;  ///< PromQL, one series
    QString unit;   ///< ms, percent, reqps, bytes
    int colour = 1; ///< chart series token 1 to 8
    Threshold threshold;

    bool operator==(const Chart&) const = default;
};

struct Lab {
    QString id;     ///< "lab-1-1"
    QString number; ///< "1.1", or "Operations Lab 3"
    QString module; ///< empty: the lab stands alone, below `group`
    QString group;  ///< heading of the list of labs for those without a module
    QString title;
    QString goal;
    int minutes = 0;      ///< what it takes
    int limitMinutes = 0; ///< 0: none
    std::vector<LabStep> steps;
    std::vector<Chart> charts;
    QString folder; ///< relative to the pack; scenario.yaml is in it

    /// "Lab 1.1: Title"; a number that begins with a word stands for itself: "Operations Lab 3: Title".
    QString heading() const;
    bool operator==(const Lab&) const = default;
};

} // namespace understudy::course
