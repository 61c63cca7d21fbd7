#include "app/server/Terminal.h"
#include "app/server/commands/Enrol.h"

#include "core/access/Identities.h"
#include "core/access/Passwords.h"
#include "core/lrs/Party.h"
#include "core/xapi/RawJson.h"

#include <QCoreApplication>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

Result<access::Role> roleOf(const QString& name) {
    const auto role = access::roleNamed(name.toStdString());
    if (!role)
        return Error{
            Errc::BadInput, tr("A role is trainee, mentor, manager, coordinator or administrator."), {}};
    return *role;
}

/// Runs a command with an office and the person that its third word names.
template <typename Work>
int forPerson(const Options& options, Work work) {
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto person = (*office)->person(options.words().value(2));
    if (!person)
        return failed(person.error());
    const Result<void> done = work(**office, *person);
    return done ? Done : failed(done.error());
}

Result<void> printCode(Office& office, const access::Person& person) {
    std::string code;
    const auto made = office.change("code.make", person.name, [&]() -> Result<void> {
        auto fresh = office.people().makeCode(person.id);
        if (!fresh)
            return fresh.error();
        code = *fresh;
        return {};
    });
    if (!made)
        return made;
    say(tr("Enrollment code for %1: %2")
            .arg(QString::fromStdString(person.name), QString::fromStdString(code)));
    say(tr("It is good for one device and 14 days."));
    return {};
}

Result<access::Person> addPerson(Office& office, const Options& options, const QString& name,
                                 access::Role role) {
    const auto full = options.value("name");
    std::optional<access::Person> person;
    const auto added = office.change("person.add", name.toStdString(), [&]() -> Result<void> {
        auto fresh =
            office.people().addPerson(name.toStdString(), (full.isEmpty() ? name : full).toStdString(), role);
        if (!fresh)
            return fresh.error();
        person = *fresh;
        return {};
    });
    if (!added)
        return added.error();
    return *person;
}

int addUser(const Options& options) {
    const auto role = roleOf(options.value("role"));
    if (!role)
        return failed(role.error());
    auto office = Office::found(options);
    if (!office)
        return failed(office.error());
    const auto added = addPerson(**office, options, options.words().value(2), *role);
    if (!added)
        return failed(added.error());
    const auto printed = printCode(**office, *added);
    return printed ? Done : failed(printed.error());
}

int codeForUser(const Options& options) { return forPerson(options, printCode); }

int listUsers(const Options& options) {
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    auto people = (*office)->people();
    const auto all = people.people();
    if (!all)
        return failed(all.error());
    for (const auto& person : *all) {
        say(QStringLiteral("%1\t%2\t%3\t%4")
                .arg(printable(person.name), printable(person.fullName),
                     QString::fromStdString(access::roleName(person.role)),
                     QString::fromStdString(person.account)));
        const auto devices = people.devices(person.id);
        if (!devices)
            return failed(devices.error());
        for (const auto& device : *devices)
            say(QStringLiteral("\t%1\t%2%3%4")
                    .arg(QString::fromStdString(device.user), printable(device.label),
                         device.scopes == 0
                             ? QString()
                             : u'\t' + QString::fromStdString(access::scopeNames(device.scopes)),
                         device.revoked ? tr("\trevoked") : QString()));
    }
    return Done;
}

int setPassword(const Options& options) {
    return forPerson(options, [](Office& office, const access::Person& person) -> Result<void> {
        access::Credential credential;
        credential.role = person.role;
        if (!access::may(credential, access::Deed::SeeOwnTrainees))
            return Error{Errc::Refused,
                         tr("A %1 signs in nowhere: their workstation has a password of its own. `user role` "
                            "makes a mentor, manager, coordinator or administrator of them.")
                             .arg(QString::fromStdString(access::roleName(person.role))),
                         {}};
        const auto password = askSecret(tr("New password for %1").arg(QString::fromStdString(person.name)));
        if (!password)
            return password.error();
        if (const auto weak = access::Passwords::weakness(*password, person.name); !weak.isEmpty())
            return Error{Errc::Refused, weak, {}};
        const auto hash = access::Passwords::hash(*password);
        if (!hash)
            return hash.error();
        const auto set = office.change("password.set", person.name, [&] {
            return access::Passwords(office.sql(), office.clock()).set(person.id, *hash);
        });
        if (set)
            say(tr("%1 signs in on the server's page with it. Sessions that were open are closed.")
                    .arg(QString::fromStdString(person.name)));
        return set;
    });
}

int setName(const Options& options) {
    return forPerson(options, [&](Office& office, const access::Person& person) {
        return office.change("person.name", person.name, [&] {
            return office.people().rename(person.id, options.words().value(3).toStdString());
        });
    });
}

int setRole(const Options& options) {
    const auto role = roleOf(options.words().value(3));
    if (!role)
        return failed(role.error());
    return forPerson(options, [&](Office& office, const access::Person& person) {
        return office.change("person.role", person.name + " " + access::roleName(*role),
                             [&] { return office.people().setRole(person.id, *role); });
    });
}

/// An identifier they are known by elsewhere: mailto:… or an Agent as JSON.
int linkUser(const Options& options) {
    const auto text = options.words().value(3);
    const auto agent = text.startsWith(QLatin1String("mailto:"))
                           ? "{\"mbox\":" + xapi::jsonString(text.toStdString()) + "}"
                           : text.toStdString();
    const auto party = lrs::readParty(agent, xapi::Version::V2_0_0);
    if (const auto* wrong = std::get_if<std::string>(&party))
        return failed({Errc::BadInput, QString::fromStdString(*wrong), {}});
    return forPerson(options, [&](Office& office, const access::Person& person) {
        return office.change("person.link", person.account, [&] {
            return access::Identities(office.sql(), office.homePage())
                .link(person, std::get<lrs::Party>(party).identity, agent);
        });
    });
}

int removeUser(const Options& options) {
    return forPerson(options, [&](Office& office, const access::Person& person) -> Result<void> {
        const auto name = QString::fromStdString(person.name);
        if (!options.isSet("yes") &&
            !confirms(
                tr("%1 can sync no more, and nobody can tell any more whose statements %2 are. Type the "
                   "name to go on: ")
                    .arg(name, QString::fromStdString(person.account)),
                name))
            return Error{
                Errc::Refused, tr("Nothing was changed. Give --yes where there is no terminal."), {}};
        const auto removed =
            office.change("person.remove", person.account, [&] { return office.people().remove(person.id); });
        if (removed)
            say(tr("%1 is gone. The statements stay, under %2.")
                    .arg(name, QString::fromStdString(person.account)));
        return removed;
    });
}

int enrol(const Options& options) {
    const bool fromFile = options.isSet("file");
    if (fromFile == (options.words().size() > 1))
        return failed({Errc::BadInput, tr("Use: enrol NAME, or enrol --file ROSTER."), {}});
    if (fromFile)
        return enrolFile(options);
    auto office = Office::found(options);
    if (!office)
        return failed(office.error());
    const auto name = options.words().value(1);
    auto known = (*office)->people().person(name.toStdString());
    if (!known)
        return failed(known.error());
    if (!*known) {
        auto added = addPerson(**office, options, name, access::Role::Trainee);
        if (!added)
            return failed(added.error());
        *known = *added;
    }
    const auto printed = printCode(**office, **known);
    return printed ? Done : failed(printed.error());
}

} // namespace

std::vector<Command> peopleCommands() {
    return {
        {"enrol", "[NAME]",
         QT_TRANSLATE_NOOP("server", "a code for somebody, new or known; --file ROSTER for many"), enrol},
        {"enroll", "[NAME]", QT_TRANSLATE_NOOP("server", "the same"), enrol},
        {"user add", "NAME", QT_TRANSLATE_NOOP("server", "add somebody; a code for their first device"),
         addUser},
        {"user code", "NAME", QT_TRANSLATE_NOOP("server", "a code for one more device"), codeForUser},
        {"user list", "", QT_TRANSLATE_NOOP("server", "everybody and their devices"), listUsers},
        {"user password", "NAME",
         QT_TRANSLATE_NOOP("server", "set the password for signing in on the server's page"), setPassword},
        {"user name", "NAME FULLNAME", QT_TRANSLATE_NOOP("server", "correct a name in full"), setName},
        {"user role", "NAME ROLE", QT_TRANSLATE_NOOP("server", "make somebody a coordinator, for example"),
         setRole},
        {"user link", "NAME AGENT",
         QT_TRANSLATE_NOOP("server", "an agent of other statements (mailto:… or JSON) is this person too"),
         linkUser},
        {"user remove", "NAME", QT_TRANSLATE_NOOP("server", "forget who somebody is; statements stay"),
         removeUser},
    };
}

} // namespace understudy::server
