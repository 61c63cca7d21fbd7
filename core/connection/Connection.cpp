#include "core/connection/Connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>

namespace understudy::connection {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Connection", text); }

constexpr quint16 sshPort = 22;
const char* const loginNames[] = {"password", "key", "agent", "usual"};

QString expanded(const QString& path) {
    return path.startsWith(QLatin1String("~/")) ? QDir::homePath() + path.mid(1) : path;
}

} // namespace

std::optional<Address> Address::from(const QString& text) {
    // A leading dash would be read as an option by other programs, and no host is called so.
    static const QRegularExpression shape(
        QStringLiteral("^(?:ssh://)?(?:([^@\\s\\[\\]]+)@)?"
                       "(?:\\[([0-9A-Fa-f:.%]+)\\]|([^@:\\s/\\[\\]-][^@:\\s/\\[\\]]*))"
                       "(?::([0-9]{1,5}))?/?$"));
    const auto match = shape.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    Address address;
    address.user = match.captured(1);
    address.host = match.captured(2).isEmpty() ? match.captured(3) : match.captured(2);
    const uint port = match.captured(4).isEmpty() ? sshPort : match.captured(4).toUInt();
    if (port == 0 || port > 65535)
        return std::nullopt;
    address.port = static_cast<quint16>(port);
    return address;
}

QString Address::text() const {
    const bool six = host.contains(QLatin1Char(':'));
    QString text = user.isEmpty() ? QString() : user + QLatin1Char('@');
    text += six ? QLatin1Char('[') + host + QLatin1Char(']') : host; // from() reads no other way
    return port == sshPort ? text : text + QLatin1Char(':') + QString::number(port);
}

std::optional<std::vector<Address>> jumpsFrom(const QString& text) {
    std::vector<Address> jumps;
    for (const QString& hop : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (hop.trimmed().isEmpty())
            continue;
        const auto address = Address::from(hop);
        if (!address)
            return std::nullopt;
        jumps.push_back(*address);
    }
    return jumps;
}

QString jumpsText(const std::vector<Address>& jumps) {
    QStringList words;
    for (const Address& hop : jumps)
        words << hop.text();
    return words.join(QStringLiteral(", "));
}

Result<void> Connection::checkHost() const {
    if (address.host.isEmpty())
        return Error{
            Errc::BadInput, tr("Type the host’s name or address, for example bastion.example.com."), {}};
    const bool fits = Address::from(address.host.contains(QLatin1Char(':'))
                                        ? QLatin1Char('[') + address.host + QLatin1Char(']')
                                        : address.host)
                          .has_value();
    if (!fits)
        return Error{Errc::BadInput,
                     tr("“%1” is not a host’s name. Type it as whoever runs the host wrote it down.")
                         .arg(address.host),
                     {}};
    return {};
}

Result<void> Connection::checkKey() const {
    if (login != Login::KeyFile)
        return {};
    if (keyFile.isEmpty())
        return Error{Errc::BadInput, tr("Choose the file of your private key."), {}};
    if (!QFileInfo(expanded(keyFile)).isFile())
        return Error{
            Errc::NotFound, tr("There is no file %1. Choose the file of your private key.").arg(keyFile), {}};
    if (keyFile.endsWith(QLatin1String(".pub")))
        return Error{Errc::BadInput,
                     tr("%1 is the public half of a key. Choose the file without .pub.").arg(keyFile),
                     {}};
    return {};
}

QString Connection::loginWords() const {
    switch (login) {
    case Login::KeyFile:
        return tr("Key file %1").arg(keyFile);
    case Login::Agent:
        return tr("SSH agent");
    case Login::Usual:
        return tr("Your usual keys");
    case Login::Password:
        break;
    }
    return tr("Password");
}

QJsonObject Connection::toJson() const {
    QJsonArray hops;
    for (const Address& hop : jumps)
        hops.append(hop.text());
    QJsonArray ports;
    for (const ssh::LocalForward& forward : forwards)
        ports.append(forward.text());
    QJsonObject json{{QStringLiteral("id"), id},
                     {QStringLiteral("name"), name},
                     {QStringLiteral("host"), address.host},
                     {QStringLiteral("port"), address.port},
                     {QStringLiteral("user"), address.user},
                     {QStringLiteral("jumps"), hops},
                     {QStringLiteral("login"), QLatin1String(loginNames[static_cast<int>(login)])},
                     {QStringLiteral("keyFile"), keyFile},
                     {QStringLiteral("watchOnly"), watchOnly},
                     {QStringLiteral("tmux"), tmux},
                     {QStringLiteral("forwardAgent"), forwardAgent},
                     {QStringLiteral("metrics"), metrics},
                     {QStringLiteral("forwards"), ports}};
    if (lastUsed)
        json.insert(QStringLiteral("lastUsed"), toIso(*lastUsed));
    return json;
}

Result<Connection> Connection::fromJson(const QJsonObject& json) {
    const auto text = [&json](const char* key) { return json.value(QLatin1String(key)).toString(); };
    Connection connection;
    connection.id = text("id");
    connection.name = text("name");
    connection.address.host = text("host");
    connection.address.user = text("user");
    const int port = json.value(QLatin1String("port")).toInt(sshPort);
    const QString login = text("login");
    for (int way = 0; way < 4; ++way)
        if (login == QLatin1String(loginNames[way]))
            connection.login = static_cast<Login>(way);
    bool hopsRead = true;
    for (const QJsonValue& hop : json.value(QLatin1String("jumps")).toArray()) {
        const auto address = Address::from(hop.toString());
        hopsRead = hopsRead && address;
        if (address)
            connection.jumps.push_back(*address);
    }
    // Leaving out a jump host would connect by a way nobody asked for.
    if (connection.id.isEmpty() || connection.address.host.isEmpty() || port < 1 || port > 65535 || !hopsRead)
        return Error{Errc::Corrupt, tr("A saved connection could not be read."), connection.name};
    connection.address.port = static_cast<quint16>(port);
    connection.keyFile = text("keyFile");
    // Written by hand or damaged, what may be a production host is not typed into by mistake.
    connection.watchOnly =
        json.value(QLatin1String("watchOnly")).toBool(json.contains(QLatin1String("watchOnly")));
    connection.tmux = json.value(QLatin1String("tmux")).toBool();
    connection.forwardAgent = json.value(QLatin1String("forwardAgent")).toBool();
    connection.metrics = json.value(QLatin1String("metrics")).toString();
    for (const QJsonValue& value : json.value(QLatin1String("forwards")).toArray())
        if (const auto forward = ssh::LocalForward::from(value.toString().split(QLatin1Char(' '))))
            connection.forwards.push_back(*forward);
    connection.lastUsed = fromIso(text("lastUsed"));
    return connection;
}

ssh::Target targetOf(const Connection& connection, const QStringList& knownHosts, const QString& localUser) {
    ssh::Target target;
    target.host = connection.address.host;
    target.port = connection.address.port;
    target.user = connection.address.user.isEmpty() ? localUser : connection.address.user;
    target.knownHosts = knownHosts;
    if (connection.login == Connection::Login::KeyFile)
        target.identities = {expanded(connection.keyFile)};
    target.agent = connection.login == Connection::Login::Agent;
    target.forwardAgent = connection.forwardAgent;
    std::vector<ssh::Target> jumps;
    for (const Address& hop : connection.jumps) {
        ssh::Target gate = target;
        gate.forwardAgent = false; // that is what jump hosts are there for
        gate.host = hop.host;
        gate.port = hop.port;
        gate.user = hop.user.isEmpty() ? localUser : hop.user;
        jumps.push_back(std::move(gate));
    }
    target.jumps = std::move(jumps);
    return target;
}

} // namespace understudy::connection
