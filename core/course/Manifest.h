#pragma once

#include "core/base/Minisign.h"
#include "core/course/Files.h"

#include <vector>

namespace understudy::course {

inline constexpr auto manifestName = "pack.json";
inline constexpr auto signatureName = "pack.json.minisig";

/// What a list of contents says of one page, so that opening a pack need not read its pages.
struct PageEntry {
    QString id; ///< "01-architecture/graceful-degradation"
    QString title;
    int minutes = 0;
    QStringList objectives;
    bool operator==(const PageEntry&) const = default;
};

/// The list of everything in a pack, which is what a publisher signs.
struct Manifest {
    struct File {
        QString name;
        qint64 size = 0;
        QByteArray sha256; ///< 32 bytes
        bool operator==(const File&) const = default;
    };
    QString id, version, minimumApp, publisher;
    int serial = 0;
    std::vector<File> files;         ///< by name
    std::vector<PageEntry> contents; ///< by id; empty in packs made before there were any

    /// Reads pack.json strictly: every name safe, no name twice (nor apart by case alone), sizes within the
    /// limits, id and version fit to name a folder.
    static Result<Manifest> parse(const QByteArray& json);
    QByteArray json() const;
    /// "id=dwcp-v3 version=1.0.0 serial=1": signed with the list, so that a list cannot pass as another's.
    QByteArray trustedComment() const;

    bool operator==(const Manifest&) const = default;
};

/// Hashes every file of a folder, and signs. The folder must load without problems.
Result<Manifest> makeManifest(const SourceFolder& folder);
/// Writes pack.json and pack.json.minisig, each whole or not at all.
Result<void> seal(const QString& folder, const Manifest& manifest, const minisign::SecretKey& key);

struct Course;
/// What the signed list says of the pages of a whole course.
std::vector<PageEntry> contentsOf(const Course& course);

QByteArray sha256(const QByteArray& bytes);

} // namespace understudy::course
