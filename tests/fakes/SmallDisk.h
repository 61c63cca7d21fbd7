#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace understudy::fakes {

/// A small disk of its own, where the system lets us have one.
class SmallDisk final {
public:
    explicit SmallDisk(const QString& options) {
        m_mounted = QProcess::execute(QStringLiteral("mount"),
                                      {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                                       options, QStringLiteral("tmpfs"), path()}) == 0;
    }
    ~SmallDisk() {
        if (m_mounted)
            QProcess::execute(QStringLiteral("umount"), {QStringLiteral("-l"), path()});
    }
    bool mounted() const { return m_mounted; }
    QString path() const { return m_folder.path(); }
    void makeReadOnly() {
        QProcess::execute(QStringLiteral("mount"),
                          {QStringLiteral("-o"), QStringLiteral("remount,ro"), path()});
    }
    /// Until not a byte more fits.
    void fill() {
        QFile file(path() + QStringLiteral("/filler"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered));
        for (int size : {65536, 4096, 1}) {
            while (file.write(QByteArray(size, 'x')) == size) {}
        }
    }
    void free() { QFile::remove(path() + QStringLiteral("/filler")); }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

} // namespace understudy::fakes
