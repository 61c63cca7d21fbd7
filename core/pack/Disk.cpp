#include "core/pack/Disk.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QStorageInfo>

#include <cstdio>
#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

namespace understudy::pack {
namespace {

Error trouble(const QString& path, const QString& detail) {
    return {Errc::Io,
            QCoreApplication::translate(
                "Pack",
                "The course could not be written to %1. What you have is unchanged. Check the folder's "
                "permissions and free space, then try again.")
                .arg(path),
            detail};
}

} // namespace

Result<void> RealDisk::makeFolder(const QString& path) {
    if (!QDir().mkpath(path))
        return trouble(path, {});
    return {};
}

Result<void> RealDisk::write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(bytes) != bytes.size() || !file.flush())
        return trouble(path, file.errorString());
    return {};
}

Result<void> RealDisk::settle(const QString& folder) {
#ifdef Q_OS_LINUX
    // One call for all files: of ten thousand, each by itself would take minutes.
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool settled = descriptor >= 0 && ::syncfs(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!settled)
        return trouble(folder, {});
#else
    Q_UNUSED(folder)
#endif
    return {};
}

Result<void> RealDisk::rename(const QString& from, const QString& to) {
    // QFile::rename() does not go over a file, and that is what makes the switch happen at once.
    if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return trouble(to, from);
    return {};
}

Result<void> RealDisk::remove(const QString& folder) {
    if (QFileInfo(folder).isSymLink() || QFileInfo(folder).isFile())
        return QFile::remove(folder) ? Result<void>() : trouble(folder, {});
    return !QFileInfo::exists(folder) || QDir(folder).removeRecursively() ? Result<void>()
                                                                          : trouble(folder, {});
}

qint64 RealDisk::freeBytes(const QString& folder) const { return QStorageInfo(folder).bytesAvailable(); }

#ifdef Q_OS_UNIX
FileLock::FileLock(const QString& path)
    : m_descriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (m_descriptor >= 0 && ::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(m_descriptor);
        m_descriptor = -1;
    }
}

FileLock::~FileLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool FileLock::isHeld() const { return m_descriptor >= 0; }
#else
FileLock::FileLock(const QString& path)
    : m_file(std::make_unique<QLockFile>(path)) {
    m_file->tryLock(0);
}

FileLock::~FileLock() = default;

bool FileLock::isHeld() const { return m_file->isLocked(); }
#endif

} // namespace understudy::pack
