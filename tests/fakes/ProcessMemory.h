#pragma once

#include <QFile>

namespace understudy::fakes {

/// What /proc/PID/status says of a program's memory, in MB: VmRSS, or VmHWM for the most so far; 0 where the
/// system does not tell.
inline double memoryOf(qint64 process, const QByteArray& field) {
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    const auto text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
    const auto at = text.indexOf(field + ':');
    return at < 0 ? 0 : text.mid(at + field.size() + 1).trimmed().split(' ').first().toDouble() / 1024;
}

} // namespace understudy::fakes
