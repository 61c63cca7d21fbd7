#pragma once

#include "tests/fakes/SshServer.h"

namespace understudy::fakes {

/// Debian's OpenSSH server with one account, "ada", whose password is known: in namespaces of its own,
/// so that the computer's accounts stay as they are. Needs root; start() says why when there is none.
class AccountSshd final : public SshServer {
public:
    static constexpr auto user = "ada";
    static constexpr auto password = "correct horse";

    ~AccountSshd() override { stop(); }

    /// Logins ask what this PAM stack says ("auth required pam_unix.so" …), in place of the password alone.
    void setPam(const QStringList& auth) { m_pam = auth; }

    bool start(const QStringList& settings = {}, quint16 port = 0) override {
        if (::geteuid() != 0 || !QFile::exists(QStringLiteral("/usr/bin/unshare")) ||
            !QFile::exists(QStringLiteral("/usr/sbin/sshd")))
            return refuse(QStringLiteral("password logins need root, unshare and openssh-server"));
        ::chmod(m_folder.path().toLocal8Bit().constData(), 0755);
        makeKeys();
        // `openssl passwd -6` of the password above.
        prepend(QStringLiteral("/etc/passwd"), "passwd",
                QStringLiteral("ada:x:4711:65534:Ada:/tmp:/bin/sh\n"));
        prepend(
            QStringLiteral("/etc/shadow"), "shadow",
            QStringLiteral("ada:$6$understudy$V2GJXUWy0PfaHMu31iXCqtAiuASOQ."
                           "Zst1XZq3BvYeHEmSdjkl2Pandx.qcgu0uGkHhg1qMNP84V8DBCW2p4p1:20000:0:99999:7:::\n"));
        QStringList own{"PasswordAuthentication yes", "KbdInteractiveAuthentication no", "UsePAM no"};
        if (!m_pam.isEmpty()) {
            own = QStringList{"PasswordAuthentication no", "KbdInteractiveAuthentication yes", "UsePAM yes"};
            write("pam", m_pam.join(QLatin1Char('\n')) + QStringLiteral("\naccount required pam_permit.so\n"
                                                                        "session required pam_permit.so\n"));
        }
        configure(settings + own, port);
        return launch(QStringLiteral("/usr/bin/unshare"),
                      {"-m", "-p", "--fork", "--kill-child", "/bin/sh", "-c",
                       "mount --bind \"$1/passwd\" /etc/passwd && mount --bind \"$1/shadow\" /etc/shadow && "
                       "if [ -f \"$1/pam\" ]; then mount --bind \"$1/pam\" /etc/pam.d/sshd; fi && "
                       "exec /usr/sbin/sshd -D -e -f \"$1/config\"",
                       "sshd", m_folder.path()});
    }
    /// As when the host is switched off: nobody says goodbye.
    void stop() override {
        if (m_process.state() == QProcess::NotRunning)
            return;
        kill(); // and with the first process of its namespace go those of all connections
        QElapsedTimer timer;
        timer.start();
        for (QTcpServer port; !port.listen(QHostAddress::LocalHost, m_port) && timer.elapsed() < 5'000;)
            QThread::yieldCurrentThread();
    }

private:
    /// Ours comes first, so that it counts where the computer has an account of that name.
    void prepend(const QString& original, const char* name, const QString& line) const {
        write(name, line + read(original) + QLatin1Char('\n'));
    }

    QStringList m_pam;
};

} // namespace understudy::fakes
