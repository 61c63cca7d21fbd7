#include "app/server/Terminal.h"
#include "app/server/commands/Carry.h"

#include "core/access/Identities.h"
#include "core/upkeep/Backup.h"
#include "core/upkeep/Doctor.h"
#include "core/upkeep/Erasure.h"
#include "core/xapi/Values.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLockFile>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

std::string absolute(const QString& file) { return QFileInfo(file).absoluteFilePath().toStdString(); }

void tell(const QString& what, const upkeep::Contents& contents) {
    say(what + u' ' +
        tr("%1 people, %2 statements, the newest of %3; %4 bytes.")
            .arg(contents.people)
            .arg(contents.statements)
            .arg(contents.newest > 0 ? QString::fromStdString(xapi::formatTimestamp(contents.newest))
                                     : tr("never"))
            .arg(contents.bytes));
}

int backup(const Options& options) {
    const auto saved = upkeep::Backup(placeOf(options)).save(absolute(options.words().value(1)));
    if (!saved)
        return failed(saved.error());
    tell(tr("Saved and read back:"), *saved);
    return Done;
}

int verify(const Options& options) {
    const auto found = upkeep::Backup::verify(absolute(options.words().value(2)));
    if (!found)
        return failed(found.error());
    tell(tr("The backup is whole:"), *found);
    return Done;
}

int restore(const Options& options) {
    const auto folder = dataFolder(options);
    if (!folder)
        return failed(folder.error());
    QLockFile lock(*folder + QStringLiteral("/server.lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) {
        complain(tr("A server serves %1. Stop it first; then restore.").arg(*folder));
        return AlreadyRunning;
    }
    const auto restored =
        upkeep::Backup(placeOf(options)).restore(absolute(options.words().value(1)), options.isSet("yes"));
    if (!restored)
        return failed(restored.error());
    tell(tr("Restored:"), *restored);
    auto office = Office::found(options); // the audit begins with what this data has been through
    if (!office)
        return failed(office.error());
    const auto noted = (*office)->change("restore", "", [] { return Result<void>(); });
    return noted ? Done : failed(noted.error());
}

int examine(const Options& options) {
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto folder = options.value("database").isEmpty() ? *dataFolder(options) : QString();
    using Grade = upkeep::Finding::Grade;
    bool wrong = false;
    for (const auto& finding : upkeep::Doctor((*office)->sql(), (*office)->clock(), folder).examine()) {
        const char* grade = finding.grade == Grade::Good      ? "good   "
                            : finding.grade == Grade::Warning ? "warning"
                                                              : "WRONG  ";
        say(QLatin1String(grade) + u' ' + finding.what +
            (finding.next.isEmpty() ? QString() : QStringLiteral("\n        ") + finding.next));
        wrong = wrong || finding.grade == Grade::Wrong;
    }
    return wrong ? Failed : Done;
}

int erase(const Options& options) {
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto name = options.words().value(2);
    const auto person = (*office)->person(name);
    if (!person)
        return failed(person.error());
    if (!options.isSet("yes") &&
        !confirms(tr("Everything that is kept about %1 goes, for good. Type the name to go on: ").arg(name),
                  name))
        return failed({Errc::Refused, tr("Nothing was changed. Give --yes where there is no terminal."), {}});
    upkeep::Erasure::Report report;
    const auto erased = (*office)->change("person.erase", person->account, [&]() -> Result<void> {
        report = {};
        const auto all = access::Identities((*office)->sql(), (*office)->homePage()).all(*person);
        if (!all)
            return all.error();
        for (const auto& identity : *all) {
            const auto done = upkeep::Erasure((*office)->sql()).erase(identity);
            if (!done)
                return done.error();
            report.statements += done->statements;
            report.documents += done->documents;
        }
        return (*office)->people().remove(person->id);
    });
    if (!erased)
        return failed(erased.error());
    say(tr("%1 is gone, with %2 statements and %3 documents. Backups made before still hold them.")
            .arg(name, QString::number(report.statements), QString::number(report.documents)));
    if (!upkeep::Erasure((*office)->sql()).emptyLog())
        say(tr("The log of the database still holds some of it. Restart the server to empty it."));
    return Done;
}

int audit(const Options& options) {
    bool number = false;
    const int count = options.value("count").toInt(&number);
    if (!number || count < 1)
        return failed({Errc::BadInput, tr("--count is a number of lines."), {}});
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto entries = access::Audit((*office)->sql(), (*office)->clock()).newest(count);
    if (!entries)
        return failed(entries.error());
    for (const auto& entry : *entries)
        say(QStringLiteral("%1\t%2\t%3\t%4\t%5")
                .arg(QString::fromStdString(xapi::formatTimestamp(entry.moment)), printable(entry.who),
                     QString::fromStdString(entry.deed), printable(entry.subject),
                     QString::fromStdString(entry.source)));
    return Done;
}

} // namespace

std::vector<Command> upkeepCommands() {
    return {
        {"user erase", "NAME", QT_TRANSLATE_NOOP("server", "take out everything that is kept about somebody"),
         erase},
        {"backup verify", "FILE", QT_TRANSLATE_NOOP("server", "read a backup and tell what is in it"),
         verify},
        {"backup", "FILE", QT_TRANSLATE_NOOP("server", "copy everything to a file, also while it serves"),
         backup},
        {"restore", "FILE",
         QT_TRANSLATE_NOOP("server", "put a backup in place; --yes over data that is there"), restore},
        {"doctor", "", QT_TRANSLATE_NOOP("server", "examine the data, its disk and its clock"), examine},
        {"carry", "FILE", QT_TRANSLATE_NOOP("server", "take what somebody brought by hand; --receipt OUT"),
         carry},
        {"audit", "", QT_TRANSLATE_NOOP("server", "who did what to the server, the newest last"), audit},
    };
}

} // namespace understudy::server
