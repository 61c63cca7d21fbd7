#include "core/course/SealedFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QVersionNumber>

#include <filesystem>
#include <set>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

Error refused(const QString& sentence, const QString& detail = {}) {
    return {Errc::Refused, sentence, detail};
}

/// "5F2C 91AB": the last eight digits are enough for people to compare.
QString shortId(const QString& id) { return id.right(8).insert(4, u' '); }

Result<minisign::PublicKey> keyFor(const minisign::Signature& signature, const QStringList& publicKeys) {
    for (const QString& line : publicKeys) {
        const auto key = minisign::readPublicKey(line.toLatin1());
        if (key.ok() && key->id == signature.id)
            return *key;
    }
    return refused(
        Words::tr("The pack is signed with a key that this program does not know: %1. Get the pack from your "
                  "training team, or update Understudy.")
            .arg(shortId(signature.idText())),
        signature.idText());
}

Result<void> checkVersion(const Manifest& manifest, const minisign::Signature& signature, int lowestSerial) {
    if (signature.trustedComment != manifest.trustedComment())
        return refused(Words::tr("The signature belongs to another pack or version. Get the pack again."),
                       QString::fromUtf8(signature.trustedComment.left(200)));
    const auto needed = QVersionNumber::fromString(manifest.minimumApp);
    if (needed > QVersionNumber::fromString(QStringLiteral(UNDERSTUDY_VERSION)))
        return Error{Errc::Newer,
                     Words::tr("The pack needs Understudy %1 or newer; this is %2. Update Understudy.")
                         .arg(manifest.minimumApp, QStringLiteral(UNDERSTUDY_VERSION)),
                     {}};
    if (manifest.serial < lowestSerial)
        return refused(
            Words::tr("The pack is older than the one you have. You keep the newer one."),
            Words::tr("Its number is %1, the installed one's is %2.").arg(manifest.serial).arg(lowestSerial));
    return {};
}

} // namespace

SealedFolder::SealedFolder(QString folder, Manifest manifest)
    : m_folder(std::move(folder))
    , m_manifest(std::move(manifest)) {
    for (const auto& file : m_manifest.files)
        m_files.emplace(file.name, file);
}

Result<Manifest> believe(const QByteArray& list, const QByteArray& signatureFile,
                         const QStringList& publicKeys, int lowestSerial, PackRefusal& refusal) {
    const auto signature = minisign::readSignature(signatureFile);
    if (!signature.ok())
        return signature.error();
    const auto key = keyFor(*signature, publicKeys);
    if (!key.ok())
        return key.error();
    if (const auto verdict = minisign::verify(*key, list, *signature); !verdict.ok())
        return refused(
            Words::tr(
                "The pack's list of files or its signature was changed after signing. Get the pack again."),
            verdict.error().sentence);
    auto manifest = Manifest::parse(list);
    if (!manifest.ok())
        return manifest.error();
    refusal.version = manifest->version;
    refusal.signedBy = Words::tr("%1, key %2").arg(manifest->publisher, shortId(key->idText()));
    refusal.fileCount = static_cast<int>(manifest->files.size());
    if (const auto verdict = checkVersion(*manifest, *signature, lowestSerial); !verdict.ok())
        return verdict.error();
    return manifest;
}

Result<SealedFolder> SealedFolder::open(const QString& folder, const QStringList& publicKeys,
                                        int lowestSerial, PackRefusal& refusal) {
    const QDir dir(folder);
    if (!QFileInfo::exists(dir.filePath(QLatin1String(manifestName))))
        return Error{Errc::NotFound,
                     Words::tr("There is no course pack in this folder: pack.json is missing."), folder};
    if (!QFileInfo::exists(dir.filePath(QLatin1String(signatureName))))
        return refused(Words::tr("The pack is not signed. Get the signed pack from your training team."),
                       dir.filePath(QLatin1String(signatureName)));
    const auto list = readPlainFile(dir.filePath(QLatin1String(manifestName)), largestManifest);
    if (!list.ok())
        return list.error();
    const auto signature = readPlainFile(dir.filePath(QLatin1String(signatureName)), largestSignature);
    if (!signature.ok())
        return signature.error();
    auto manifest = believe(*list, *signature, publicKeys, lowestSerial, refusal);
    if (!manifest.ok())
        return manifest.error();
    SealedFolder sealed(folder, std::move(*manifest));
    if (const auto verdict = sealed.checkListing(refusal); !verdict.ok())
        return verdict.error();
    return sealed;
}

/// One walk over the folder, which is quick where asking for each file by its path is not.
Result<void> SealedFolder::checkListing(PackRefusal& refusal) const {
    namespace fs = std::filesystem;
    const fs::path root(QDir(m_folder).absolutePath().toStdString());
    const auto prefix = root.generic_string().size() + 1;
    std::map<QString, QString> differing, strangers;
    std::set<QString> seen;
    std::error_code trouble;
    fs::recursive_directory_iterator walk(root, trouble);
    for (; !trouble && walk != fs::recursive_directory_iterator(); walk.increment(trouble)) {
        const bool link = walk->is_symlink(trouble);
        if (!link && walk->is_directory(trouble))
            continue;
        const QString name = QString::fromStdString(walk->path().generic_string().substr(prefix));
        if (name == QLatin1String(manifestName) || name == QLatin1String(signatureName))
            continue;
        const auto listed = m_files.find(name);
        if (listed == m_files.end()) {
            if (strangers.size() < 1000)
                strangers.emplace(name, Words::tr("Not in the list"));
            continue;
        }
        seen.insert(name);
        if (link)
            differing.emplace(name, Words::tr("A link"));
        else if (!walk->is_regular_file(trouble) ||
                 static_cast<qint64>(walk->file_size(trouble)) != listed->second.size)
            differing.emplace(name, Words::tr("Changed"));
    }
    if (trouble)
        return Error{Errc::Io,
                     Words::tr("The folder of the course pack cannot be read. Check its permissions."),
                     QString::fromStdString(trouble.message())};
    for (const auto& [name, file] : m_files)
        if (!seen.contains(name))
            differing.emplace(name, Words::tr("Missing"));
    for (const auto& list : {differing, strangers})
        for (const auto& [name, what] : list)
            refusal.files.push_back({name, what});
    return verdict(refusal);
}

Result<void> SealedFolder::proveFiles(PackRefusal& refusal) const {
    for (const auto& [name, file] : m_files)
        if (!read(name).ok())
            refusal.files.push_back({name, Words::tr("Changed")});
    return verdict(refusal);
}

Result<void> SealedFolder::verdict(const PackRefusal& refusal) const {
    if (refusal.files.empty())
        return {};
    return refused(Words::tr("%n of its %1 files differ from what the %2 signed.", nullptr,
                             static_cast<int>(refusal.files.size()))
                       .arg(refusal.fileCount)
                       .arg(m_manifest.publisher),
                   refusal.files.front().path + QStringLiteral(": ") + refusal.files.front().what);
}

QStringList SealedFolder::names() const {
    QStringList out;
    for (const auto& [name, file] : m_files)
        out << name;
    return out;
}

Result<QByteArray> SealedFolder::read(const QString& name) const {
    const auto it = m_files.find(name);
    if (it == m_files.end())
        return Error{Errc::NotFound, Words::tr("%1 is not in the pack.").arg(name), {}};
    auto bytes = readPlainFile(QDir(m_folder).filePath(name), it->second.size);
    if (bytes.ok() && (bytes->size() != it->second.size || sha256(*bytes) != it->second.sha256))
        return Error{
            Errc::Corrupt,
            Words::tr("The file %1 of the course pack was changed. Install the pack again.").arg(name),
            {}};
    return bytes;
}

} // namespace understudy::course
