#pragma once

#include "core/course/Library.h"
#include "core/course/Manifest.h"
#include "core/pack/Zip.h"

#include <QFile>

#include <functional>
#include <memory>

namespace understudy::pack {

inline constexpr auto suffix = ".understudy-pack";

/// A course pack in one file: a zip archive of pack.json, its signature and the files it lists, in this order
/// and with nothing else. It is read from its beginning, so that the signature is verified before anything
/// more is unpacked, and there is exactly one way to write the same pack: what differs in any byte is
/// refused. No name in it is ever a path, only something to compare with the signed list.
class Archive final {
public:
    /// As course::believe() for a folder's list; then manifest() can be trusted, and nothing has been
    /// written.
    static Result<Archive> open(const QString& path, const QStringList& publicKeys, int lowestSerial,
                                course::PackRefusal& refusal);
    const course::Manifest& manifest() const { return m_manifest; }

    /// Takes a file whose bytes are those that were signed.
    using Take = std::function<Result<void>(const QString& name, const QByteArray& bytes)>;
    /// Unpacks all, the list and its signature first. What was taken counts only when all went well. Once.
    Result<void> unpack(const Take& take);

private:
    explicit Archive(std::unique_ptr<QFile> file);
    Result<void> checkDigest();
    Result<QByteArray> next(const QString& name, qint64 limit);
    Result<void> checkEnd();

    std::unique_ptr<QFile> m_file;
    qint64 m_end = 0; ///< of all but the comment
    QByteArray m_list, m_signature;
    course::Manifest m_manifest;
    std::vector<zip::Entry> m_entries;
};

/// Writes a signed folder as one file, whole or not at all. The same folder gives the same bytes.
Result<void> writeArchive(const QString& folder, const QString& path);

} // namespace understudy::pack
