#pragma once

#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

// What a course pack says, as values. Made by course::Loader, which has checked every link in it; the format
// is told in resources/course/README.md. Ids as in journal/Fact.h.
namespace understudy::course {

/// One page of a module: Markdown, drawn to HTML on request.
struct Page {
    QString id;     ///< "01-architecture/graceful-degradation"
    QString module; ///< "01-architecture"
    QString title;
    int minutes = 0;
    QStringList objectives;
    QString file;     ///< of the Markdown, relative to the pack
    QString markdown; ///< without the front matter

    bool operator==(const Page&) const = default;
};

enum class QuestionKind { Single, Multiple, TrueFalse, Numeric, Ordering, Matching, FillIn };

/// One option of a single or multiple choice, or one item of an ordering.
struct Option {
    QString id;   ///< "a".."e" in file order
    QString text; ///< one line of Markdown
    bool right = false;
    QString why; ///< for a wrong option: the mistake that leads to it

    bool operator==(const Option&) const = default;
};

struct Pair {
    QString left;
    QString right;

    bool operator==(const Pair&) const = default;
};

/// A question with its answer key. Keys leave this struct for core/quiz only; they reach no log and no
/// statement of a certifying exam.
struct Question {
    QString id; ///< "01-architecture/quiz#q07"
    QuestionKind kind = QuestionKind::Single;
    QString topic;
    QString text;                     ///< Markdown, a line or two
    QString explanation;              ///< Markdown, a paragraph: why the right answer is right
    QString page;                     ///< id of the page that explains it
    QString anchor;                   ///< heading on it, may be empty
    std::vector<Option> options;      ///< Single, Multiple; Ordering: in the right order
    std::vector<Pair> pairs;          ///< Matching
    bool truth = false;               ///< TrueFalse
    double number = 0, tolerance = 0; ///< Numeric
    QString unit;                     ///< Numeric, shown behind the field
    QStringList accepted;             ///< FillIn: any of these
    bool caseMatters = false;         ///< FillIn

    bool operator==(const Question&) const = default;
};

struct Quiz {
    QString id; ///< "01-architecture/quiz"
    QString module;
    QString title;
    int pass = 0; ///< right answers needed
    int minutes = 0;
    std::vector<Question> questions;

    bool operator==(const Quiz&) const = default;
};

/// How one check of a lab step is decided. Exactly one of the blocks is filled, named by kind.
struct Check {
    enum class Kind {
        Shell,  ///< run `command` on the lab host over SSH; passed when status and pattern agree
        Promql, ///< ask Prometheus `query`; passed when every value meets `op` `number`, and there is one
        Kube,   ///< GET `path` from the Kubernetes API; value at `json` meets `op` `text`
        Asked,  ///< the lab's journal shows that the trainee asked the cluster for it
        Answer  ///< the trainee typed or chose an answer in the guide
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
    QString text;               ///< Kube
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
    QString number; ///< "1.1"
    QString module;
    QString title;
    QString goal;
    int minutes = 0;      ///< what it takes
    int limitMinutes = 0; ///< 0: none
    std::vector<LabStep> steps;
    std::vector<Chart> charts;
    QString folder; ///< relative to the pack; scenario.yaml is in it

    bool operator==(const Lab&) const = default;
};

struct GlossaryEntry {
    QString term;
    QString text;

    bool operator==(const GlossaryEntry&) const = default;
};

struct Module {
    QString id; ///< "01-architecture"
    int number = 0;
    QString title;
    double hours = 0;
    QString summary;
    QStringList objectives;
    std::vector<Page> pages;
    std::vector<QString> labs; ///< ids, in order
    std::optional<Quiz> quiz;
    std::vector<GlossaryEntry> glossary;

    bool operator==(const Module&) const = default;
};

/// One thing to do on a day of a track.
struct TrackItem {
    enum class Kind { Page, Lab, Quiz, Practical, Later };
    Kind kind = Kind::Page;
    QString ref;   ///< page, lab or quiz id; Later: empty, the content is not in this pack yet
    QString title; ///< filled from the thing itself when not given
    int minutes = 0;
    QString due; ///< "17:00" on the block's last day; empty: no time

    bool operator==(const TrackItem&) const = default;
};

/// Consecutive working days of a track with one subject.
struct TrackBlock {
    int week = 1, firstDay = 1, lastDay = 1; ///< days 1 to 5
    QString title;
    std::vector<TrackItem> items;

    bool operator==(const TrackBlock&) const = default;
};

struct Track {
    QString id;
    QString title; ///< "New Hire Track"
    std::vector<TrackBlock> blocks;

    bool operator==(const Track&) const = default;
};

struct Course {
    QString id; ///< "dwcp-v3"
    QString title;
    QString version; ///< shown: "1.0.0"
    int serial = 0;  ///< only upwards
    QString publisher;
    std::vector<Track> tracks;
    std::vector<Module> modules;
    std::vector<Lab> labs;

    const Page* page(const QString& id) const;
    const Module* module(const QString& id) const;
    const Quiz* quiz(const QString& id) const;
    const Lab* lab(const QString& id) const;
    const Track* track(const QString& id) const;
    /// Neighbours of a page in reading order through its module; nullptr at the ends.
    const Page* before(const QString& pageId) const;
    const Page* following(const QString& pageId) const;
};

} // namespace understudy::course
