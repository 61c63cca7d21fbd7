#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace understudy::fakes {

/// Writes a file, and the folders it lies in. Gives back @p path.
inline QString writeFile(const QString& path, const QByteArray& bytes) {
    QDir().mkpath(QFileInfo(path).path());
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size()) {
        qFatal("no file %s", qPrintable(path));
    }
    return path;
}

/// The bytes of a file; "nothing there" where none can be read.
inline QByteArray readFile(const QString& path) {
    QFile in(path);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("nothing there");
}

} // namespace understudy::fakes
