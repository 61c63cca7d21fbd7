#pragma once

#include "core/course/Library.h"
#include "core/course/Manifest.h"

#include <map>

namespace understudy::course {

/// Believes a pack's list when, in this order: the key is known, the signature fits, its comment names this
/// very version, the program is new enough, the version is not lower than @p lowestSerial. The refusal is
/// filled as far as things are known.
Result<Manifest> believe(const QByteArray& list, const QByteArray& signature, const QStringList& publicKeys,
                         int lowestSerial, PackRefusal& refusal);

/// The files of a signed pack. open() has proved its list, and that the folder holds what is listed and
/// nothing else; read() proves the bytes each time, and knows no name that is not in the signed list.
class SealedFolder final : public Files {
public:
    static constexpr qint64 largestManifest = 16 * 1024 * 1024, largestSignature = 4096;

    static Result<SealedFolder> open(const QString& folder, const QStringList& publicKeys, int lowestSerial,
                                     PackRefusal& refusal);

    QStringList names() const override;
    bool has(const QString& name) const override { return m_files.contains(name); }
    Result<QByteArray> read(const QString& name) const override;
    /// Reads every file; the refusal names those that differ.
    Result<void> proveFiles(PackRefusal& refusal) const;
    const Manifest& manifest() const { return m_manifest; }

private:
    SealedFolder(QString folder, Manifest manifest);
    Result<void> checkListing(PackRefusal& refusal) const;
    Result<void> verdict(const PackRefusal& refusal) const;

    QString m_folder;
    Manifest m_manifest;
    std::map<QString, Manifest::File> m_files;
};

} // namespace understudy::course
