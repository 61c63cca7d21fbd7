#pragma once

#include "core/course/Library.h"
#include "core/course/Manifest.h"

#include <map>

namespace understudy::course {

/// The files of a signed pack. open() has proved every one of them; read() proves it again, and knows no name
/// that is not in the signed list.
class SealedFolder final : public Files {
public:
    /// In this order: the key is known, the signature fits, its comment names this very version, the program
    /// is new enough, the version is not lower than @p lowestSerial, the folder holds the listed files and
    /// nothing else, and each has its hash. The refusal is filled as far as things are known.
    static Result<SealedFolder> open(const QString& folder, const QStringList& publicKeys, int lowestSerial,
                                     PackRefusal& refusal);

    QStringList names() const override;
    bool has(const QString& name) const override { return m_files.contains(name); }
    Result<QByteArray> read(const QString& name) const override;
    const Manifest& manifest() const { return m_manifest; }

private:
    SealedFolder(QString folder, Manifest manifest);
    Result<void> checkFiles(PackRefusal& refusal) const;
    QStringList strangers() const;

    QString m_folder;
    Manifest m_manifest;
    std::map<QString, Manifest::File> m_files;
};

} // namespace understudy::course
