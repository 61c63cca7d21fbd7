#include "views/terminal/replay/Recorder.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

namespace understudy::terminal {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Recorder", text); }

} // namespace

Result<void> Recorder::start(const QString& path, const Screen& screen, const QString& title) {
    stop();
    if (!QDir().mkpath(QFileInfo(path).absolutePath())) {
        return Error{Errc::ReadOnly, tr("The folder for recordings can’t be made. Choose another one."),
                     QFileInfo(path).absolutePath()};
    }
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered)) {
        return Error{Errc::Io, tr("The recording can’t be written. Nothing is recorded."),
                     m_file.errorString()};
    }
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_startedAt = m_clock.now();
    m_writer = {};
    Cast cast;
    cast.columns = screen.columns();
    cast.rows = screen.rows();
    cast.startedAt = std::chrono::duration_cast<std::chrono::seconds>(m_startedAt.time_since_epoch()).count();
    cast.title = title.toStdString();
    return write(m_writer.header(cast) + m_writer.output(0, repaint(screen)));
}

Result<void> Recorder::output(std::string_view bytes) {
    return isRunning() ? write(m_writer.output(elapsedMs(), bytes)) : Result<void>();
}

Result<void> Recorder::resized(int columns, int rows) {
    return isRunning() ? write(m_writer.resized(elapsedMs(), columns, rows)) : Result<void>();
}

void Recorder::stop() { m_file.close(); }

Result<void> Recorder::write(const std::string& line) {
    const auto size = static_cast<qint64>(line.size());
    if (size > 0 && m_file.write(line.data(), size) != size) {
        const QString why = m_file.errorString();
        stop();
        return Error{Errc::DiskFull,
                     tr("The recording has ended because the disk is full. What came before is kept."), why};
    }
    return {};
}

QString recordingsFolder(const QString& profile) {
    return (profile.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) : profile) +
           QStringLiteral("/recordings");
}

QString freshFileName(const QString& title, const Clock& clock) {
    static const QRegularExpression odd(QStringLiteral("[^\\w.-]+"),
                                        QRegularExpression::UseUnicodePropertiesOption);
    QString name = QString(title).replace(odd, QStringLiteral("-")).left(60);
    while (name.startsWith(QLatin1Char('-')) || name.startsWith(QLatin1Char('.'))) {
        name.remove(0, 1);
    }
    const Instant local = clock.now() + std::chrono::minutes(clock.offsetMinutes(clock.now()));
    const auto when = QDateTime::fromMSecsSinceEpoch(local.time_since_epoch().count(), Qt::UTC);
    return (name.isEmpty() ? QStringLiteral("terminal") : name) +
           when.toString(QStringLiteral("-yyyy-MM-dd-HHmmss"));
}

} // namespace understudy::terminal
