#include "app/server/People.h"

#include "app/server/Serve.h"

#include "core/access/Access.h"
#include "core/base/Clock.h"
#include "core/lrs/Service.h"

#include <QCoreApplication>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

int failed(const Error& error) {
    complain(error.sentence, error.detail);
    return Failed;
}

int printCode(access::Access& access, const access::Person& person) {
    const auto code = access.makeCode(person.id);
    if (!code)
        return failed(code.error());
    say(tr("Enrollment code for %1: %2")
            .arg(QString::fromStdString(person.name), QString::fromStdString(*code)));
    say(tr("It is good for one device and 14 days."));
    return Done;
}

int addUser(access::Access& access, const QString& name, const QString& fullName, access::Role role) {
    const auto added =
        access.addPerson(name.toStdString(), (fullName.isEmpty() ? name : fullName).toStdString(), role);
    return added ? printCode(access, *added) : failed(added.error());
}

int listUsers(access::Access& access) {
    const auto people = access.people();
    if (!people)
        return failed(people.error());
    for (const auto& person : *people) {
        say(QStringLiteral("%1\t%2\t%3\t%4")
                .arg(QString::fromStdString(person.name), QString::fromStdString(person.fullName),
                     QString::fromStdString(access::roleName(person.role)),
                     QString::fromStdString(person.account)));
        const auto devices = access.devices(person.id);
        if (!devices)
            return failed(devices.error());
        for (const auto& device : *devices)
            say(QStringLiteral("\t%1\t%2%3")
                    .arg(QString::fromStdString(device.user), QString::fromStdString(device.label),
                         device.revoked ? tr("\trevoked") : QString()));
    }
    return Done;
}

int addDevice(access::Access& access, const access::Person& person) {
    const auto made = access.addDevice(person, "program", "program");
    if (!made)
        return failed(made.error());
    say(tr("User: %1").arg(QString::fromStdString(made->credential.user)));
    say(tr("Password: %1").arg(QString::fromStdString(made->password)));
    return Done;
}

int revoke(access::Access& access, const QString& user) {
    const auto revoked = access.revoke(user.toStdString());
    if (!revoked)
        return failed(revoked.error());
    if (!*revoked) {
        complain(tr("There is no device \"%1\" that could be revoked. `user list` names them.").arg(user));
        return Failed;
    }
    say(tr("%1 may not sync any more.").arg(user));
    return Done;
}

} // namespace

int people(const QString& data, const QStringList& words, const QString& fullName, const QString& role) {
    const QString command = words.mid(0, 2).join(u' ');
    const QString name = words.value(2);
    const bool takesName = command != QLatin1String("user list");
    if (words.size() != (takesName ? 3 : 2) || (takesName && name.isEmpty())) {
        complain(tr("Use: user add NAME, user code NAME, user list, device add NAME, device revoke USER."));
        return WrongUse;
    }
    auto database = store::Database::open(data.toStdString());
    if (!database)
        return failed(database.error());
    const auto home = (*database)->value("home-page");
    if (!home)
        return failed(home.error());
    const SystemClock clock;
    access::Access access((*database)->sql(), clock,
                          home->empty() ? lrs::Service::Options().homePage : *home);
    if (command == QLatin1String("user add"))
        return addUser(access, name, fullName, *access::roleNamed(role.toStdString()));
    if (command == QLatin1String("user list"))
        return listUsers(access);
    if (command == QLatin1String("device revoke"))
        return revoke(access, name);
    const auto person = access.person(name.toStdString());
    if (!person)
        return failed(person.error());
    if (!*person) {
        complain(tr("There is nobody called \"%1\". `user list` names everybody.").arg(name));
        return Failed;
    }
    return command == QLatin1String("user code") ? printCode(access, **person) : addDevice(access, **person);
}

} // namespace understudy::server
