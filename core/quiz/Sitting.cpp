#include "core/quiz/Sitting.h"

#include "core/quiz/Paper.h"
#include "core/quiz/Shuffle.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace understudy::quiz {

using course::QuestionKind;
using journal::Entry;
using journal::Fact;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Quiz)
};

bool isTyped(QuestionKind kind) { return kind == QuestionKind::Numeric || kind == QuestionKind::FillIn; }

QString draftText(const course::Question& question, const Response& response) {
    return isTyped(question.kind) ? response.text : toXapi(question, response);
}

std::optional<Response> draftOf(const course::Question& question, const QString& text) {
    if (!isTyped(question.kind))
        return fromXapi(question, text);
    Response response;
    response.text = text;
    return response;
}

QString text(const QJsonObject& body, const char* name) { return body.value(QLatin1String(name)).toString(); }

/// The attempt at @p quiz started last among @p entries that is not finished; empty when there is none.
Id unfinishedIn(const std::vector<Entry>& entries, const QString& quiz) {
    std::set<Id> finished;
    for (const Entry& entry : entries)
        if (entry.fact.kind == QLatin1String(journal::kind::QuizFinished))
            finished.insert(text(entry.fact.body, "attempt"));
    const Fact* latest = nullptr;
    for (const Entry& entry : entries) {
        const Fact& fact = entry.fact;
        if (fact.kind != QLatin1String(journal::kind::QuizStarted) || text(fact.body, "quiz") != quiz ||
            finished.count(text(fact.body, "attempt")))
            continue;
        if (!latest || std::tie(latest->at, latest->id) < std::tie(fact.at, fact.id))
            latest = &fact;
    }
    return latest ? text(latest->body, "attempt") : Id();
}

QStringList answeredIn(const std::vector<Entry>& entries, const Id& attempt) {
    QStringList questions;
    for (const Entry& entry : entries)
        if (entry.fact.kind == QLatin1String(journal::kind::Answered) &&
            text(entry.fact.body, "attempt") == attempt)
            questions << text(entry.fact.body, "question");
    return questions;
}

} // namespace

Sitting::Sitting(const course::Quiz& quiz, journal::Journal& journal, const Clock& clock)
    : m_quiz(quiz)
    , m_journal(journal)
    , m_clock(clock) {}

Result<std::unique_ptr<Sitting>> Sitting::resumeOrStart(const course::Quiz& quiz, journal::Journal& journal,
                                                        const Clock& clock, IdMaker& ids) {
    std::unique_ptr<Sitting> sitting(new Sitting(quiz, journal, clock));
    const Result<bool> resumed = sitting->resume();
    if (!resumed)
        return resumed.error();
    if (!*resumed)
        return start(quiz, journal, clock, ids);
    sitting->m_since = clock.now();
    return sitting;
}

Result<std::unique_ptr<Sitting>> Sitting::start(const course::Quiz& quiz, journal::Journal& journal,
                                                const Clock& clock, IdMaker& ids) {
    std::unique_ptr<Sitting> sitting(new Sitting(quiz, journal, clock));
    if (auto begun = sitting->begin(ids); !begun)
        return begun.error();
    sitting->m_since = clock.now();
    return sitting;
}

Result<void> Sitting::begin(IdMaker& ids) {
    const Result<qint64> last = m_journal.lastSeq();
    if (!last)
        return last.error();
    m_from = m_seen = *last;
    m_attempt = ids.next();
    const auto started =
        m_journal.append(journal::kind::QuizStarted,
                         {{QStringLiteral("quiz"), m_quiz.id}, {QStringLiteral("attempt"), m_attempt}});
    if (!started)
        return started.error();
    m_quiz = paperOf(m_quiz, m_attempt);
    return save({}, {}, 0);
}

Result<bool> Sitting::resume() {
    const Result<QString> kept = m_journal.value(name());
    if (!kept)
        return kept.error();
    const QJsonObject state = QJsonDocument::fromJson(kept->toUtf8()).object();
    m_attempt = text(state, "attempt");
    m_from = m_attempt.isEmpty() ? 0 : state.value(QStringLiteral("from")).toInteger();
    Result<std::vector<Entry>> entries = m_journal.after(m_from, std::numeric_limits<int>::max());
    if (!entries)
        return entries.error();
    const bool known = std::any_of(entries->begin(), entries->end(), [&](const Entry& entry) {
        return text(entry.fact.body, "attempt") == m_attempt;
    });
    if (m_attempt.isEmpty() || !known) {
        // Nothing kept here, but perhaps begun on another device or saved from a damaged journal.
        m_from = 0;
        entries = m_journal.after(0, std::numeric_limits<int>::max());
        if (!entries)
            return entries.error();
        m_attempt = unfinishedIn(*entries, m_quiz.id);
    }
    if (m_attempt.isEmpty())
        return false;
    m_quiz = paperOf(m_quiz, m_attempt, answeredIn(*entries, m_attempt));
    for (const Entry& entry : *entries)
        if (text(entry.fact.body, "attempt") == m_attempt)
            restore(entry.fact);
    m_seen = entries->empty() ? m_from : entries->back().seq;
    load(state);
    return !m_outcome.has_value();
}

Result<bool> Sitting::catchUp() {
    const Result<std::vector<Entry>> entries = m_journal.after(m_seen, std::numeric_limits<int>::max());
    if (!entries)
        return entries.error();
    bool different = false;
    for (const Entry& entry : *entries) {
        m_seen = entry.seq;
        if (!entry.mine && text(entry.fact.body, "attempt") == m_attempt)
            different = restore(entry.fact) || different;
    }
    return different;
}

bool Sitting::restore(const Fact& fact) {
    const auto number = [&](const char* name) { return fact.body.value(QLatin1String(name)).toInt(); };
    if (fact.kind == QLatin1String(journal::kind::QuizFinished)) {
        if (m_outcome)
            return false;
        m_outcome = Outcome{number("raw"), number("max"), number("pass"),
                            fact.body.value(QStringLiteral("passed")).toBool(), number("seconds")};
        return true;
    }
    if (fact.kind != QLatin1String(journal::kind::Answered))
        return false;
    const int index = indexOf(text(fact.body, "question"));
    if (index < 0)
        return false; // of an older pack
    const QString response = text(fact.body, "response");
    const std::optional<Response> given = fromXapi(question(index), response);
    if (!given)
        return false;
    Answer answer{
        *given, grade(question(index), *given), number("seconds"), {fact.device, fact.deviceSeq, response}};
    if (answered(index) && !(m_answers.at(index).told < answer.told))
        return false;
    m_answers.insert_or_assign(index, std::move(answer));
    m_drafts.erase(index);
    return true;
}

void Sitting::load(const QJsonObject& state) {
    if (text(state, "attempt") == m_attempt) {
        const QJsonArray flags = state.value(QStringLiteral("flags")).toArray();
        for (const QJsonValue& flag : flags)
            if (const int index = indexOf(flag.toString()); index >= 0)
                m_flags.insert(index);
        const QJsonObject drafts = state.value(QStringLiteral("drafts")).toObject();
        for (auto draft = drafts.begin(); draft != drafts.end(); ++draft) {
            const int index = indexOf(draft.key());
            if (index < 0 || answered(index))
                continue;
            if (const auto given = draftOf(question(index), draft.value().toString()))
                m_drafts.emplace(index, *given);
        }
    }
    const int place = indexOf(text(state, "current"));
    m_current = place >= 0 ? place : std::max(0, nextOpen(count() - 1));
}

int Sitting::indexOf(const QString& id) const {
    const auto found = std::find_if(m_quiz.questions.begin(), m_quiz.questions.end(),
                                    [&](const course::Question& one) { return one.id == id; });
    return found == m_quiz.questions.end() ? -1 : static_cast<int>(found - m_quiz.questions.begin());
}

Result<void> Sitting::save(const std::map<int, Response>& drafts, const std::set<int>& flags, int current) {
    QJsonObject kept;
    for (const auto& [index, response] : drafts)
        kept.insert(question(index).id, draftText(question(index), response));
    QJsonArray flagged;
    for (const int index : flags)
        flagged.append(question(index).id);
    const QJsonObject state{
        {QStringLiteral("attempt"), m_attempt},
        {QStringLiteral("from"), static_cast<double>(m_from)},
        {QStringLiteral("current"), m_quiz.questions.empty() ? QString() : question(current).id},
        {QStringLiteral("flags"), flagged},
        {QStringLiteral("drafts"), kept}};
    return m_journal.setValue(name(), QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact)));
}

QStringList Sitting::order(int index) const { return shownOrder(question(index), m_attempt); }

Result<void> Sitting::goTo(int index) {
    m_current = std::clamp(index, 0, std::max(0, count() - 1));
    m_since = m_clock.now();
    return save(m_drafts, m_flags, m_current);
}

Result<void> Sitting::setFlagged(int index, bool on) {
    if (on)
        m_flags.insert(index);
    else
        m_flags.erase(index);
    return save(m_drafts, m_flags, m_current);
}

Response Sitting::draft(int index) const {
    const auto found = m_drafts.find(index);
    Response response = found == m_drafts.end() ? Response() : found->second;
    if (question(index).kind == QuestionKind::Ordering && response.chosen.isEmpty())
        response.chosen = order(index);
    return response;
}

Result<void> Sitting::keepDraft(int index, const Response& response) {
    if (answered(index) || m_outcome)
        return {};
    m_drafts.insert_or_assign(index, response);
    return save(m_drafts, m_flags, m_current);
}

int Sitting::secondsHere() const {
    // A lid closed over an open question is not time spent on it.
    constexpr qint64 longest = 15 * 60;
    const auto spent = std::chrono::duration_cast<std::chrono::seconds>(m_clock.now() - m_since).count();
    return static_cast<int>(std::clamp<qint64>(spent, 0, longest));
}

Result<Verdict> Sitting::answer(int index, const Response& response) {
    if (answered(index))
        return verdict(index);
    if (m_outcome)
        return Error{
            Errc::Refused, Words::tr("This attempt is finished. Start again to answer once more."), {}};
    if (const QString missing = whatIsMissing(question(index), response); !missing.isEmpty())
        return Error{Errc::BadInput, missing, {}};
    Answer given{response, grade(question(index), response), secondsHere(), {}};
    const auto written = m_journal.append(journal::kind::Answered,
                                          {{QStringLiteral("quiz"), m_quiz.id},
                                           {QStringLiteral("question"), question(index).id},
                                           {QStringLiteral("attempt"), m_attempt},
                                           {QStringLiteral("type"), interactionType(question(index).kind)},
                                           {QStringLiteral("response"), toXapi(question(index), response)},
                                           {QStringLiteral("right"), given.verdict.right},
                                           {QStringLiteral("scaled"), given.verdict.scaled},
                                           {QStringLiteral("seconds"), given.seconds}});
    if (!written) {
        m_drafts.insert_or_assign(index, response);
        return written.error();
    }
    given.told = {written->device, written->deviceSeq, toXapi(question(index), response)};
    m_drafts.erase(index);
    m_since = m_clock.now();
    return m_answers.insert_or_assign(index, std::move(given)).first->second.verdict;
}

int Sitting::rightCount() const {
    return static_cast<int>(std::count_if(m_answers.begin(), m_answers.end(),
                                          [](const auto& answer) { return answer.second.verdict.right; }));
}

int Sitting::nextOpen(int index) const {
    for (int step = 1; step <= count(); ++step)
        if (const int next = (index + step) % count(); !answered(next))
            return next;
    return -1;
}

Result<Outcome> Sitting::finish() {
    if (m_outcome)
        return *m_outcome;
    Outcome outcome{rightCount(), count(), m_quiz.pass, rightCount() >= m_quiz.pass, 0};
    for (const auto& [index, answer] : m_answers)
        outcome.seconds += answer.seconds;
    const auto written =
        m_journal.append(journal::kind::QuizFinished, {{QStringLiteral("quiz"), m_quiz.id},
                                                       {QStringLiteral("attempt"), m_attempt},
                                                       {QStringLiteral("raw"), outcome.raw},
                                                       {QStringLiteral("max"), outcome.max},
                                                       {QStringLiteral("pass"), outcome.pass},
                                                       {QStringLiteral("passed"), outcome.passed},
                                                       {QStringLiteral("seconds"), outcome.seconds}});
    if (!written)
        return written.error();
    m_outcome = outcome;
    return outcome;
}

} // namespace understudy::quiz
