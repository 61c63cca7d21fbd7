#include "core/sync/Vocabulary.h"

#include "core/sync/Statement.h"

#include <QUrl>

#include <algorithm>
#include <cmath>

namespace understudy::sync {

namespace {

using journal::Fact;
namespace kind = journal::kind;

// The IRIs are those of the published vocabularies, to the character: http and https both occur and both
// matter.
constexpr auto adl = "http://adlnet.gov/expapi/verbs/";
constexpr auto pageType = "https://w3id.org/xapi/acrossx/activities/page";
constexpr auto moduleType = "http://adlnet.gov/expapi/activities/module";
constexpr auto interactionType = "http://adlnet.gov/expapi/activities/cmi.interaction";
constexpr auto assessmentType = "http://adlnet.gov/expapi/activities/assessment";
constexpr auto simulationType = "http://adlnet.gov/expapi/activities/simulation";
constexpr auto stepType = "http://id.tincanapi.com/activitytype/step";
constexpr auto practicalType = "http://adlnet.gov/expapi/activities/performance";
constexpr auto courseType = "https://w3id.org/xapi/cmi5/activitytype/course";
constexpr auto attemptExtension = "http://id.tincanapi.com/extension/attempt-id";
constexpr auto progressExtension = "https://w3id.org/xapi/cmi5/result/extensions/progress";
constexpr auto masteryExtension = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";

QString ours(const char* path) { return QLatin1String(Base) + QLatin1String(path); }

QJsonObject verb(const QString& iri, const QString& english) {
    return {{QStringLiteral("id"), iri},
            {QStringLiteral("display"), QJsonObject{{QStringLiteral("en-US"), english}}}};
}

QJsonObject adlVerb(const char* name) {
    return verb(QLatin1String(adl) + QLatin1String(name), QLatin1String(name));
}

QString text(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toString(); }

double number(const Fact& fact, const char* name, double otherwise = -1) {
    return fact.body.value(QLatin1String(name)).toDouble(otherwise);
}

bool flag(const Fact& fact, const char* name) { return fact.body.value(QLatin1String(name)).toBool(); }

void addDuration(const Fact& fact, QJsonObject& result) {
    const double seconds = number(fact, "seconds");
    if (seconds >= 0 && seconds < 1e9)
        result[QStringLiteral("duration")] =
            QStringLiteral("PT%1S").arg(QString::number(std::floor(seconds * 100) / 100, 'f', 2));
}

void addAttempt(const Fact& fact, QJsonObject& extensions) {
    if (const auto attempt = text(fact, "attempt"); !attempt.isEmpty())
        extensions[QLatin1String(attemptExtension)] = attempt;
}

/// Only interaction types that xAPI knows; a pack may have others.
QString interaction(const QString& type) {
    static const QStringList known{
        QStringLiteral("true-false"),   QStringLiteral("choice"),   QStringLiteral("fill-in"),
        QStringLiteral("long-fill-in"), QStringLiteral("matching"), QStringLiteral("performance"),
        QStringLiteral("sequencing"),   QStringLiteral("likert"),   QStringLiteral("numeric")};
    return known.contains(type) ? type : QStringLiteral("other");
}

QJsonObject question(const QString& id, const QString& type) {
    auto made = activity(QStringLiteral("question"), id, QLatin1String(interactionType));
    auto definition = made.value(QStringLiteral("definition")).toObject();
    definition[QStringLiteral("interactionType")] = interaction(type);
    made[QStringLiteral("definition")] = definition;
    return made;
}

Wording page(const Fact& fact) {
    Wording words;
    words.object = activity(QStringLiteral("page"), text(fact, "page"), QLatin1String(pageType));
    words.parent = activity(QStringLiteral("module"), text(fact, "module"), QLatin1String(moduleType));
    if (fact.kind == QLatin1String(kind::NoteWritten)) {
        words.verb = verb(ours("/verbs/annotated"), QStringLiteral("annotated"));
        return words;
    }
    if (fact.kind == QLatin1String(kind::NoteRemoved)) {
        words.verb = verb(ours("/verbs/removed-note"), QStringLiteral("removed a note from"));
        return words;
    }
    if (fact.kind == QLatin1String(kind::PageRead)) {
        words.verb = adlVerb("experienced");
        addDuration(fact, words.result);
    } else {
        words.verb = adlVerb("progressed");
        const double fraction = std::clamp(number(fact, "fraction", 0), 0.0, 1.0);
        words.result[QStringLiteral("extensions")] =
            QJsonObject{{QLatin1String(progressExtension), std::round(fraction * 100)}};
    }
    return words;
}

Wording answered(const Fact& fact) {
    Wording words;
    words.verb = adlVerb("answered");
    words.object = question(text(fact, "question"), text(fact, "type"));
    words.parent = activity(QStringLiteral("quiz"), text(fact, "quiz"), QLatin1String(assessmentType));
    const auto response = fact.body.value(QStringLiteral("response"));
    if (response.isString())
        words.result[QStringLiteral("response")] = response;
    words.result[QStringLiteral("success")] = flag(fact, "right");
    const double scaled = number(fact, "scaled", 2);
    if (scaled >= -1 && scaled <= 1)
        words.result[QStringLiteral("score")] = QJsonObject{{QStringLiteral("scaled"), scaled}};
    addDuration(fact, words.result);
    addAttempt(fact, words.extensions);
    return words;
}

Wording quiz(const Fact& fact) {
    Wording words;
    words.object = activity(QStringLiteral("quiz"), text(fact, "quiz"), QLatin1String(assessmentType));
    addAttempt(fact, words.extensions);
    if (fact.kind == QLatin1String(kind::QuizStarted)) {
        words.verb = adlVerb("initialized");
        return words;
    }
    words.verb = adlVerb(flag(fact, "passed") ? "passed" : "failed");
    words.result[QStringLiteral("success")] = flag(fact, "passed");
    const double raw = number(fact, "raw");
    const double max = number(fact, "max");
    if (max > 0 && raw >= 0 && raw <= max) {
        words.result[QStringLiteral("score")] = QJsonObject{{QStringLiteral("scaled"), raw / max},
                                                            {QStringLiteral("raw"), raw},
                                                            {QStringLiteral("min"), 0},
                                                            {QStringLiteral("max"), max}};
        if (const double pass = number(fact, "pass"); pass >= 0 && pass <= max)
            words.extensions[QLatin1String(masteryExtension)] = pass / max;
    }
    addDuration(fact, words.result);
    return words;
}

Wording labStep(const Fact& fact) {
    Wording words;
    words.parent = activity(QStringLiteral("lab"), text(fact, "lab"), QLatin1String(simulationType));
    addAttempt(fact, words.extensions);
    if (fact.kind == QLatin1String(kind::LabCheck)) {
        words.verb = adlVerb("passed");
        words.object = activity(QStringLiteral("check"), text(fact, "check"), QLatin1String(stepType));
        words.result[QStringLiteral("success")] = true;
        if (const auto evidence = text(fact, "evidence"); !evidence.isEmpty())
            words.extensions[ours("/ext/check-output-sha256")] = evidence;
        addDuration(fact, words.result);
    } else if (fact.kind == QLatin1String(kind::LabHint)) {
        words.verb = verb(ours("/verbs/hinted"), QStringLiteral("was shown a hint for"));
        words.object = activity(QStringLiteral("step"), text(fact, "lab") + u'#' + text(fact, "step"),
                                QLatin1String(stepType));
    } else {
        words.verb = adlVerb("answered");
        words.object = question(text(fact, "check"), QStringLiteral("other"));
        const auto response = fact.body.value(QStringLiteral("response"));
        if (response.isString())
            words.result[QStringLiteral("response")] = response;
    }
    return words;
}

Wording lab(const Fact& fact) {
    Wording words;
    words.object = activity(QStringLiteral("lab"), text(fact, "lab"), QLatin1String(simulationType));
    addAttempt(fact, words.extensions);
    if (const QString cluster = text(fact, "cluster"); !cluster.isEmpty())
        words.extensions[ours("/ext/lab-cluster")] = cluster;
    if (fact.kind == QLatin1String(kind::LabStarted)) {
        words.verb = adlVerb("initialized");
        return words;
    }
    if (const double unchecked = number(fact, "unchecked"); unchecked > 0)
        words.extensions[ours("/ext/lab-unchecked")] = unchecked;
    words.verb = adlVerb(flag(fact, "passed") ? "passed" : "failed");
    words.result[QStringLiteral("success")] = flag(fact, "passed");
    // How many checks were green; of how many is not in the fact, so there is nothing to scale by.
    if (const double green = number(fact, "checks"); green >= 0 && green < 1e9)
        words.result[QStringLiteral("score")] =
            QJsonObject{{QStringLiteral("raw"), green}, {QStringLiteral("min"), 0}};
    addDuration(fact, words.result);
    return words;
}

/// Done by the trainee's own word: completed, never passed.
Wording practical(const Fact& fact) {
    Wording words;
    words.verb = adlVerb("completed");
    words.object = activity(QStringLiteral("practical"), text(fact, "track") + u'/' + text(fact, "title"),
                            QLatin1String(practicalType));
    words.result[QStringLiteral("completion")] = true;
    return words;
}

} // namespace

QJsonObject activity(const QString& kind, const QString& id, const QString& type) {
    const auto encoded =
        QString::fromLatin1(QUrl::toPercentEncoding(id.isEmpty() ? QStringLiteral("unnamed") : id, "/#"));
    return {{QStringLiteral("objectType"), QStringLiteral("Activity")},
            {QStringLiteral("id"), QLatin1String(Base) + u'/' + kind + u'/' + encoded},
            {QStringLiteral("definition"), QJsonObject{{QStringLiteral("type"), type}}}};
}

Wording wordingOf(const Fact& fact, const QString& course) {
    const auto is = [&](const char* one) { return fact.kind == QLatin1String(one); };
    if (is(kind::PageRead) || is(kind::PagePosition) || is(kind::NoteWritten) || is(kind::NoteRemoved))
        return page(fact);
    if (is(kind::Answered))
        return answered(fact);
    if (is(kind::QuizStarted) || is(kind::QuizFinished))
        return quiz(fact);
    if (is(kind::LabCheck) || is(kind::LabHint) || is(kind::LabAnswered))
        return labStep(fact);
    if (is(kind::LabStarted) || is(kind::LabFinished))
        return lab(fact);
    if (is(kind::PracticalDone))
        return practical(fact);
    Wording words;
    words.object = activity(QStringLiteral("course"), course, QLatin1String(courseType));
    if (is(kind::Enrolled))
        words.verb = adlVerb("registered");
    else
        words.verb =
            verb(ours("/verbs/") + QString::fromLatin1(QUrl::toPercentEncoding(fact.kind)), fact.kind);
    return words;
}

} // namespace understudy::sync
