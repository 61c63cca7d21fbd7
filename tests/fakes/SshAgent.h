#pragma once

#include <QFile>
#include <QProcess>
#include <QTest>

namespace understudy::fakes {

/// OpenSSH's agent at @p socket, found by this program's logins as long as it lives.
class SshAgent final {
public:
    explicit SshAgent(const QString& socket)
        : m_socket(socket)
        , m_before(qgetenv("SSH_AUTH_SOCK")) {
        qputenv("SSH_AUTH_SOCK", socket.toLocal8Bit());
        m_process.start("ssh-agent", {"-D", "-a", socket});
    }
    ~SshAgent() {
        stop();
        qputenv("SSH_AUTH_SOCK", m_before);
    }
    SshAgent(const SshAgent&) = delete;
    SshAgent& operator=(const SshAgent&) = delete;

    bool isThere() const {
        return QTest::qWaitFor([this] { return QFile::exists(m_socket); }, 10'000);
    }
    bool add(const QString& key) const { return QProcess::execute("ssh-add", {"-q", key}) == 0; }
    void stop() {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QString m_socket;
    QByteArray m_before;
    QProcess m_process;
};

} // namespace understudy::fakes
