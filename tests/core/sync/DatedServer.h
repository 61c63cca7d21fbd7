#pragma once

#include "tests/core/http/RunningServer.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace understudy::tests {

/// A TLS server whose certificate is good from and until so many days from now. The authority that vouches
/// for it is good today.
class DatedServer final {
public:
    DatedServer(int from, int until) {
        write("c.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=i.txt\nserial=s\nnew_certs_dir=.\n"
                       "default_md=sha256\npolicy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n"
                       "[e]\nsubjectAltName=DNS:localhost\n[req]\ndistinguished_name=n\n"
                       "x509_extensions=v\n[n]\n[v]\nbasicConstraints=critical,CA:TRUE\n");
        write("i.txt", "");
        write("s", "01\n");
        const auto day = [](int days) {
            return QDateTime::currentDateTimeUtc().addDays(days).toString(
                QStringLiteral("yyyyMMdd000000'Z'"));
        };
        const QString newKey = QStringLiteral("-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ");
        run(QStringLiteral("req -x509 ") + newKey +
            QStringLiteral("-keyout ca.key -out ca.pem -subj /CN=Authority -days 100 -config c.cnf"));
        run(QStringLiteral("req ") + newKey +
            QStringLiteral("-keyout key.pem -out leaf.csr -subj /CN=localhost -config c.cnf"));
        run(QStringLiteral("ca -batch -config c.cnf -cert ca.pem -keyfile ca.key -in leaf.csr -out leaf.pem "
                           "-notext -startdate %1 -enddate %2")
                .arg(day(from), day(until)));
        m_server = std::make_unique<RunningServer>(
            [](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
                exchange->reply({200, {{"X-Experience-API-Version", "1.0.3"}}, "[]"});
            },
            http::Server::Options{.certificatePem = read("leaf.pem").toStdString(),
                                  .privateKeyPem = read("key.pem").toStdString()});
    }
    QUrl url() const { return QUrl(QStringLiteral("https://localhost:%1/xapi/about").arg(m_server->port())); }
    QByteArray authority() const { return read("ca.pem"); }

private:
    void write(const char* name, const QByteArray& text) const {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s was not written", name);
    }
    QByteArray read(const char* name) const {
        QFile file(m_folder.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void run(const QString& arguments) const {
        QProcess openssl;
        openssl.setWorkingDirectory(m_folder.path());
        openssl.start(QStringLiteral("openssl"), arguments.split(u' '));
        if (!openssl.waitForFinished() || openssl.exitCode() != 0)
            qFatal("openssl: %s", openssl.readAllStandardError().constData());
    }

    QTemporaryDir m_folder;
    std::unique_ptr<RunningServer> m_server;
};

} // namespace understudy::tests
