#pragma once

#include "core/journal/Journal.h"
#include "core/quiz/Grader.h"

#include <QJsonObject>

#include <memory>
#include <set>
#include <tuple>

namespace understudy::quiz {

/// How a finished attempt came out.
struct Outcome {
    int raw = 0, max = 0, pass = 0;
    bool passed = false;
    int seconds = 0; ///< spent on questions, pauses left out

    bool operator==(const Outcome&) const = default;
};

/// One attempt at one quiz: questions in free order, flags, ticks not yet answered, verdicts. An answer is in
/// the journal before its verdict is returned; ticks, flags and the place are kept too, so that an attempt
/// cut off at any moment goes on where it was.
class Sitting final {
public:
    /// Takes up the attempt that is not finished, or starts one. @p journal and @p clock outlive it.
    static Result<std::unique_ptr<Sitting>> resumeOrStart(const course::Quiz& quiz, journal::Journal& journal,
                                                          const Clock& clock, IdMaker& ids);
    /// Starts a new attempt whatever there was before.
    static Result<std::unique_ptr<Sitting>> start(const course::Quiz& quiz, journal::Journal& journal,
                                                  const Clock& clock, IdMaker& ids);

    /// With the questions of this attempt alone.
    const course::Quiz& quiz() const { return m_quiz; }
    const Id& attempt() const { return m_attempt; }
    int count() const { return static_cast<int>(m_quiz.questions.size()); }
    const course::Question& question(int index) const {
        return m_quiz.questions[static_cast<std::size_t>(index)];
    }
    /// Option ids, or right ids of a matching question, as this attempt shows them.
    QStringList order(int index) const;

    int current() const { return m_current; }
    Result<void> goTo(int index);
    bool flagged(int index) const { return m_flags.count(index) > 0; }
    Result<void> setFlagged(int index, bool on);

    /// Ticks and typed text of a question not yet answered. An ordering starts as shown.
    Response draft(int index) const;
    Result<void> keepDraft(int index, const Response& response);

    /// Writes the answer down, then says the verdict. On failure there is neither; the ticks stay. A question
    /// is answered once in an attempt; asking again returns the verdict of the first time.
    Result<Verdict> answer(int index, const Response& response);
    bool answered(int index) const { return m_answers.count(index) > 0; }
    const Response& response(int index) const {
        return m_answers.at(index).response;
    } ///< answered questions only
    const Verdict& verdict(int index) const {
        return m_answers.at(index).verdict;
    } ///< answered questions only

    int answeredCount() const { return static_cast<int>(m_answers.size()); }
    int rightCount() const;
    /// The next question not yet answered after @p index, going round; -1 when all are.
    int nextOpen(int index) const;

    /// Takes in what other devices wrote of this attempt and the journal has got meanwhile. Drafts of what is
    /// still open stay. Says whether anything is different now.
    Result<bool> catchUp();

    /// Ends the attempt; what is open counts as not right. Written down before it is returned.
    Result<Outcome> finish();
    const std::optional<Outcome>& outcome() const { return m_outcome; }

private:
    struct Answer {
        Response response;
        Verdict verdict;
        int seconds = 0;
        /// Of two answers to one question the greater counts, as everywhere: device, its number, xAPI form.
        std::tuple<Id, qint64, QString> told;
    };

    Sitting(const course::Quiz& quiz, journal::Journal& journal, const Clock& clock);
    Result<void> begin(IdMaker& ids);
    Result<bool> resume();
    bool restore(const journal::Fact& fact); ///< whether it says something new
    int indexOf(const QString& question) const;
    QString name() const { return QStringLiteral("quiz-sitting/") + m_quiz.id; }
    Result<void> save(const std::map<int, Response>& drafts, const std::set<int>& flags, int current);
    void load(const QJsonObject& state);
    int secondsHere() const;

    course::Quiz m_quiz; ///< the bank, then what this attempt asks of it
    journal::Journal& m_journal;
    const Clock& m_clock;
    Id m_attempt;
    qint64 m_from = 0; ///< the attempt's facts are after this place in the journal
    qint64 m_seen = 0; ///< and are known up to this one
    int m_current = 0;
    std::set<int> m_flags;
    std::map<int, Response> m_drafts;
    std::map<int, Answer> m_answers;
    std::optional<Outcome> m_outcome;
    Instant m_since{}; ///< when the current question came up
};

} // namespace understudy::quiz
