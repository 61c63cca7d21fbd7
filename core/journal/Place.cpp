#include "core/journal/Place.h"

#include "core/journal/Trouble.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/vfs.h>
#endif

namespace understudy::journal {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

Result<void> syncPath(const QString& path, [[maybe_unused]] int flags) {
#ifdef Q_OS_UNIX
    const int handle = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    const bool done = handle >= 0 && ::fsync(handle) == 0;
    const int reason = errno;
    if (handle >= 0)
        ::close(handle);
    // Some file systems don't know how to sync a folder; then there is nothing more to be had.
    if (!done && reason != EINVAL && reason != ENOTSUP)
        return trouble(SQLITE_IOERR, reason,
                       path + QStringLiteral(": ") + QString::fromLocal8Bit(strerror(reason)));
#else
    Q_UNUSED(path)
#endif
    return {};
}

} // namespace

Safety safetyOf(unsigned long fileSystemType) {
    switch (fileSystemType & 0xffffffffUL) {
    case 0x6969:     // NFS
    case 0x517b:     // SMB
    case 0xfe534d42: // SMB2
    case 0xff534d42: // CIFS
    case 0x5346414f: // AFS
    case 0x564c:     // NCP
    case 0x00c36400: // Ceph
    case 0x4d44:     // FAT
    case 0x2011bab0: // exFAT
        return Safety::Unsafe;
    case 0x65735546: // FUSE: sshfs and friends, but also NTFS
    case 0x01021997: // 9P: a folder of a virtual machine's host
        return Safety::Doubtful;
    default:
        return Safety::Safe;
    }
}

Result<QString> preparePlace(const QString& file) {
    const QString folder = QFileInfo(file).absolutePath();
    errno = 0;
    if (!QDir().mkpath(folder)) {
        const int reason = errno ? errno : EACCES;
        return trouble(SQLITE_CANTOPEN, reason,
                       folder + QStringLiteral(": ") + QString::fromLocal8Bit(strerror(reason)));
    }
#ifdef Q_OS_LINUX
    struct statfs about = {};
    if (::statfs(QFile::encodeName(folder).constData(), &about) == 0) {
        const Safety safety = safetyOf(static_cast<unsigned long>(about.f_type));
        if (safety == Safety::Unsafe)
            return Error{
                Errc::Unsupported,
                Words::tr(
                    "Your progress can't be kept in %1: a network disk or FAT stick may lose it when the "
                    "power fails. Set XDG_DATA_HOME to a folder on this computer's own disk.")
                    .arg(folder),
                QStringLiteral("statfs type 0x%1").arg(static_cast<qulonglong>(about.f_type), 0, 16)};
        if (safety == Safety::Doubtful)
            return Words::tr(
                       "Your progress is kept in %1. That may be a disk of another computer: keep your own "
                       "backups, or set XDG_DATA_HOME to a folder on this computer's own disk.")
                .arg(folder);
    }
#endif
    return QString();
}

Result<void> syncFolder(const QString& folder) {
#ifdef Q_OS_UNIX
    return syncPath(folder, O_RDONLY | O_DIRECTORY);
#else
    return syncPath(folder, 0);
#endif
}

Result<void> syncFile(const QString& file) {
#ifdef Q_OS_UNIX
    return syncPath(file, O_RDONLY);
#else
    return syncPath(file, 0);
#endif
}

} // namespace understudy::journal
