#include "app/server/commands/Enrol.h"

#include "core/course/Library.h"
#include "core/desk/Intake.h"

#include <QCoreApplication>
#include <QFile>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

Result<cohort::RosterFile> readFile(const Options& options) {
    QFile file(options.value("file"));
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, tr("The file %1 cannot be read.").arg(file.fileName()),
                     file.errorString()};
    QFile keys(shareFolder() + QStringLiteral("/course/keys.pub"));
    const auto lines = keys.open(QIODevice::ReadOnly)
                           ? QString::fromUtf8(keys.readAll()).split(u'\n', Qt::SkipEmptyParts)
                           : QStringList();
    const auto library = course::Library::open(courseFolder(options), lines, 0);
    if (!library)
        return library.error();
    auto roster = cohort::readRoster(file.readAll(), (*library)->course());
    if (!roster.wrong.isEmpty())
        return Error{Errc::BadInput, roster.wrong, {}};
    return roster;
}

} // namespace

int enrolFile(const Options& options) {
    const auto roster = readFile(options);
    if (!roster)
        return failed(roster.error());
    for (const auto& line : roster->lines) {
        if (!line.wrong.isEmpty())
            complain(tr("line %1: %2").arg(line.number).arg(line.wrong));
    }
    if (roster->good() != static_cast<int>(roster->lines.size()))
        return failed({Errc::Refused, tr("Nobody was enrolled. Mend these lines and run it again."), {}});
    auto office = Office::found(options);
    if (!office)
        return failed(office.error());
    desk::Intake intake(
        [&](auto work, auto done) {
            done((*office)->sql().transact([&] { return work((*office)->sql()); }));
        },
        (*office)->clock(), (*office)->homePage());
    int code = Failed;
    intake.take(*roster, operatorName(), "local", [&](const Result<desk::Intake::Taken>& taken) {
        code = taken ? Done : failed(taken.error());
        if (!taken)
            return;
        for (const auto& one : taken->invitations)
            say(QStringLiteral("%1\t%2\t%3")
                    .arg(one.member.name, one.member.fullName,
                         one.code.isEmpty() ? tr("known already") : one.code));
    });
    return code;
}

} // namespace understudy::server
