#include "core/ssh/KnownHosts.h"

#include "core/ssh/Patterns.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QSaveFile>

namespace understudy::ssh {

namespace {

QString nameOf(const QString& host, quint16 port) {
    const QString lower = host.toLower();
    return port == 22 ? lower : QStringLiteral("[%1]:%2").arg(lower).arg(port);
}

/// "|1|salt|hash": HMAC-SHA1 of the name with the salt as key.
bool hashedMatch(const QString& field, const QString& name) {
    const QStringList parts = field.split(QLatin1Char('|'));
    if (parts.size() != 4 || parts.at(1) != QLatin1String("1"))
        return false;
    const QByteArray salt = QByteArray::fromBase64(parts.at(2).toLatin1());
    const QByteArray hash = QByteArray::fromBase64(parts.at(3).toLatin1());
    return !hash.isEmpty() &&
           QMessageAuthenticationCode::hash(name.toUtf8(), salt, QCryptographicHash::Sha1) == hash;
}

bool namesMatch(const QString& names, const QString& name) {
    if (names.startsWith(QLatin1Char('|')))
        return hashedMatch(names, name);
    return anyPattern(names, name);
}

} // namespace

KnownHosts::KnownHosts(const QStringList& files)
    : m_files(files) {
    for (const QString& file : files)
        read(file);
}

void KnownHosts::read(const QString& file) {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return;
    int number = 0;
    while (!in.atEnd()) {
        ++number;
        QString text = QString::fromUtf8(in.readLine()).simplified();
        if (text.isEmpty() || text.startsWith(QLatin1Char('#')))
            continue;
        const bool revoked = text.startsWith(QLatin1String("@revoked "));
        const bool authority = text.startsWith(QLatin1String("@cert-authority "));
        if (revoked || authority)
            text = text.section(QLatin1Char(' '), 1);
        else if (text.startsWith(QLatin1Char('@')))
            continue;
        const QString names = text.section(QLatin1Char(' '), 0, 0);
        if (const auto key = PublicKey::fromLine(text.section(QLatin1Char(' '), 1)))
            m_lines.push_back({names, *key, revoked, authority, file, number});
    }
}

KnownHosts::Verdict KnownHosts::judge(const QString& host, quint16 port, const PublicKey& shown) const {
    const QString name = nameOf(host, port);
    Verdict verdict;
    for (const Line& line : m_lines) {
        if (line.authority || !namesMatch(line.names, name))
            continue;
        const QString where = QStringLiteral("%1:%2").arg(line.file).arg(line.number);
        if (line.revoked) { // one such line outweighs all others
            if (line.key == shown)
                return {Word::Revoked, line.key, where};
        } else if (line.key == shown) {
            verdict = {Word::Known, line.key, where};
        } else if (verdict.word == Word::Unknown ||
                   (verdict.word == Word::Changed && line.key.type == shown.type &&
                    verdict.known.type != shown.type)) {
            verdict = {Word::Changed, line.key, where};
        }
    }
    return verdict;
}

std::vector<PublicKey> KnownHosts::authoritiesFor(const QString& host, quint16 port) const {
    std::vector<PublicKey> keys;
    for (const Line& line : m_lines)
        if (line.authority &&
            (namesMatch(line.names, nameOf(host, port)) || namesMatch(line.names, host.toLower())))
            keys.push_back(line.key);
    return keys;
}

QStringList KnownHosts::typesFor(const QString& host, quint16 port) const {
    QStringList types;
    for (const Line& line : m_lines)
        if (!line.revoked && !line.authority && !types.contains(line.key.type) &&
            namesMatch(line.names, nameOf(host, port)))
            types += line.key.type;
    return types;
}

Result<void> KnownHosts::remember(const QString& host, quint16 port, const PublicKey& key) {
    QFile in(m_files.value(0));
    QByteArray text;
    if (in.open(QIODevice::ReadOnly))
        text = in.readAll();
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    return write(text + (nameOf(host, port) + QLatin1Char(' ') + key.line() + QLatin1Char('\n')).toUtf8());
}

Result<void> KnownHosts::replace(const QString& host, quint16 port, const PublicKey& key) {
    const QString name = nameOf(host, port);
    QByteArray kept;
    QFile in(m_files.value(0));
    if (in.open(QIODevice::ReadOnly)) {
        while (!in.atEnd()) {
            const QByteArray line = in.readLine();
            const QString text = QString::fromUtf8(line).simplified();
            const bool marked = text.startsWith(QLatin1Char('@')) || text.startsWith(QLatin1Char('#'));
            if (marked || !namesMatch(text.section(QLatin1Char(' '), 0, 0), name))
                kept += line;
        }
    }
    if (!kept.isEmpty() && !kept.endsWith('\n'))
        kept += '\n';
    return write(kept + (name + QLatin1Char(' ') + key.line() + QLatin1Char('\n')).toUtf8());
}

Result<void> KnownHosts::write(const QByteArray& text) {
    const QString file = m_files.value(0);
    QDir().mkpath(QFileInfo(file).path());
    QSaveFile out(file);
    if (file.isEmpty() || !out.open(QIODevice::WriteOnly) ||
        !out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        out.write(text) != text.size() || !out.commit())
        return Error{Errc::Io,
                     QCoreApplication::translate("ssh",
                                                 "The host's key could not be saved, so you will be asked "
                                                 "again next time. Check the free space and the rights of "
                                                 "your profile folder."),
                     file + QStringLiteral(": ") + out.errorString()};
    m_lines.clear();
    for (const QString& each : m_files)
        read(each);
    return {};
}

} // namespace understudy::ssh
