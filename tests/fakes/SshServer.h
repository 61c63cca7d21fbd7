#pragma once

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>

#include <sys/stat.h>
#include <unistd.h>

namespace understudy::fakes {

/// What OpenSSH servers of tests have in common: a folder with their keys and settings, a loopback port, and
/// ways to go wrong.
class SshServer {
public:
    virtual ~SshServer() = default;
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    /// False, with a reason, where it cannot be. @p port 0 takes any free one.
    virtual bool start(const QStringList& settings = {}, quint16 port = 0) = 0;
    virtual void stop() = 0;

    /// Stopped and started again on the same port.
    bool restart(const QStringList& settings = {}) {
        stop();
        return start(settings, m_port);
    }
    /// As after a reinstallation of the host: on the same port with another key.
    bool reinstall(const QStringList& settings = {}) {
        stop();
        QFile::remove(path("host"));
        QFile::remove(path("host.pub"));
        return start(settings, m_port);
    }

    quint16 port() const { return m_port; }
    QString reason() const { return m_reason; }
    QString identity() const { return path("id"); }
    QString hostKeyLine() const { return read(path("host.pub")); }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    static QString read(const QString& file) {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? QString::fromUtf8(in.readAll()).trimmed() : QString();
    }
    static void makeKey(const QString& file, const QString& passphrase = {},
                        const QStringList& kind = {"-t", "ed25519"}) {
        QProcess::execute(QStringLiteral("ssh-keygen"),
                          QStringList{"-q", "-N", passphrase, "-C", "test", "-f", file} + kind);
    }
    static quint16 freePort() {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return server.serverPort();
    }

protected:
    SshServer() = default;

    bool refuse(const QString& reason) {
        m_reason = reason;
        return false;
    }
    void makeKeys() {
        ::mkdir("/run/sshd", 0755); // privilege separation wants it when root
        if (!QFile::exists(path("host")))
            makeKey(path("host"));
        if (!QFile::exists(path("id"))) {
            makeKey(path("id"));
            QFile::copy(path("id.pub"), path("authorized"));
        }
    }
    /// The first value of a setting is the one that counts.
    void configure(const QStringList& settings, quint16 port) {
        m_port = port ? port : freePort();
        write("config", QStringLiteral("%4\nListenAddress 127.0.0.1\nPort %1\nHostKey %2\n"
                                       "AuthorizedKeysFile %3\nPidFile none\nStrictModes no\n"
                                       "MaxStartups 100\nMaxSessions 50\nPermitRootLogin yes\n"
                                       "PrintMotd no\nPrintLastLog no\n")
                            .arg(m_port)
                            .arg(path("host"), path("authorized"), settings.join(QLatin1Char('\n'))));
    }
    void write(const char* name, const QString& text) const {
        QFile out(path(name));
        if (out.open(QIODevice::WriteOnly))
            out.write(text.toLocal8Bit());
    }
    bool launch(const QString& program, const QStringList& words) {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(program, words);
        m_said.clear();
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 10'000 && m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(100);
            m_said += m_process.readAll();
            if (m_said.contains("Server listening"))
                return true;
        }
        return refuse(QStringLiteral("sshd did not start: ") + QString::fromLocal8Bit(m_said));
    }
    void kill() {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    QString m_reason;
    QByteArray m_said;
};

} // namespace understudy::fakes
