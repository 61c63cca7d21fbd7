#pragma once

#include "tests/app/AskServer.h"
#include "tests/app/RunToEnd.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <optional>

namespace understudy::tests {

/// The program understudy-server, run from outside as an operator runs it.
class ServerProcess final {
public:
    using Ended = tests::Ended;
    using Reply = tests::Reply;
    explicit ServerProcess(const QString& data)
        : m_data(data) {}
    ~ServerProcess() { kill(); }
    Q_DISABLE_COPY_MOVE(ServerProcess)
    static QString program() { return qEnvironmentVariable("UNDERSTUDY_BIN") + "/understudy-server"; }

    /// Runs it to its end, on any arguments.
    static Ended runAny(const QStringList& arguments, const QString& through = {},
                        const QStringList& before = {}) {
        return through.isEmpty() ? runToEnd(program(), arguments)
                                 : runToEnd(through, before + QStringList{program()} + arguments);
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
    /// From the next start on.
    void listenOn(int port) { m_port = port; }
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
             {QStringLiteral("--role"), QStringLiteral("administrator")});
        return device(QStringLiteral("staff"));
    }

    Reply ask(const QByteArray& method, const QString& target, const QByteArray& pair = {},
              const QByteArray& body = {}, const QByteArray& authority = {}) const {
        return askServer(method, QUrl(m_root.toString() + target), pair, body, authority);
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
