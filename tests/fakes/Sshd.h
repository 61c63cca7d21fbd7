#pragma once

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace understudy::fakes {

/// Debian's OpenSSH server on a loopback port, with keys and settings of its own, for the account that runs
/// the test. start() is false, with a reason, where there is none.
class Sshd final {
public:
    ~Sshd() { stop(); }

    bool start(const QStringList& settings = {}, quint16 port = 0) {
        const QString program = QStringLiteral("/usr/sbin/sshd");
        if (!QFile::exists(program)) {
            m_reason = QStringLiteral("openssh-server is not installed");
            return false;
        }
        ::mkdir("/run/sshd", 0755); // privilege separation wants it when root
        if (!QFile::exists(path("host")))
            makeKey(path("host"));
        if (!QFile::exists(path("id"))) {
            makeKey(path("id"));
            QFile::copy(path("id.pub"), path("authorized"));
        }
        m_port = port ? port : freePort();
        QFile config(path("config"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write(
            QStringLiteral("%4\nListenAddress 127.0.0.1\nPort %1\nHostKey %2\nAuthorizedKeysFile %3\n"
                           "PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
                           "MaxStartups 100\nMaxSessions 50\nPermitRootLogin yes\n") // the first value counts
                .arg(m_port)
                .arg(path("host"), path("authorized"), settings.join(QLatin1Char('\n')))
                .toLocal8Bit());
        config.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(program,
                        {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), path("config")});
        QByteArray said;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 10'000 && m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(100);
            said += m_process.readAll();
            if (said.contains("Server listening")) {
                m_said = said;
                return true;
            }
        }
        m_reason = QStringLiteral("sshd did not start: ") + QString::fromLocal8Bit(said);
        return false;
    }
    void stop() {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }
    /// As after a reinstallation of the host.
    void changeHostKey() {
        QFile::remove(path("host"));
        QFile::remove(path("host.pub"));
    }

    /// All it wrote to its log since it was started.
    QByteArray said() {
        m_process.waitForReadyRead(10);
        return m_said += m_process.readAll();
    }
    quint16 port() const { return m_port; }
    qint64 pid() const { return m_process.processId(); }
    QString reason() const { return m_reason; }
    QString identity() const { return path("id"); }
    QString hostKeyLine() const { return read(path("host.pub")); }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    static QString user() { return QString::fromLocal8Bit(::getpwuid(::geteuid())->pw_name); }

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

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    QString m_reason;
    QByteArray m_said;
};

} // namespace understudy::fakes
