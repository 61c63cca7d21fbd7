#include "core/pack/Archive.h"

#include "core/course/SealedFolder.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace understudy::pack {
namespace {

// An archive ends in a comment, "sha256 " and 64 digits, over all before it. It proves nothing, as anybody
// can write it: it tells a copy that broke on the way from one that was made wrong.
const QByteArray digestWord("sha256 ");
constexpr int commentSize = 7 + 64;
constexpr qint64 largestArchive = course::Files::largestPack + 64 * 1024 * 1024; // with headers and the list

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Pack)
};

Error damaged(const QString& detail) {
    return {
        Errc::Corrupt,
        Words::tr("The pack file was cut short or changed on the way. Get it again from your training team."),
        detail};
}

Error wrong(const QString& detail) {
    return {
        Errc::Refused,
        Words::tr("The pack file holds something other than what was signed. Get it again from your training "
                  "team."),
        detail};
}

} // namespace

Archive::Archive(std::unique_ptr<QFile> file)
    : m_file(std::move(file))
    , m_end(m_file->size() - commentSize) {}

Result<Archive> Archive::open(const QString& path, const QStringList& publicKeys, int lowestSerial,
                              course::PackRefusal& refusal) {
    const QFileInfo info(path);
    auto file = std::make_unique<QFile>(path);
    if (!info.isFile() || !file->open(QIODevice::ReadOnly))
        return Error{info.exists() && info.isFile() ? Errc::Io : Errc::NotFound,
                     Words::tr("%1 cannot be read. Choose a file that ends in %2.")
                         .arg(info.fileName(), QLatin1String(suffix)),
                     path};
    if (file->size() > largestArchive)
        return Error{Errc::BadInput,
                     Words::tr("The file has %1 MiB; a course pack has at most %2 MiB.")
                         .arg(file->size() / 1048576)
                         .arg(largestArchive / 1048576),
                     path};
    Archive archive(std::move(file));
    if (const auto whole = archive.checkDigest(); !whole.ok())
        return whole.error();
    auto list = archive.next(QLatin1String(course::manifestName), course::SealedFolder::largestManifest);
    if (!list.ok())
        return list.error();
    auto signature =
        archive.next(QLatin1String(course::signatureName), course::SealedFolder::largestSignature);
    if (!signature.ok())
        return signature.error();
    auto manifest = course::believe(*list, *signature, publicKeys, lowestSerial, refusal);
    if (!manifest.ok())
        return manifest.error();
    archive.m_list = std::move(*list);
    archive.m_signature = std::move(*signature);
    archive.m_manifest = std::move(*manifest);
    return archive;
}

Result<void> Archive::checkDigest() {
    if (m_end <= 0 || !m_file->peek(4).startsWith("PK\x03\x04"))
        return Error{
            Errc::BadInput,
            Words::tr("This is not a course pack. Choose a file that ends in %1.").arg(QLatin1String(suffix)),
            m_file->fileName()};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (qint64 left = m_end; left > 0;) {
        const QByteArray part = m_file->read(qMin<qint64>(left, 1 << 20));
        if (part.isEmpty())
            return damaged(m_file->errorString());
        hash.addData(part);
        left -= part.size();
    }
    if (m_file->read(commentSize) != digestWord + hash.result().toHex())
        return damaged(QStringLiteral("sha256"));
    m_file->seek(0);
    return {};
}

Result<QByteArray> Archive::next(const QString& name, qint64 limit) {
    const qint64 at = m_file->pos();
    auto entry = zip::readHeader(m_file->read(zip::headerSize));
    if (!entry.ok())
        return entry.error();
    const QByteArray found = m_file->read(entry->name.size());
    if (found != name.toUtf8())
        return wrong(Words::tr("Where %1 should be is another file.").arg(name));
    if (entry->size > limit)
        return wrong(Words::tr("%1 is larger than it may be.").arg(name));
    if (m_file->pos() + entry->packed > m_end)
        return damaged(name);
    entry->name = found;
    entry->offset = static_cast<quint32>(at);
    m_entries.push_back(*entry);
    return zip::unpacked(*entry, m_file->read(entry->packed));
}

Result<void> Archive::unpack(const Take& take) {
    if (const auto taken = take(QLatin1String(course::manifestName), m_list); !taken.ok())
        return taken;
    if (const auto taken = take(QLatin1String(course::signatureName), m_signature); !taken.ok())
        return taken;
    for (const auto& file : m_manifest.files) {
        const auto bytes = next(file.name, file.size);
        if (!bytes.ok())
            return bytes.error();
        if (bytes->size() != file.size || course::sha256(*bytes) != file.sha256)
            return wrong(Words::tr("%1 is not as it was signed.").arg(file.name));
        if (const auto taken = take(file.name, *bytes); !taken.ok())
            return taken;
    }
    return checkEnd();
}

/// The directory says again what the headers said. It is not read but compared, so that it can say nothing
/// else.
Result<void> Archive::checkEnd() {
    const auto at = static_cast<quint32>(m_file->pos());
    const QByteArray expected = zip::directory(m_entries, at, commentSize);
    if (m_end - m_file->pos() != expected.size() || m_file->read(expected.size()) != expected)
        return wrong(Words::tr("More than the signed files is in it."));
    return {};
}

namespace {

/// Writes an archive, entry by entry.
class Writer final {
public:
    explicit Writer(const QString& path)
        : m_file(path) {}
    bool open() { return m_file.open(QIODevice::WriteOnly); }
    void add(const QString& name, const QByteArray& bytes) {
        zip::Entry entry;
        entry.name = name.toUtf8();
        entry.offset = static_cast<quint32>(m_at);
        const QByteArray body = zip::packed(entry, bytes);
        put(zip::header(entry));
        put(body);
        m_entries.push_back(entry);
    }
    bool close() {
        put(zip::directory(m_entries, static_cast<quint32>(m_at), commentSize));
        put(digestWord + m_hash.result().toHex());
        return m_file.commit();
    }
    QString trouble() const { return m_file.errorString(); }

private:
    void put(const QByteArray& bytes) {
        m_hash.addData(bytes);
        m_file.write(bytes); // commit() fails after a write that did
        m_at += bytes.size();
    }

    QSaveFile m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    std::vector<zip::Entry> m_entries;
    qint64 m_at = 0;
};

} // namespace

Result<void> writeArchive(const QString& folder, const QString& path) {
    const QDir dir(folder);
    const auto list = course::readPlainFile(dir.filePath(QLatin1String(course::manifestName)),
                                            course::SealedFolder::largestManifest);
    if (!list.ok())
        return list.error();
    const auto signature = course::readPlainFile(dir.filePath(QLatin1String(course::signatureName)),
                                                 course::SealedFolder::largestSignature);
    if (!signature.ok())
        return signature.error();
    const auto manifest = course::Manifest::parse(*list);
    if (!manifest.ok())
        return manifest.error();
    Writer writer(path);
    if (!writer.open())
        return Error{Errc::Io,
                     Words::tr("%1 cannot be written. Check the folder and its free space.").arg(path),
                     writer.trouble()};
    writer.add(QLatin1String(course::manifestName), *list);
    writer.add(QLatin1String(course::signatureName), *signature);
    for (const auto& file : manifest->files) {
        const auto bytes = course::readPlainFile(dir.filePath(file.name), file.size);
        if (!bytes.ok())
            return bytes.error();
        if (course::sha256(*bytes) != file.sha256)
            return Error{Errc::Corrupt,
                         Words::tr("%1 was changed after signing. Sign the folder again.").arg(file.name),
                         {}};
        writer.add(file.name, *bytes);
    }
    if (!writer.close())
        return Error{Errc::Io,
                     Words::tr("%1 cannot be written. Check the folder and its free space.").arg(path),
                     writer.trouble()};
    return {};
}

} // namespace understudy::pack
