#include "labs/session/LabRecord.h"

#include <algorithm>

namespace understudy::session {

namespace {

QString text(const journal::Fact& fact, const char* member) {
    return fact.body[QLatin1String(member)].toString();
}

/// Reads all facts in order, a page at a time.
Result<void> each(const journal::Journal& journal, const std::function<void(const journal::Entry&)>& visit) {
    constexpr int Page = 5000;
    qint64 seq = 0;
    for (;;) {
        const auto entries = journal.after(seq, Page);
        if (!entries.ok())
            return entries.error();
        for (const journal::Entry& entry : *entries) {
            visit(entry);
            seq = entry.seq;
        }
        if (entries->size() < std::size_t(Page))
            return {};
    }
}

void take(LabRecord& record, const journal::Fact& fact) {
    if (fact.kind == QLatin1String(journal::kind::LabStarted)) {
        record.attempt = text(fact, "attempt");
        record.started = fact.at;
        record.cluster = text(fact, "clusterId");
        record.clusterName = text(fact, "cluster");
    } else if (fact.kind == QLatin1String(journal::kind::LabCheck)) {
        record.greenChecks.insert(text(fact, "check"));
    } else if (fact.kind == QLatin1String(journal::kind::LabHint)) {
        int& shown = record.hints[text(fact, "step")];
        shown = std::max(shown, fact.body[QLatin1String("hint")].toInt());
    } else if (fact.kind == QLatin1String(journal::kind::LabAnswered)) {
        record.responses[text(fact, "check")] = text(fact, "response");
    } else if (fact.kind == QLatin1String(journal::kind::LabFinished)) {
        record.finished = true;
        record.passed = fact.body[QLatin1String("passed")].toBool();
        record.seconds = fact.body[QLatin1String("seconds")].toInt();
        record.unchecked = fact.body[QLatin1String("unchecked")].toInt();
    }
}

/// @p own is this device's last attempt; nullptr: there is none.
LabStanding standingOf(const std::map<Id, LabRecord>& attempts, const LabRecord* own) {
    LabStanding standing;
    for (const auto& [attempt, record] : attempts) {
        standing.greenChecks = std::max(standing.greenChecks, int(record.greenChecks.size()));
        if (!record.finished || !record.passed)
            continue;
        if (standing.word != LabStanding::Word::Done || record.unchecked < standing.unchecked) {
            standing.unchecked = record.unchecked;
            standing.clusterName = record.unchecked > 0 ? record.clusterName : QString();
        }
        standing.word = LabStanding::Word::Done;
    }
    if (own && !own->finished) {
        if (standing.word == LabStanding::Word::New) {
            standing.word = LabStanding::Word::Underway;
            standing.cluster = own->cluster;
            standing.clusterName = own->clusterName;
        }
        standing.greenChecks = int(own->greenChecks.size());
    }
    return standing;
}

} // namespace

Result<LabRecord> openAttempt(const journal::Journal& journal, const QString& lab, const Id& cluster) {
    std::map<Id, LabRecord> attempts;
    Id last;
    const auto read = each(journal, [&](const journal::Entry& entry) {
        const Id attempt = text(entry.fact, "attempt");
        if (!entry.mine || attempt.isEmpty() || text(entry.fact, "lab") != lab)
            return;
        LabRecord& record = attempts[attempt];
        record.lab = lab;
        take(record, entry.fact);
        if (entry.fact.kind == QLatin1String(journal::kind::LabStarted) && record.cluster == cluster)
            last = attempt;
    });
    if (!read.ok())
        return read.error();
    const auto found = attempts.find(last);
    return found == attempts.end() || found->second.finished ? LabRecord{} : found->second;
}

Result<std::map<QString, LabStanding>> standings(const journal::Journal& journal) {
    std::map<QString, std::map<Id, LabRecord>> labs;
    std::map<QString, Id> mine;
    const auto read = each(journal, [&](const journal::Entry& entry) {
        const Id attempt = text(entry.fact, "attempt");
        const QString lab = text(entry.fact, "lab");
        if (attempt.isEmpty() || lab.isEmpty())
            return;
        take(labs[lab][attempt], entry.fact);
        if (entry.mine && entry.fact.kind == QLatin1String(journal::kind::LabStarted))
            mine[lab] = attempt;
    });
    if (!read.ok())
        return read.error();
    std::map<QString, LabStanding> standings;
    for (const auto& [lab, attempts] : labs) {
        const auto own = mine.find(lab);
        standings[lab] = standingOf(attempts, own == mine.end() ? nullptr : &attempts.at(own->second));
    }
    return standings;
}

} // namespace understudy::session
