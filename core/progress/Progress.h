#pragma once

#include "core/course/Model.h"
#include "core/journal/Journal.h"
#include "core/progress/Agenda.h"

#include <QDate>

#include <map>
#include <optional>
#include <set>

namespace understudy::progress {

/// What the journal means for pages, quizzes and labs: a fold over its entries. apply() may be given entries
/// in any order and more than once; the result is the same. Keep one, and give it what Journal::after() has
/// that is new.
class Progress final {
public:
    void apply(const journal::Entry& entry);
    void apply(const std::vector<journal::Entry>& entries);
    qint64 lastSeq() const { return m_lastSeq; } ///< the greatest seq applied: where to go on

    using Moment = progress::Moment;

    struct PageState {
        bool read = false;
        std::optional<Moment> firstRead;
        double fraction = 0; ///< 0 to 1, the most that was read of it
        QString heading;     ///< id of the heading one stopped at last, may be empty
        std::optional<Moment> stopped;
        bool operator==(const PageState&) const = default;
    };
    struct Answer {
        bool right = false;
        QString response; ///< xAPI form
        Id device;        ///< order in an attempt is by device and its numbers, never by the clock
        qint64 deviceSeq = 0;
        bool operator==(const Answer&) const = default;
    };
    struct QuizAttempt {
        std::optional<Moment> started, finished, touched;
        std::map<QString, Answer> answers; ///< by question; the last one counts
        int raw = 0, max = 0;
        bool passed = false;
        int right() const;
        bool operator==(const QuizAttempt&) const = default;
    };
    struct QuizState {
        std::map<Id, QuizAttempt> attempts;
        bool passed() const;
        int best() const; ///< right answers of the best finished attempt
        /// The attempt touched last that is not finished; nullptr when there is none.
        const std::pair<const Id, QuizAttempt>* inProgress() const;
        bool operator==(const QuizState&) const = default;
    };
    struct LabAttempt {
        std::optional<Moment> started, finished, touched;
        std::set<QString> checks;                ///< ids of those that turned green
        std::set<std::pair<QString, int>> hints; ///< step and number
        bool passed = false;
        bool operator==(const LabAttempt&) const = default;
    };
    struct LabState {
        std::map<Id, LabAttempt> attempts;
        bool finished() const; ///< passed at least once
        const std::pair<const Id, LabAttempt>* inProgress() const;
        std::size_t bestChecks() const; ///< most checks green in one attempt
        bool operator==(const LabState&) const = default;
    };
    struct Touch {
        course::TrackItem::Kind kind = course::TrackItem::Kind::Page;
        QString ref;
        Moment moment;
        bool operator==(const Touch&) const = default;
    };

    const PageState& page(const QString& id) const;
    const QuizState& quiz(const QString& id) const;
    const LabState& lab(const QString& id) const;
    bool practicalDone(const QString& track, const QString& title) const;
    const std::optional<Agenda::Enrolment>& enrolment() const { return m_agenda.chosen(); }
    const Agenda& agenda() const { return m_agenda; }
    /// Touches of the last hour of work and before, newest first, one for each thing.
    std::vector<Touch> touched() const;

    /// Share of a module that is done, 0 to 1: its pages read, labs passed and quiz passed, each counting
    /// one.
    double share(const course::Module& module) const;
    int pagesRead(const course::Module& module) const;

    bool operator==(const Progress& other) const;

private:
    void applyPage(const journal::Fact& fact, const Moment& moment);
    void applyQuiz(const journal::Fact& fact, const Moment& moment);
    void applyLab(const journal::Fact& fact, const Moment& moment);
    void touch(course::TrackItem::Kind kind, const QString& ref, const Moment& moment);

    std::map<QString, PageState> m_pages;
    std::map<QString, QuizState> m_quizzes;
    std::map<QString, LabState> m_labs;
    std::set<std::pair<QString, QString>> m_practicals;
    std::map<std::pair<course::TrackItem::Kind, QString>, Moment> m_touched;
    Agenda m_agenda;
    qint64 m_lastSeq = 0;
};

} // namespace understudy::progress
