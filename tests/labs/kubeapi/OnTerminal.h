#pragma once

#include "tests/fakes/LabServer.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace understudy::kubeapi {

/// kubectl behind a real terminal of 24 lines of 80.
class OnTerminal final {
public:
    explicit OnTerminal(fakes::LabServer& lab)
        : m_lab(lab) {}
    ~OnTerminal() {
        m_process.kill();
        m_process.waitForFinished();
        if (m_master >= 0)
            close(m_master);
    }
    bool start(const QStringList& arguments) {
        m_master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (m_master < 0 || grantpt(m_master) != 0 || unlockpt(m_master) != 0)
            return false;
        resize(80, 24);
        const std::string name = ptsname(m_master);
        m_lab.prepare(m_process, arguments);
        m_process.setChildProcessModifier([name] {
            setsid();
            const int terminal = open(name.c_str(), O_RDWR);
            ioctl(terminal, TIOCSCTTY, 0);
            for (const int fd : {0, 1, 2})
                dup2(terminal, fd);
        });
        m_process.start();
        return m_process.waitForStarted();
    }
    void resize(unsigned short columns, unsigned short rows) const {
        const winsize size{rows, columns, 0, 0};
        ioctl(m_master, TIOCSWINSZ, &size);
    }
    void type(const QByteArray& keys) const {
        if (write(m_master, keys.constData(), static_cast<std::size_t>(keys.size())) != keys.size())
            qWarning("the terminal did not take what was typed");
    }
    /// Until that text was shown since the last call, or for twenty seconds.
    bool shows(const QByteArray& text) {
        QElapsedTimer since;
        since.start();
        while (since.elapsed() < 20'000) {
            char buffer[4096];
            const auto count = read(m_master, buffer, sizeof buffer);
            if (count > 0)
                m_seen.append(buffer, count);
            const auto at = m_seen.indexOf(text, m_from);
            if (at >= 0) {
                m_from = at + text.size();
                return true;
            }
            m_lab.push(100'000);
            QTest::qWait(10);
        }
        qWarning() << "seen:" << m_seen;
        return false;
    }
    /// The exit status of the program when it has ended.
    int ended() {
        QElapsedTimer since;
        since.start();
        while (!m_process.waitForFinished(20) && since.elapsed() < 20'000)
            m_lab.push(100'000);
        return m_process.state() == QProcess::NotRunning ? m_process.exitCode() : -1;
    }

private:
    fakes::LabServer& m_lab;
    QProcess m_process;
    int m_master = -1;
    QByteArray m_seen;
    qsizetype m_from = 0;
};

} // namespace understudy::kubeapi
