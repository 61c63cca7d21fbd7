#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QStringList>

#include <map>

namespace understudy::course {

/// The files of a pack, asked for by their names relative to it ("modules/01-architecture/module.yaml").
class Files {
public:
    static constexpr qint64 largestFile = 16 * 1024 * 1024;
    static constexpr qint64 largestPack = 256 * 1024 * 1024;
    static constexpr int mostFiles = 20000;

    virtual ~Files() = default;
    virtual QStringList names() const = 0; ///< sorted
    virtual bool has(const QString& name) const = 0;
    virtual Result<QByteArray> read(const QString& name) const = 0;
};

/// True for a relative name with nothing to hide: no "..", no empty or hidden part, no backslash, no control
/// character, no drive, no device, one spelling (NFC), and not longer than any file system takes.
bool isSafeName(const QString& name);

/// A folder as an author has it: whatever lies in it. Labs may come from a second folder, as in the source
/// tree.
class SourceFolder final : public Files {
public:
    /// @p labs is a folder that holds lab-1-1/ and so on; empty when the pack has its own labs/.
    static Result<SourceFolder> open(const QString& folder, const QString& labs = {});
    QStringList names() const override;
    bool has(const QString& name) const override { return m_paths.contains(name); }
    Result<QByteArray> read(const QString& name) const override;
    /// Links and odd names found on the way; nothing that a pack may hold.
    const QStringList& refused() const { return m_refused; }

private:
    void gather(const QString& folder, const QString& prefix, bool labsOnly);
    std::map<QString, QString> m_paths;
    QStringList m_refused;
};

/// Reads at most @p limit bytes; more is an error, as is a link or anything that is not a plain file.
Result<QByteArray> readPlainFile(const QString& path, qint64 limit);

} // namespace understudy::course
