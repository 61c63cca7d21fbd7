#include "labs/session/LabProcess.h"

#include "core/base/Log.h"

#include <QDir>
#include <QFileInfo>

namespace understudy::session {

namespace {

constexpr int AlreadyRunning = 3; // exit statuses of understudy-lab
constexpr int DiskTrouble = 4;

} // namespace

LabProcess::LabProcess(QString program, QString home, QObject* parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_home(std::move(home)) {
    m_look.setInterval(25);
    connect(&m_look, &QTimer::timeout, this, &LabProcess::look);
    connect(&m_process, &QProcess::finished, this, &LabProcess::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended();
    });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process.readAllStandardError()).right(4000); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { m_process.readAllStandardOutput(); });
}

LabProcess::~LabProcess() {
    disconnect(&m_process, nullptr, this, nullptr);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
}

void LabProcess::start() {
    if (m_state != State::Stopped)
        return;
    m_stopping = false;
    m_since.start();
    m_state = State::Starting;
    launch();
}

void LabProcess::launch() {
    m_errors.clear();
    QDir().mkpath(m_home);
    m_process.start(m_program, QStringList{QStringLiteral("serve"), QStringLiteral("--json"),
                                           QStringLiteral("--die-with-parent"), QStringLiteral("--home"),
                                           m_home, QStringLiteral("--resume")} +
                                   m_arguments);
    m_look.start();
}

void LabProcess::stop() {
    m_stopping = true;
    if (m_process.state() == QProcess::NotRunning) {
        m_look.stop();
        m_state = State::Stopped;
        return;
    }
    m_process.terminate();
    QTimer::singleShot(3000, &m_process, [this] {
        if (m_stopping)
            m_process.kill();
    });
}

void LabProcess::look() {
    if (m_process.state() == QProcess::Running) {
        const auto found = LabConnection::readFile(m_home + QStringLiteral("/lab.json"));
        // A file left behind by a lab that was killed names another process.
        if (found.ok() && found->pid == m_process.processId()) {
            m_look.stop();
            m_connection = *found;
            m_state = State::Running;
            qCDebug(logLab) << "lab ready after" << m_since.elapsed() << "ms";
            Q_EMIT ready(*m_connection);
            return;
        }
        if (!found.ok() && found.error().code == Errc::Newer) {
            fail(found.error());
            return;
        }
    }
    if (m_since.elapsed() > m_patience.count()) {
        fail({Errc::TimedOut,
              tr("The lab did not get ready. Your steps are kept. Try again; if it stays so, restart the "
                 "computer."),
              lastWords()});
    }
}

void LabProcess::ended() {
    if (m_state == State::Stopped)
        return;
    const int status = m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    if (m_stopping) {
        m_look.stop();
        m_connection.reset();
        m_state = State::Stopped;
        Q_EMIT stopped();
        return;
    }
    // The lab of a window that was just closed needs a moment to go.
    if (m_state == State::Starting && status == AlreadyRunning &&
        m_since.elapsed() < m_patience.count() / 4) {
        QTimer::singleShot(250, this, [this] {
            if (m_state == State::Starting && m_process.state() == QProcess::NotRunning)
                launch();
        });
        return;
    }
    const QString words = lastWords();
    if (m_process.error() == QProcess::FailedToStart) {
        fail({Errc::NotFound,
              tr("The lab program is missing. Your steps are kept. Install Understudy again."), m_program});
    } else if (status == AlreadyRunning) {
        fail({Errc::Busy,
              tr("The lab runs in another window. Your steps are kept. Close that window, then start the "
                 "lab here."),
              words});
    } else if (status == DiskTrouble) {
        fail({Errc::Io,
              tr("The lab has no place to write. Your steps are kept. Make room on the disk and start the "
                 "lab again."),
              words});
    } else {
        fail({Errc::Unreachable,
              tr("The lab stopped. Your steps and notes are kept, the timer is paused. Start the "
                 "lab again."),
              words});
    }
}

void LabProcess::fail(const Error& error) {
    m_look.stop();
    m_state = State::Stopped;
    m_connection.reset();
    if (m_process.state() != QProcess::NotRunning)
        m_process.kill();
    qCDebug(logLab) << "lab failed:" << error.detail;
    Q_EMIT failed(error);
}

QString LabProcess::lastWords() {
    m_errors = (m_errors + m_process.readAllStandardError()).right(4000);
    const QString last = QString::fromUtf8(m_errors).trimmed().section(QLatin1Char('\n'), -1).left(300);
    return last.isEmpty() ? QStringLiteral("%1 ended with status %2").arg(m_program).arg(m_process.exitCode())
                          : last;
}

} // namespace understudy::session
