#pragma once

#include "tests/fakes/Sshd.h"

namespace understudy::fakes {

/// Debian's OpenSSH server with one account, "ada", whose password is known: in namespaces of its own,
/// so that the computer's accounts stay as they are. Needs root; start() says why when there is none.
class AccountSshd final {
public:
    static constexpr auto user = "ada";
    static constexpr auto password = "correct horse";

    ~AccountSshd() { stop(); }

    bool start(const QStringList& settings = {}, quint16 port = 0) {
        if (::geteuid() != 0 || !QFile::exists(QStringLiteral("/usr/bin/unshare")) ||
            !QFile::exists(QStringLiteral("/usr/sbin/sshd"))) {
            m_reason = QStringLiteral("password logins need root, unshare and openssh-server");
            return false;
        }
        ::mkdir("/run/sshd", 0755);
        m_folder.setAutoRemove(true);
        ::chmod(m_folder.path().toLocal8Bit().constData(), 0755);
        if (!QFile::exists(path("host"))) {
            Sshd::makeKey(path("host"));
            Sshd::makeKey(path("id"));
            QFile::copy(path("id.pub"), path("authorized"));
        }
        // `openssl passwd -6` of the password above.
        append(QStringLiteral("/etc/passwd"), "passwd",
               QStringLiteral("ada:x:4711:65534:Ada:/tmp:/bin/sh\n"));
        append(
            QStringLiteral("/etc/shadow"), "shadow",
            QStringLiteral("ada:$6$understudy$V2GJXUWy0PfaHMu31iXCqtAiuASOQ."
                           "Zst1XZq3BvYeHEmSdjkl2Pandx.qcgu0uGkHhg1qMNP84V8DBCW2p4p1:20000:0:99999:7:::\n"));
        m_port = port ? port : Sshd::freePort();
        write("config", QStringLiteral("ListenAddress 127.0.0.1\nPort %1\nHostKey %2\nAuthorizedKeysFile %3\n"
                                       "PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication yes\n"
                                       "KbdInteractiveAuthentication no\nPrintMotd no\nPrintLastLog no\n"
                                       "MaxStartups 100\n%4\n")
                            .arg(m_port)
                            .arg(path("host"), path("authorized"), settings.join(QLatin1Char('\n'))));
        return run();
    }
    /// As when the host is switched off: nobody says goodbye.
    void stop() {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill(); // and with the first process of its namespace go those of all connections
        m_process.waitForFinished();
        QElapsedTimer timer;
        timer.start();
        for (QTcpServer port; !port.listen(QHostAddress::LocalHost, m_port) && timer.elapsed() < 5'000;)
            QThread::yieldCurrentThread();
    }
    void changeHostKey() {
        QFile::remove(path("host"));
        QFile::remove(path("host.pub"));
        Sshd::makeKey(path("host"));
    }

    quint16 port() const { return m_port; }
    QString reason() const { return m_reason; }
    QString identity() const { return path("id"); }
    QString hostKeyLine() const { return Sshd::read(path("host.pub")); }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

private:
    void write(const char* name, const QString& text) {
        QFile out(path(name));
        if (out.open(QIODevice::WriteOnly))
            out.write(text.toLocal8Bit());
    }
    void append(const QString& original, const char* name, const QString& line) {
        write(name, Sshd::read(original) + QLatin1Char('\n') + line);
    }
    bool run() {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("/usr/bin/unshare"),
                        {QStringLiteral("-m"), QStringLiteral("-p"), QStringLiteral("--fork"),
                         QStringLiteral("--kill-child"), QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                         QStringLiteral("mount --bind \"$1/passwd\" /etc/passwd && "
                                        "mount --bind \"$1/shadow\" /etc/shadow && "
                                        "exec /usr/sbin/sshd -D -e -f \"$1/config\""),
                         QStringLiteral("sshd"), m_folder.path()});
        QByteArray said;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 10'000 && m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(100);
            said += m_process.readAll();
            if (said.contains("Server listening"))
                return true;
        }
        m_reason = QStringLiteral("sshd did not start: ") + QString::fromLocal8Bit(said);
        return false;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    QString m_reason;
};

} // namespace understudy::fakes
