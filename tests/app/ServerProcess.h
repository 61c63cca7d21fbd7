#pragma once

#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSslConfiguration>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

#include <optional>

namespace understudy::tests {

/// The program understudy-server, run from outside as an operator runs it.
class ServerProcess final {
public:
    struct Ended {
        int code = -1;
        QString out;
        QString err;
    };
    struct Reply {
        int status = 0; ///< 0: nobody answered
        QByteArray body;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };

    explicit ServerProcess(const QString& data)
        : m_data(data) {}
    ~ServerProcess() { kill(); }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    static QString program() {
        return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-server");
    }

    /// Runs it to its end, on any arguments.
    static Ended runAny(const QStringList& arguments, const QString& through = {},
                        const QStringList& before = {}) {
        QProcess process;
        if (through.isEmpty())
            process.start(program(), arguments);
        else
            process.start(through, before + QStringList{program()} + arguments);
        if (!process.waitForFinished(20000)) {
            process.kill();
            process.waitForFinished();
            return {};
        }
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    Ended run(QStringList words) const { return runAny(words << QStringLiteral("--data") << m_data); }

    /// Starts serving and waits for the address; on the same port as the last time, so that clients find it
    /// again.
    bool start(const QStringList& more = {}) {
        m_process = std::make_unique<QProcess>();
        m_process->start(program(),
                         QStringList{QStringLiteral("serve"), QStringLiteral("--data"), m_data,
                                     QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(m_port)} +
                             more);
        QElapsedTimer timer;
        timer.start();
        said.clear();
        while (timer.elapsed() < 15000 && !said.contains("/xapi\n")) {
            if (!m_process->waitForReadyRead(1000) && m_process->state() == QProcess::NotRunning)
                return false;
            said += m_process->readAllStandardOutput();
        }
        const auto begin = said.indexOf("Listening on ") + 13;
        m_root = QUrl(QString::fromUtf8(said.mid(begin, said.indexOf("/xapi\n") - begin)));
        m_port = m_root.port();
        return m_root.isValid();
    }
    void kill() {
        if (!m_process)
            return;
        m_process->kill();
        m_process->waitForFinished();
        m_process.reset();
    }
    /// SIGTERM, and its exit code.
    int terminate() {
        m_process->terminate();
        const bool ended = m_process->waitForFinished(10000);
        const int code =
            ended && m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
        m_process.reset();
        return code;
    }
    QProcess& process() { return *m_process; }
    QUrl root() const { return m_root; }

    /// A new person's enrollment code; one more with "user code".
    QString code(const QString& verb, const QString& person, const QStringList& more = {}) const {
        const auto ended = run(QStringList{QStringLiteral("user"), verb, person} + more);
        return ended.out.section(QStringLiteral(": "), 1).section(u'\n', 0, 0);
    }
    /// "user:password" for a program.
    QByteArray device(const QString& person) const {
        const auto lines = run({QStringLiteral("device"), QStringLiteral("add"), person}).out.split(u'\n');
        return (lines.value(0).section(QStringLiteral(": "), 1) + u':' +
                lines.value(1).section(QStringLiteral(": "), 1))
            .toUtf8();
    }
    QByteArray staff() const {
        code(QStringLiteral("add"), QStringLiteral("staff"),
             {QStringLiteral("--role"), QStringLiteral("staff")});
        return device(QStringLiteral("staff"));
    }

    /// Asks and waits. @p authority: PEM to trust, for TLS.
    Reply ask(const QByteArray& method, const QString& target, const QByteArray& pair = {},
              const QByteArray& body = {}, const QByteArray& authority = {}) const {
        QNetworkAccessManager manager; // a fresh connection each time
        QNetworkRequest request(QUrl(m_root.toString() + target));
        request.setRawHeader("X-Experience-API-Version", "2.0.0");
        if (!pair.isEmpty())
            request.setRawHeader("Authorization", "Basic " + pair.toBase64());
        if (!body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        if (!authority.isEmpty()) {
            auto tls = QSslConfiguration::defaultConfiguration();
            tls.setCaCertificates(QSslCertificate::fromData(authority));
            request.setSslConfiguration(tls);
        }
        auto* reply = manager.sendCustomRequest(request, method, body);
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        QTimer::singleShot(15000, &loop, &QEventLoop::quit);
        loop.exec();
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
    }
    /// Ids of everything stored, as the pages name them, repeats and all. Nothing: a page was refused.
    std::optional<QStringList> statementIds(const QByteArray& pair) const {
        QStringList ids;
        for (QString target = QStringLiteral("/xapi/statements?ascending=true&format=ids");
             !target.isEmpty();) {
            const auto reply = ask("GET", target, pair);
            if (reply.status != 200)
                return std::nullopt;
            for (const auto& one : reply.json()[QStringLiteral("statements")].toArray())
                ids.append(one[QStringLiteral("id")].toString());
            target = reply.json()[QStringLiteral("more")].toString();
        }
        return ids;
    }

    QByteArray said; ///< at the start

private:
    QString m_data;
    std::unique_ptr<QProcess> m_process;
    QUrl m_root;
    int m_port = 0;
};

} // namespace understudy::tests
