#include "core/quiz/Paper.h"

#include <QCryptographicHash>

#include <algorithm>
#include <map>

namespace understudy::quiz {
namespace {

/// A question's ticket in the draw of an attempt. A question that joins or leaves the bank does not change
/// the others' tickets.
QByteArray ticketOf(const course::Question& question, const Id& attempt) {
    return QCryptographicHash::hash(attempt.toUtf8() + '\n' + question.id.toUtf8(),
                                    QCryptographicHash::Sha256);
}

using Tickets = std::map<QByteArray, const course::Question*>;

/// The lowest ticket of each topic in turn, until enough are drawn.
void drawInto(Tickets& drawn, std::map<QString, Tickets> topics, std::size_t wanted) {
    while (drawn.size() < wanted) {
        Tickets round;
        for (auto& [topic, tickets] : topics)
            if (!tickets.empty())
                round.insert(tickets.extract(tickets.begin()));
        if (round.empty())
            return;
        while (!round.empty() && drawn.size() < wanted)
            drawn.insert(round.extract(round.begin()));
    }
}

} // namespace

course::Quiz paperOf(const course::Quiz& bank, const Id& attempt, const QStringList& answered) {
    if (bank.draw <= 0)
        return bank;
    Tickets drawn;
    std::map<QString, Tickets> topics;
    for (const course::Question& question : bank.questions) {
        const bool must = answered.contains(question.id);
        (must ? drawn : topics[question.topic]).emplace(ticketOf(question, attempt), &question);
    }
    drawInto(drawn, std::move(topics), static_cast<std::size_t>(bank.draw));
    course::Quiz paper = bank;
    paper.questions.clear();
    for (const auto& [ticket, question] : drawn)
        paper.questions.push_back(*question);
    return paper;
}

} // namespace understudy::quiz
