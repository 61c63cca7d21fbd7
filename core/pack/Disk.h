#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <memory>

class QLockFile;

namespace understudy::pack {

/// What a shelf asks of the file system. Tests put one in its place that fails, or stops, at any step.
class Disk {
public:
    virtual ~Disk() = default;
    virtual Result<void> makeFolder(const QString& path) = 0;
    /// Writes a new file, and the folders it lies in.
    virtual Result<void> write(const QString& path, const QByteArray& bytes) = 0;
    /// Returns when all that was written and renamed in a folder would outlast a power cut.
    virtual Result<void> settle(const QString& folder) = 0;
    /// At once, over what is there when that is a file.
    virtual Result<void> rename(const QString& from, const QString& to) = 0;
    /// A folder with all in it, or nothing when it is not there.
    virtual Result<void> remove(const QString& folder) = 0;
    virtual qint64 freeBytes(const QString& folder) const = 0;
};

/// The computer's own.
class RealDisk final : public Disk {
public:
    Result<void> makeFolder(const QString& path) override;
    Result<void> write(const QString& path, const QByteArray& bytes) override;
    Result<void> settle(const QString& folder) override;
    Result<void> rename(const QString& from, const QString& to) override;
    Result<void> remove(const QString& folder) override;
    qint64 freeBytes(const QString& folder) const override;
};

/// Held by one at a time. The system lets go of it when its program ends, however that ends.
class FileLock final {
public:
    explicit FileLock(const QString& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    bool isHeld() const;

private:
    int m_descriptor = -1;
    std::unique_ptr<QLockFile> m_file; ///< where there are no locks of the system
};

} // namespace understudy::pack
