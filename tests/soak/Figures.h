#pragma once

#include <QDir>
#include <QFile>
#include <QStringList>

namespace understudy::soak {

/// What this program holds of the computer.
struct Figures {
    qint64 residentKiB = 0;
    QStringList descriptors; ///< what each is open on
    qsizetype threads = 0;

    static Figures now() {
        Figures here;
        QFile status(QStringLiteral("/proc/self/status"));
        if (status.open(QIODevice::ReadOnly))
            for (const QByteArray& line : status.readAll().split('\n'))
                if (line.startsWith("VmRSS:"))
                    here.residentKiB = line.simplified().split(' ').value(1).toLongLong();
        here.threads = entries("task").size();
        for (const QString& number : entries("fd"))
            here.descriptors << QFile::symLinkTarget(QStringLiteral("/proc/self/fd/") + number);
        return here;
    }
    QString text() const {
        return QStringLiteral("%1 MB resident, %2 descriptors, %3 threads")
            .arg(static_cast<double>(residentKiB) / 1024, 0, 'f', 1)
            .arg(descriptors.size())
            .arg(threads);
    }

private:
    static QStringList entries(const char* kind) {
        return QDir(QStringLiteral("/proc/self/") + QLatin1String(kind))
            .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    }
};

} // namespace understudy::soak
