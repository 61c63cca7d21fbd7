#pragma once

#include "core/pack/Archive.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SmallPack.h"

#include <QCryptographicHash>
#include <QTemporaryDir>

namespace understudy::fakes {

/// Makes pack files of a small course, right ones and wrong ones, with a key of its own.
class PackMaker final {
public:
    using Entries = std::vector<std::pair<QByteArray, QByteArray>>; ///< names and bytes, in order

    QStringList keys() const { return {m_key.publicKey.text()}; }
    const minisign::SecretKey& key() const { return m_key; }
    QString at(const QString& name) const { return m_dir.filePath(name); }

    /// A signed folder of the small course as this version.
    QString folder(const QString& version, int serial) const {
        const QString out = at(QStringLiteral("folder-") + version);
        auto texts = builtPack();
        QByteArray& pack = texts[QStringLiteral("pack.yaml")];
        pack.replace("version: 1.0.0", "version: " + version.toLatin1());
        pack.replace("serial: 3", "serial: " + QByteArray::number(serial));
        if (!writeSigned(out, texts, m_key))
            qFatal("no pack");
        return out;
    }
    QString archive(const QString& version, int serial) const {
        const QString out = at(version + QLatin1String(pack::suffix));
        if (!pack::writeArchive(folder(version, serial), out).ok())
            qFatal("no archive");
        return out;
    }

    /// What an archive of a signed folder holds, in its order.
    static Entries entriesOf(const QString& folder) {
        Entries out;
        for (const char* name : {course::manifestName, course::signatureName})
            out.emplace_back(name, readFile(folder + u'/' + QLatin1String(name)));
        const auto manifest = course::Manifest::parse(out.front().second);
        for (const auto& file : manifest->files)
            out.emplace_back(file.name.toUtf8(), readFile(folder + u'/' + file.name));
        return out;
    }
    /// An archive of any entries, right in all else.
    static QByteArray zipped(const Entries& entries) {
        QByteArray out;
        std::vector<pack::zip::Entry> written;
        for (const auto& [name, bytes] : entries) {
            pack::zip::Entry entry;
            entry.name = name;
            entry.offset = static_cast<quint32>(out.size());
            const QByteArray body = pack::zip::packed(entry, bytes);
            out += pack::zip::header(entry) + body;
            written.push_back(entry);
        }
        return out + pack::zip::directory(written, static_cast<quint32>(out.size()), 71);
    }
    /// With the comment that tells a whole copy from a broken one: what somebody with bad intentions writes,
    /// too.
    static QByteArray withDigest(const QByteArray& bytes) {
        return bytes + "sha256 " + QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    }
    static QByteArray withoutDigest(const QByteArray& bytes) { return bytes.chopped(71); }

private:
    minisign::SecretKey m_key = minisign::makeKey(systemRandomness());
    QTemporaryDir m_dir;
};

} // namespace understudy::fakes
