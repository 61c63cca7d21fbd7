#include "core/review/Deck.h"

#include <algorithm>

namespace understudy::review {
namespace {

using Days = std::chrono::duration<double, std::ratio<86400>>;

double daysBetween(Instant from, Instant to) { return std::max(0.0, Days(to - from).count()); }

Instant later(Instant from, double days) {
    return from + std::chrono::duration_cast<Instant::duration>(Days(days));
}

QString text(const journal::Fact& fact, const char* name) {
    return fact.body.value(QLatin1String(name)).toString();
}

} // namespace

void Deck::apply(const std::vector<journal::Entry>& entries) {
    for (const journal::Entry& entry : entries)
        apply(entry);
}

void Deck::apply(const journal::Entry& entry) {
    m_lastSeq = std::max(m_lastSeq, entry.seq);
    const journal::Fact& fact = entry.fact;
    const QString question = text(fact, "question");
    if (question.isEmpty())
        return;
    if (fact.kind == QLatin1String(journal::kind::Answered)) {
        const int seconds = fact.body.value(QStringLiteral("seconds")).toInt();
        const bool right = fact.body.value(QStringLiteral("right")).toBool();
        m_histories[question].answers.insert({fact.at, fact.id, right, seconds});
        if (text(fact, "quiz") == QLatin1String(ReviewQuiz))
            m_reviewed.insert_or_assign({fact.at, fact.id}, seconds);
    } else if (fact.kind == QLatin1String(journal::kind::ReviewChosen)) {
        auto& choice = m_histories[question].choice;
        if (!choice || std::tie(choice->at, choice->fact) < std::tie(fact.at, fact.id))
            choice = Choice{fact.at, fact.id, fact.body.value(QStringLiteral("on")).toBool()};
    }
}

bool Deck::isHeld(const History& history) {
    if (history.choice && history.choice->on)
        return true;
    return std::any_of(history.answers.begin(), history.answers.end(), [&](const Answer& answer) {
        return !answer.right && (!history.choice || history.choice->at < answer.at);
    });
}

Card Deck::cardOf(const QString& question, const History& history) {
    Card card;
    card.question = question;
    std::vector<int> seconds;
    for (const Answer& answer : history.answers) {
        const Grade grade = answer.right ? Grade::Good : Grade::Again;
        card.memory =
            card.answers == 0 ? begun(grade) : after(card.memory, daysBetween(card.last, answer.at), grade);
        card.lapses += card.answers > 0 && !answer.right ? 1 : 0;
        ++card.answers;
        card.last = answer.at;
        if (answer.seconds > 0)
            seconds.push_back(answer.seconds);
    }
    if (card.answers == 0) {
        card.last = card.due = history.choice->at; // never answered: ask as soon as there is room
        return card;
    }
    card.due = later(card.last, std::max(interval(card.memory, wantedRecall), 1.0));
    if (!seconds.empty()) {
        std::sort(seconds.begin(), seconds.end());
        card.seconds = seconds[seconds.size() / 2];
    }
    return card;
}

bool Deck::holds(const QString& question) const {
    const auto found = m_histories.find(question);
    return found != m_histories.end() && isHeld(found->second);
}

std::set<QString> Deck::answered() const {
    std::set<QString> out;
    for (const auto& [question, history] : m_histories)
        if (!history.answers.empty())
            out.insert(question);
    return out;
}

std::optional<Card> Deck::card(const QString& question) const {
    const auto found = m_histories.find(question);
    if (found == m_histories.end() || !isHeld(found->second))
        return std::nullopt;
    return cardOf(question, found->second);
}

int Deck::secondsSince(Instant from) const {
    int seconds = 0;
    for (auto each = m_reviewed.lower_bound({from, Id()}); each != m_reviewed.end(); ++each)
        seconds += each->second;
    return seconds;
}

std::vector<Card> Deck::cards() const {
    std::vector<Card> out;
    for (const auto& [question, history] : m_histories)
        if (isHeld(history))
            out.push_back(cardOf(question, history));
    return out;
}

} // namespace understudy::review
