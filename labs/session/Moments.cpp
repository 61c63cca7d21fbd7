#include "labs/session/Moments.h"

#include <QSet>

#include <algorithm>

namespace understudy::session {

namespace {

bool changesSomething(const JournalEntry& entry) {
    static const QSet<QString> changing{QStringLiteral("create"),
                                        QStringLiteral("update"),
                                        QStringLiteral("patch"),
                                        QStringLiteral("delete"),
                                        QStringLiteral("deletecollection"),
                                        QStringLiteral("apply"),
                                        QStringLiteral("post"),
                                        QStringLiteral("put"),
                                        QStringLiteral("exec"),
                                        QStringLiteral("inject"),
                                        QStringLiteral("skip"),
                                        QStringLiteral("speed")};
    return changing.contains(entry.verb.toLower());
}

Moment momentOf(const JournalEntry& entry) {
    Moment made;
    made.at = Instant(std::chrono::milliseconds(entry.at));
    made.kind = entry.verb == QLatin1String("inject") ? Moment::Kind::Fault
                : entry.verb == QLatin1String("skip") || entry.verb == QLatin1String("speed")
                    ? Moment::Kind::Clock
                    : Moment::Kind::Action;
    QStringList words;
    if (made.kind == Moment::Kind::Action || made.kind == Moment::Kind::Clock)
        words << entry.verb;
    if (made.kind == Moment::Kind::Action && !entry.resource.isEmpty())
        words << entry.resource;
    const QString name = entry.ns.isEmpty() ? entry.name : entry.ns + QLatin1Char('/') + entry.name;
    if (!name.isEmpty())
        words << name;
    made.what = words.join(QLatin1Char(' '));
    return made;
}

} // namespace

std::vector<Moment> momentsOf(const std::vector<JournalEntry>& entries,
                              const std::vector<metrics::Annotation>& annotations, Instant started) {
    std::vector<Moment> moments{{started, Moment::Kind::Start, {}}};
    for (const JournalEntry& entry : entries)
        if (changesSomething(entry) && entry.at >= started.time_since_epoch().count())
            moments.push_back(momentOf(entry));
    for (const metrics::Annotation& each : annotations) {
        if (each.at <= started.time_since_epoch().count())
            continue; // of the days before the lab
        using Kind = metrics::Annotation::Kind;
        const auto kind = each.kind == Kind::Alert        ? Moment::Kind::Alert
                          : each.kind == Kind::Deployment ? Moment::Kind::Deployment
                                                          : Moment::Kind::Fault;
        moments.push_back({Instant(std::chrono::milliseconds(each.at)), kind, each.text});
    }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const Moment& a, const Moment& b) { return a.at < b.at; });
    return moments;
}

} // namespace understudy::session
