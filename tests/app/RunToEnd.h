#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace understudy::tests {

/// How a program ended and what it said; code -1 when it did not end by itself in 20 s.
struct Ended {
    int code = -1;
    QString out;
    QString err;
};

inline Ended runToEnd(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(20000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace understudy::tests
