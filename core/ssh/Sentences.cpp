#include "core/ssh/Sentences.h"

namespace understudy::ssh {

namespace {

QString address(const Target& target) { return QStringLiteral("%1:%2").arg(target.host).arg(target.port); }

} // namespace

Error Sentences::nameNotFound(const Target& target, const QString& detail) {
    return {Errc::Unreachable,
            tr("No computer called %1 was found. Check the name and your network, then try again.")
                .arg(target.host),
            detail};
}

Error Sentences::nothingListens(const Target& target) {
    return {Errc::Unreachable,
            tr("Nothing listens on port %1 of %2. Check the address and that it has been started.")
                .arg(target.port)
                .arg(target.host),
            address(target)};
}

Error Sentences::noWay(const Target& target, const QString& detail) {
    return {Errc::Unreachable,
            tr("There is no way to %1 from here. Check your network, then try again.").arg(target.host),
            address(target) + QStringLiteral(": ") + detail};
}

Error Sentences::noAnswer(const Target& target) {
    return {Errc::TimedOut,
            tr("%1 did not answer within %n seconds. Check your network or try again.", nullptr,
               static_cast<int>(target.patience.count() / 1000))
                .arg(target.host),
            address(target)};
}

Error Sentences::notSsh(const Target& target, const QString& detail) {
    return {Errc::Refused,
            tr("No secure connection to %1 could be agreed on. Check that an SSH server listens on port %2.")
                .arg(target.host)
                .arg(target.port),
            detail};
}

Error Sentences::nothingInCommon(const Target& target, const QString& detail) {
    return {Errc::Refused,
            tr("The SSH server of %1 offers only ways to encrypt or sign that are not safe any more. Ask the "
               "people who run it to update its SSH server.")
                .arg(target.host),
            detail};
}

Error Sentences::closedEarly(const Target& target, const QString& detail) {
    return {Errc::Unreachable,
            tr("%1 closed the connection before the login was finished. Wait a moment, then try again.")
                .arg(target.host),
            detail};
}

Error Sentences::unpinnedKey(const Target& target, const PublicKey& pinned, const PublicKey& shown) {
    return {
        Errc::Refused,
        tr("Something else than your lab answers on port %1. Nothing was sent to it. Start the lab again.")
            .arg(target.port),
        tr("Known key %1, shown now %2").arg(pinned.fingerprint(), shown.fingerprint())};
}

Error Sentences::changedKey(const HostKeyChange& change) {
    return {
        Errc::Refused,
        tr("%1 shows another key than before. Either it was rebuilt, or something else answers in its place. "
           "Nothing was sent to it. Compare the keys before you replace the known one.")
            .arg(change.host),
        tr("Known key %1 (%2), shown now %3")
            .arg(change.known.fingerprint(), change.where, change.shown.fingerprint())};
}

Error Sentences::revokedKey(const Target& target, const PublicKey& key, const QString& where) {
    return {Errc::Refused,
            tr("The key that %1 shows was revoked, so it cannot be trusted. Ask whoever runs the host.")
                .arg(target.host),
            key.fingerprint() + QStringLiteral(", ") + where};
}

Error Sentences::hostRefused(const Target& target, const PublicKey& key) {
    return {Errc::Cancelled,
            tr("You did not connect to %1, because its key is not known yet. Nothing was sent to it.")
                .arg(target.host),
            key.fingerprint()};
}

Error Sentences::identityUnreadable(const QString& file) {
    return {Errc::BadInput,
            tr("The key file %1 could not be read. Check that it is a private key and that its passphrase is "
               "right.")
                .arg(file),
            {}};
}

Error Sentences::weakIdentity(const QString& file) {
    return {Errc::Refused,
            tr("The key in %1 is too short to be safe. Make a new one with: ssh-keygen -t ed25519").arg(file),
            {}};
}

Error Sentences::keyRefused(const Target& target, const QString& file) {
    const QString key = file.isEmpty() ? tr("of your agent") : file;
    return {Errc::Refused,
            tr("%1 does not accept the key %2 for %3. Check the user name, or have the key's .pub file added "
               "there.")
                .arg(target.host, key, target.user),
            address(target)};
}

Error Sentences::passwordRefused(const Target& target) {
    return {Errc::Refused,
            tr("%1 did not accept the password for %2. Check the user name and Caps Lock, then try again.")
                .arg(target.host, target.user),
            address(target)};
}

Error Sentences::noWayIn(const Target& target, const QString& offered) {
    return {Errc::Refused,
            tr("%1 takes no login that is set up here for %2. Choose a key file, or ask how to log in.")
                .arg(target.host, target.user),
            tr("The server offers: %1").arg(offered)};
}

Error Sentences::canceled() {
    return {Errc::Cancelled, tr("You stopped the login. Try again when you like."), {}};
}

Error Sentences::closed() { return {Errc::Cancelled, tr("You closed the connection."), {}}; }

Error Sentences::connectionLost(const QString& detail) {
    return {Errc::Unreachable, tr("The connection was lost. What is on the screen is kept."), detail};
}

Error Sentences::channelRefused(const QString& detail) {
    return {Errc::Refused, tr("The host did not open another shell. Close one and try again."), detail};
}

Error Sentences::noPassage(const Target& jump, const QString& host, const QString& detail) {
    return {Errc::Refused,
            tr("%1 did not let you through to %2. Check the name of the host, or ask whoever runs %1.")
                .arg(jump.host, host),
            detail};
}

Error Sentences::endedWithoutWord() {
    return {Errc::Io,
            tr("The host ended the program and did not say why. Look at its logs, or open another shell."),
            {}};
}

Error Sentences::commandTooSlow(qint64 seconds) {
    return {Errc::TimedOut,
            tr("The command did not finish within %n seconds and was stopped. Try again.", nullptr,
               static_cast<int>(seconds)),
            {}};
}

} // namespace understudy::ssh
