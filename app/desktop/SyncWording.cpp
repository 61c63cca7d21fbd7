#include "app/desktop/SyncWording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace understudy::desktop {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("SyncWording", text); }

QDateTime localOf(Instant instant, const Clock& clock) {
    return QDateTime::fromMSecsSinceEpoch(instant.time_since_epoch().count(), Qt::OffsetFromUTC,
                                          60 * clock.offsetMinutes(instant));
}

/// "yesterday", "Tuesday" or "12 November"; nothing for today, which goes without saying.
QString dayOf(Instant when, const Clock& clock) {
    const QDate day = localOf(when, clock).date();
    const qint64 ago = day.daysTo(localOf(clock.now(), clock).date());
    if (ago == 0)
        return {};
    if (ago == 1)
        return tr("yesterday");
    return QLocale().toString(day, ago > 1 && ago < 7 ? QStringLiteral("dddd") : QStringLiteral("d MMMM"));
}

/// "09:31" of today, else "Tuesday 16:31".
QString momentOf(Instant when, const Clock& clock) {
    return (dayOf(when, clock) + QLatin1Char(' ') + localOf(when, clock).toString(QStringLiteral("HH:mm")))
        .trimmed();
}

/// "7 minutes", "3 hours", "3 days": more than one in any case.
QString lengthOf(std::chrono::seconds length) {
    using namespace std::chrono;
    if (length < hours(2))
        return tr("%1 minutes").arg(std::chrono::round<minutes>(length).count());
    if (length < hours(48))
        return tr("%1 hours").arg(std::chrono::round<hours>(length).count());
    return tr("%1 days").arg(std::chrono::round<duration<qint64, std::ratio<86400>>>(length).count());
}

QString clockWords(std::chrono::seconds offset) {
    if (std::chrono::abs(std::chrono::round<std::chrono::minutes>(offset)) <= std::chrono::minutes(5))
        return {};
    return (offset.count() > 0 ? tr("This computer's clock is %1 behind the server's. Set it right: what is "
                                    "due when depends on it.")
                               : tr("This computer's clock is %1 ahead of the server's. Set it right: what "
                                    "is due when depends on it."))
        .arg(lengthOf(std::chrono::abs(offset)));
}

/// What the trainee should know about the server besides how sync stands.
QString remarkOn(const sync::Status& status) {
    QStringList remarks;
    if (status.refused.size() == 1)
        remarks << tr("The server refused one record; it stays here. It said: %1")
                       .arg(status.refused.front().reason);
    else if (status.refused.size() > 1)
        remarks << tr("The server refused %1 records; they stay here. It said of the first: %2")
                       .arg(QString::number(status.refused.size()), status.refused.front().reason);
    remarks << clockWords(status.clockOffset);
    remarks.removeAll(QString());
    return remarks.join(QLatin1Char(' '));
}

/// What a fact is, in the words of the one who did it.
QString described(const journal::Fact& fact) {
    namespace kind = journal::kind;
    const auto text = [&](const char* name) { return fact.body.value(QLatin1String(name)).toString(); };
    const auto is = [&](const char* one) { return fact.kind == QLatin1String(one); };
    if (is(kind::Answered))
        return tr("Answer to question %1").arg(text("question"));
    if (is(kind::QuizStarted) || is(kind::QuizFinished))
        return (is(kind::QuizStarted) ? tr("Start of quiz %1") : tr("Result of quiz %1")).arg(text("quiz"));
    if (is(kind::PageRead) || is(kind::PagePosition))
        return tr("Reading of page %1").arg(text("page"));
    if (is(kind::NoteWritten) || is(kind::NoteRemoved))
        return tr("Note on page %1").arg(text("page"));
    if (is(kind::LabCheck) || is(kind::LabAnswered))
        return tr("Step of lab: %1").arg(text("check"));
    if (is(kind::LabStarted) || is(kind::LabHint))
        return tr("Work on lab %1").arg(text("lab"));
    if (is(kind::LabFinished))
        return tr("Result of lab %1").arg(text("lab"));
    if (is(kind::PracticalDone))
        return tr("Practical: %1").arg(text("title"));
    return tr("Record of the plan or of this laptop");
}

settings::SyncState stateOf(sync::Status::State state) {
    using From = sync::Status::State;
    using To = settings::SyncState;
    switch (state) {
    case From::Unenrolled:
        break;
    case From::Offline:
        return To::Offline;
    case From::Syncing:
        return To::Syncing;
    case From::Synced:
        return To::Synced;
    case From::Refused:
        return To::Refused;
    }
    return To::NotSetUp;
}

} // namespace

settings::SyncWords wordsOf(const sync::Status& status, const std::optional<sync::Account>& account,
                            const Clock& clock) {
    settings::SyncWords words;
    words.waiting = status.waiting;
    words.remark = remarkOn(status);
    words.clock = clockWords(status.clockOffset);
    if (status.oldest)
        words.oldest = dayOf(*status.oldest, clock);
    if (status.lastSynced)
        words.lastSynced = momentOf(*status.lastSynced, clock);
    if (!account)
        return words;
    for (const auto& [fact, reason] : status.refused)
        words.refused.push_back({fact.id, described(fact), momentOf(fact.at, clock), reason});
    words.state = stateOf(status.state);
    words.sentence = status.sentence;
    words.server =
        account->byKey ? account->endpoint.toString() : account->endpoint.toString(QUrl::RemovePath);
    words.account = account->name;
    words.person = account->person;
    words.byKey = account->byKey;
    return words;
}

} // namespace understudy::desktop
