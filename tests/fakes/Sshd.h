#pragma once

#include "tests/fakes/SshServer.h"

#include <pwd.h>

namespace understudy::fakes {

/// Debian's OpenSSH server with keys and settings of its own, for the account that runs the test.
class Sshd final : public SshServer {
public:
    ~Sshd() override { stop(); }

    bool start(const QStringList& settings = {}, quint16 port = 0) override {
        const QString program = QStringLiteral("/usr/sbin/sshd");
        if (!QFile::exists(program))
            return refuse(QStringLiteral("openssh-server is not installed"));
        makeKeys();
        configure(settings + QStringList{"UsePAM no", "PasswordAuthentication no"}, port);
        return launch(program, {"-D", "-e", "-f", path("config")});
    }
    void stop() override { kill(); }

    /// All it wrote to its log since it was started.
    QByteArray said() {
        m_process.waitForReadyRead(10);
        return m_said += m_process.readAll();
    }
    qint64 pid() const { return m_process.processId(); }
    static QString user() { return QString::fromLocal8Bit(::getpwuid(::geteuid())->pw_name); }
};

} // namespace understudy::fakes
