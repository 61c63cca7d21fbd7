#pragma once

#include "core/journal/Journal.h"
#include "core/review/Memory.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace understudy::review {

/// The quiz under which answers given in review stand in the journal.
inline constexpr auto ReviewQuiz = "review";

/// A question that comes back, with all its answers behind it.
struct Card {
    QString question;
    Memory memory;
    Instant last{}; ///< when it was answered last; when it was chosen, if it never was
    Instant due{};  ///< from here on it is asked
    int answers = 0;
    int lapses = 0;  ///< wrong ones after the first
    int seconds = 0; ///< a middle answer took so long; 0 when nothing is known

    bool operator==(const Card&) const = default;
};

/// What the journal means for review: a question comes in by a wrong answer, in any quiz, or because the
/// trainee chose it, and stays until the trainee lets it go. A fold as progress::Progress is: entries in any
/// order, more than once, give the same.
class Deck final {
public:
    /// Questions come back when the chance that they are still known has fallen so far.
    static constexpr double wantedRecall = 0.9;

    void apply(const journal::Entry& entry);
    void apply(const std::vector<journal::Entry>& entries);
    qint64 lastSeq() const { return m_lastSeq; }

    bool holds(const QString& question) const;
    /// Every question that was answered, in review or not.
    std::set<QString> answered() const;
    std::optional<Card> card(const QString& question) const;
    std::vector<Card> cards() const; ///< by question id
    /// What review, and review alone, has taken since then.
    int secondsSince(Instant from) const;

private:
    struct Answer {
        Instant at{};
        Id fact;
        bool right = false;
        int seconds = 0;
        bool operator<(const Answer& other) const {
            return std::tie(at, fact) < std::tie(other.at, other.fact);
        }
    };
    struct Choice {
        Instant at{};
        Id fact;
        bool on = false;
    };
    struct History {
        std::set<Answer> answers;
        std::optional<Choice> choice; ///< the latest
    };
    static bool isHeld(const History& history);
    static Card cardOf(const QString& question, const History& history);

    std::map<QString, History> m_histories;
    std::map<std::pair<Instant, Id>, int> m_reviewed; ///< seconds of each answer
    qint64 m_lastSeq = 0;
};

} // namespace understudy::review
