#include "app/server/Tls.h"

#include "app/server/commands/Command.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

Result<std::string> readFile(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, tr("The file %1 cannot be read.").arg(name), file.errorString()};
    return file.readAll().toStdString();
}

Result<void> writeFile(const QString& name, const std::string& text) {
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(QByteArray::fromStdString(text)) == static_cast<qint64>(text.size()) && file.commit())
        return {};
    return Error{Errc::Io, tr("The file %1 cannot be written.").arg(name), file.errorString()};
}

/// A certificate of our own for this computer, kept so that devices can go on trusting it.
Result<Tls> useLocalTls(const QString& data) {
    const QDir folder(data + QStringLiteral("/tls"));
    const QString names[] = {folder.filePath(QStringLiteral("authority.pem")),
                             folder.filePath(QStringLiteral("certificate.pem")),
                             folder.filePath(QStringLiteral("key.pem"))};
    constexpr int days = 825;
    const bool fresh = QFileInfo(names[2]).lastModified().daysTo(QDateTime::currentDateTime()) < days - 30;
    if (!QFile::exists(names[0]) || !QFile::exists(names[1]) || !QFile::exists(names[2]) || !fresh) {
        if (!folder.mkpath(QStringLiteral(".")))
            return Error{Errc::ReadOnly, tr("The folder %1 cannot be made.").arg(folder.path()), {}};
        const auto made = http::makeLocalCertificate(days);
        if (!made)
            return made.error();
        const std::string* texts[] = {&made->authorityPem, &made->certificatePem, &made->privateKeyPem};
        for (int i = 0; i < 3; ++i) {
            if (const auto written = writeFile(names[i], *texts[i]); !written)
                return written.error();
        }
    }
    const auto certificate = readFile(names[1]);
    const auto key = readFile(names[2]);
    if (!certificate || !key)
        return certificate ? key.error() : certificate.error();
    say(tr("Devices must trust %1").arg(names[0]));
    return Tls{*certificate, *key};
}

} // namespace

Result<Tls> readTls(const Options& options, const QString& data) {
    if (options.isSet("local-tls"))
        return useLocalTls(data);
    if (options.value("tls-cert").isEmpty())
        return Tls();
    const auto certificate = readFile(options.value("tls-cert"));
    const auto key = readFile(options.value("tls-key"));
    if (!certificate || !key)
        return certificate ? key.error() : certificate.error();
    return Tls{*certificate, *key};
}

} // namespace understudy::server
