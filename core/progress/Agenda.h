#pragma once

#include "core/journal/Fact.h"
#include "core/progress/Moment.h"

#include <QDate>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace understudy::progress {

/// What the journal says of when one works: the tracks followed, one's days off, and days that the plan was
/// moved over. Facts may come in any order and more than once, from all of one's laptops.
class Agenda final {
public:
    /// Who has said so: a laptop's first start puts one down by itself, and counts only where nobody else
    /// did.
    enum class By { Trainee, Coordinator, FirstStart };
    struct Enrolment {
        QString track;
        QDate start;
        QString person;
        Moment moment;
        By by = By::Trainee;
        bool operator==(const Enrolment&) const = default;
    };
    /// Nothing of the plan is on the days from `from` to the one before `until`.
    struct Move {
        QDate from, until;
        int days = 0; ///< of the plan; 0: taken back
        Moment moment;
        bool operator==(const Move&) const = default;
    };

    void apply(const journal::Fact& fact, const Moment& moment);

    /// The track chosen last; where none was, that of the earliest first start.
    const std::optional<Enrolment>& chosen() const { return m_chosen; }
    /// Whether the trainee themself has chosen one.
    bool choseThemself() const { return m_choseThemself; }
    /// A track that was chosen at any time; nullptr for others.
    const Enrolment* enrolment(const QString& track) const;
    std::set<QDate> daysOff() const;
    /// Moves of a track that were not taken back, by their first day.
    std::vector<Move> moves(const QString& track) const;
    /// Days without any of the track's plan: one's own, those it was moved over; 400, within two years of it.
    std::set<QDate> freeDays(const QString& track) const;
    /// How many facts have changed any plan; it only grows.
    int changes() const { return static_cast<int>(m_changes.size()); }

    bool operator==(const Agenda&) const = default;

private:
    void applyEnrolment(const journal::Fact& fact, const Moment& moment);
    void applyMove(const journal::Fact& fact, const Moment& moment);

    struct Day {
        bool off = false;
        Moment moment;
        bool operator==(const Day&) const = default;
    };
    std::optional<Enrolment> m_chosen;
    bool m_choseThemself = false;
    std::map<QString, Enrolment> m_enrolments;
    std::map<QDate, Day> m_days;
    std::map<std::pair<QString, QDate>, Move> m_moves; ///< by track and first day
    std::set<Id> m_changes;
};

} // namespace understudy::progress
