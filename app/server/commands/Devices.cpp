#include "app/server/commands/Command.h"

#include <QCoreApplication>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

int addDevice(const Options& options) {
    const auto scopes = access::scopesNamed(options.value("scope").toStdString());
    if (!scopes)
        return failed(
            {Errc::BadInput,
             tr("A scope is statements/write, statements/read, statements/read/mine, state, profile, "
                "all/read, all or void."),
             {}});
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto person = (*office)->person(options.words().value(2));
    if (!person)
        return failed(person.error());
    std::optional<access::Enrollment> made;
    const auto added = (*office)->change("device.add", person->name, [&]() -> Result<void> {
        auto fresh = (*office)->people().addDevice(*person, "program", "program", *scopes);
        if (!fresh)
            return fresh.error();
        made = *fresh;
        return {};
    });
    if (!added)
        return failed(added.error());
    say(tr("User: %1").arg(QString::fromStdString(made->credential.user)));
    say(tr("Password: %1").arg(QString::fromStdString(made->password)));
    return Done;
}

int revokeDevice(const Options& options) {
    const auto user = options.words().value(2);
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto revoked = (*office)->change("device.revoke", user.toStdString(), [&]() -> Result<void> {
        const auto done = (*office)->people().revoke(user.toStdString());
        if (!done)
            return done.error();
        if (!*done)
            return Error{
                Errc::NotFound,
                tr("There is no device \"%1\" that could be revoked. `user list` names them.").arg(user),
                {}};
        return {};
    });
    if (!revoked)
        return failed(revoked.error());
    say(tr("%1 may not sync any more.").arg(user));
    return Done;
}

} // namespace

std::vector<Command> deviceCommands() {
    return {
        {"device add", "NAME", QT_TRANSLATE_NOOP("server", "a user name and password for a program"),
         addDevice},
        {"device revoke", "USER", QT_TRANSLATE_NOOP("server", "lock a device out"), revokeDevice},
    };
}

} // namespace understudy::server
