#include "core/desk/PersonPage.h"

#include "core/cohort/Csv.h"
#include "core/cohort/Words.h"
#include "core/sync/Statement.h"

#include <QCoreApplication>

namespace understudy::desk {

namespace {

namespace kind = journal::kind;

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

struct Naming {
    const char* kind;
    const char* did;
    const char* of; ///< the member of the body that names the thing
};

constexpr Naming namings[] = {
    {kind::PageRead, QT_TRANSLATE_NOOP("cohort", "Read"), "page"},
    {kind::PagePosition, QT_TRANSLATE_NOOP("cohort", "Stopped at"), "page"},
    {kind::QuizStarted, QT_TRANSLATE_NOOP("cohort", "Started the quiz"), "quiz"},
    {kind::Answered, QT_TRANSLATE_NOOP("cohort", "Answered"), "question"},
    {kind::QuizFinished, QT_TRANSLATE_NOOP("cohort", "Finished the quiz"), "quiz"},
    {kind::LabStarted, QT_TRANSLATE_NOOP("cohort", "Started"), "lab"},
    {kind::LabCheck, QT_TRANSLATE_NOOP("cohort", "Passed a check of"), "lab"},
    {kind::LabHint, QT_TRANSLATE_NOOP("cohort", "Took a hint in"), "lab"},
    {kind::LabAnswered, QT_TRANSLATE_NOOP("cohort", "Answered in"), "lab"},
    {kind::LabFinished, QT_TRANSLATE_NOOP("cohort", "Finished"), "lab"},
    {kind::PracticalDone, QT_TRANSLATE_NOOP("cohort", "Says it is done:"), "title"},
    {kind::Enrolled, QT_TRANSLATE_NOOP("cohort", "Chose the track"), "track"},
    {kind::DayOff, QT_TRANSLATE_NOOP("cohort", "Set a day off:"), "date"},
    {kind::PlanMoved, QT_TRANSLATE_NOOP("cohort", "Moved the plan from"), "from"},
    {kind::ReviewChosen, QT_TRANSLATE_NOOP("cohort", "Chose for review"), "question"},
    {kind::NoteWritten, QT_TRANSLATE_NOOP("cohort", "Wrote a note on"), "page"},
    {kind::NoteRemoved, QT_TRANSLATE_NOOP("cohort", "Removed a note from"), "page"},
    {kind::ClockMeasured, QT_TRANSLATE_NOOP("cohort", "Measured the clock"), ""},
};

QString titleOf(const course::Course& course, const QString& of, const QString& id) {
    if (of == QLatin1String("page"))
        if (const auto* page = course.page(id))
            return page->title;
    if (of == QLatin1String("lab"))
        if (const auto* lab = course.lab(id))
            return lab->title;
    if (of == QLatin1String("quiz"))
        for (const auto& module : course.modules)
            if (module.quiz && module.quiz->id == id)
                return module.title;
    if (of == QLatin1String("track"))
        if (const auto* track = course.track(id))
            return track->title;
    return id;
}

QString resultOf(const journal::Fact& fact) {
    const auto is = [&](const char* one) { return fact.kind == QLatin1String(one); };
    const auto flag = [&](const char* name) { return fact.body.value(QLatin1String(name)).toBool(); };
    if (is(kind::Answered))
        return flag("right") ? tr("right") : tr("wrong");
    if (is(kind::QuizFinished))
        return (flag("passed") ? tr("passed, %1 of %2") : tr("not passed, %1 of %2"))
            .arg(fact.body.value(QStringLiteral("raw")).toInt())
            .arg(fact.body.value(QStringLiteral("max")).toInt());
    if (is(kind::LabFinished))
        return flag("passed") ? tr("passed") : tr("not passed");
    return {};
}

QString firstText(const QJsonObject& map) { return map.isEmpty() ? QString() : map.begin()->toString(); }

/// A statement of another program: its own words.
void nameForeign(const QJsonObject& statement, Deed& deed) {
    const auto verb = statement[QStringLiteral("verb")].toObject();
    const auto object = statement[QStringLiteral("object")].toObject();
    deed.did = firstText(verb[QStringLiteral("display")].toObject());
    if (deed.did.isEmpty())
        deed.did = verb[QStringLiteral("id")].toString().section(u'/', -1);
    deed.what = firstText(object[QStringLiteral("definition")].toObject()[QStringLiteral("name")].toObject());
    if (deed.what.isEmpty())
        deed.what = object[QStringLiteral("id")].toString();
    deed.at = fromIso(statement[QStringLiteral("timestamp")].toString()).value_or(deed.stored);
}

} // namespace

Deed deedOf(const Record& record, const course::Course& course) {
    Deed deed;
    deed.seq = record.seq;
    deed.stored = record.stored;
    int offset = 0;
    if (const auto fact = sync::toFact(record.statement)) {
        deed.at = fact->at;
        offset = fact->offsetMinutes;
        deed.device = fact->device.left(8);
        deed.did = fact->kind;
        deed.result = resultOf(*fact);
        for (const auto& naming : namings)
            if (fact->kind == QLatin1String(naming.kind)) {
                deed.did = tr(naming.did);
                deed.what = titleOf(course, QLatin1String(naming.of),
                                    fact->body.value(QLatin1String(naming.of)).toString());
            }
    } else {
        nameForeign(record.statement, deed);
    }
    for (auto* words : {&deed.did, &deed.what, &deed.result, &deed.device})
        *words = shortened(*words);
    deed.local =
        QDateTime::fromMSecsSinceEpoch(deed.at.time_since_epoch().count() + offset * 60000LL, Qt::UTC);
    return deed;
}

QString PersonPage::facts(const Trainee& trainee) const {
    const auto& member = trainee.member;
    const auto& summary = trainee.summary;
    const auto now = m_clock.now();
    const auto overdue = summary.overdue(localSeconds(m_clock, now));
    const auto fact = [](const QString& name, const QString& value) {
        return QStringLiteral("<div><dt>%1</dt><dd>%2</dd></div>").arg(html(name), html(value));
    };
    QString plan = titleOf(m_course, QStringLiteral("track"), member.track);
    if (summary.start.isValid())
        plan += tr(", from %1").arg(dayWords(summary.start));
    return QStringLiteral("<dl class=\"facts\">") + fact(tr("Track"), plan) +
           (member.team.isEmpty() ? QString() : fact(tr("Team"), member.team)) +
           (member.mentor.isEmpty() ? QString() : fact(tr("Mentor"), member.mentor)) +
           fact(tr("Labs passed"), tr("%1 of %2").arg(summary.labs).arg(m_course.labs.size())) +
           fact(tr("Quizzes"), summary.quizzes == 0
                                   ? tr("none yet")
                                   : tr("%1% over %2").arg(summary.quizPercent).arg(summary.quizzes)) +
           fact(tr("Overdue"), overdueWords(overdue.count, overdue.oldest, localSeconds(m_clock, now))) +
           fact(tr("Last sync"), agoWords(Instant(std::chrono::milliseconds(summary.heard)), now)) +
           QStringLiteral("</dl>");
}

QString PersonPage::line(const Deed& deed) const {
    QString late;
    const auto apart = std::chrono::abs(deed.stored - deed.at);
    if (apart > std::chrono::minutes(5)) {
        const auto known = localTime(m_clock, deed.stored);
        late = tr("known %1").arg(known.toString(QStringLiteral("d MMM HH:mm")));
    }
    return QStringLiteral("<li><time datetime=\"%1\">%2</time><span>%3 <b>%4</b>%5</span>"
                          "<span class=\"soft\">%6</span></li>\n")
        .arg(toIso(deed.at), deed.local.toString(QStringLiteral("HH:mm")), html(deed.did), html(deed.what),
             deed.result.isEmpty() ? QString() : QStringLiteral(", ") + html(deed.result), html(late));
}

QString PersonPage::make(const Trainee& trainee, const Records::Page& page, bool newest) const {
    const auto& records = page.records;
    const auto& member = trainee.member;
    QString body =
        QStringLiteral("<div class=\"head\"><h1>%1</h1><a class=\"btn\" href=\"/people/%2/timeline.csv\" "
                       "download>%3</a></div>")
            .arg(html(member.fullName), QString::number(member.person), html(tr("Export CSV"))) +
        facts(trainee);
    QDate day;
    QString rows;
    const auto close = [&] {
        if (!rows.isEmpty())
            body +=
                QStringLiteral("<section class=\"panel\"><h2>%1</h2><ol class=\"deeds\">%2</ol></section>")
                    .arg(html(dayWords(day)), rows);
        rows.clear();
    };
    for (const auto& record : records) {
        const auto deed = deedOf(record, m_course);
        if (deed.local.date() != day)
            close();
        day = deed.local.date();
        rows += line(deed);
    }
    close();
    if (records.empty() && page.older == 0)
        body += QStringLiteral("<section class=\"panel note\"><p>%1</p></section>")
                    .arg(html(newest ? tr("Nothing has come from this trainee's workstation yet.")
                                     : tr("There is nothing older.")));
    if (page.older > 0)
        body +=
            QStringLiteral("<nav class=\"pages\"><a class=\"btn\" href=\"/people/%1?before=%2\">%3</a></nav>")
                .arg(member.person)
                .arg(page.older)
                .arg(html(tr("Older")));
    return framed(member.fullName, QStringLiteral("cohorts"), &m_visitor, body);
}

QByteArray PersonPage::csv(const Trainee& trainee, const std::vector<Record>& records, bool header) const {
    QByteArray made = header
                          ? csvLine({tr("name"), tr("when"), tr("known to the server"), tr("did"), tr("what"),
                                     tr("result"), tr("device"), tr("verb"), tr("activity"), tr("statement")})
                          : QByteArray();
    for (const auto& record : records) {
        const auto deed = deedOf(record, m_course);
        const auto& statement = record.statement;
        made += csvLine({trainee.member.name, toIso(deed.at), toIso(deed.stored), deed.did, deed.what,
                         deed.result, deed.device,
                         statement[QStringLiteral("verb")][QStringLiteral("id")].toString(),
                         statement[QStringLiteral("object")][QStringLiteral("id")].toString(),
                         statement[QStringLiteral("id")].toString()});
    }
    return made;
}

} // namespace understudy::desk
