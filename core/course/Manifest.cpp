#include "core/course/Manifest.h"

#include "core/course/Loader.h"
#include "core/course/Readers.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

Error bad(const QString& sentence, const QString& detail = {}) {
    return {Errc::BadInput, sentence + u' ' + Words::tr("Get the pack again from its publisher."), detail};
}

bool hasExactly(const QJsonObject& object, const QStringList& keys) {
    QStringList present = object.keys();
    QStringList wanted = keys;
    wanted.sort();
    present.sort();
    return present == wanted;
}

/// A whole number of JSON in a range; nothing for anything else, fractions and 4 GiB claims among them.
std::optional<qint64> whole(const QJsonValue& value, double least, double most) {
    if (!value.isDouble() || value.toDouble() < least || value.toDouble() > most ||
        value.toDouble() != std::floor(value.toDouble()))
        return std::nullopt;
    return static_cast<qint64>(value.toDouble());
}

Result<Manifest::File> readFile(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    if (!hasExactly(object, {QStringLiteral("name"), QStringLiteral("size"), QStringLiteral("sha256")}))
        return bad(Words::tr("The pack's list of files has an entry this program does not understand."));
    Manifest::File file;
    file.name = object.value(QLatin1String("name")).toString();
    if (!isSafeName(file.name) || file.name == QLatin1String(manifestName) ||
        file.name == QLatin1String(signatureName))
        return bad(Words::tr("The pack names a file that would lie outside its folder."),
                   file.name.left(200));
    const auto size = whole(object.value(QLatin1String("size")), 0, 1e15);
    if (!size)
        return bad(Words::tr("The pack claims an impossible size for a file."), file.name);
    if (*size > Files::largestFile)
        return bad(Words::tr("The pack claims a file of %1 MiB; the limit is %2 MiB.")
                       .arg(*size / 1048576)
                       .arg(Files::largestFile / 1048576),
                   file.name);
    file.size = *size;
    const QByteArray hex = object.value(QLatin1String("sha256")).toString().toLatin1();
    file.sha256 = QByteArray::fromHex(hex);
    if (file.sha256.size() != 32 || file.sha256.toHex() != hex)
        return bad(Words::tr("The pack's list of files has an entry this program does not understand."),
                   file.name);
    return file;
}

Result<std::vector<Manifest::File>> readFiles(const QJsonArray& array) {
    if (array.isEmpty() || array.size() > Files::mostFiles)
        return bad(Words::tr("The pack lists %1 files; from 1 to %2 are allowed.")
                       .arg(array.size())
                       .arg(Files::mostFiles));
    std::vector<Manifest::File> files;
    QSet<QString> seen;
    qint64 total = 0;
    for (const auto& value : array) {
        auto file = readFile(value);
        if (!file.ok())
            return file.error();
        // On some systems names that differ in case alone are one file.
        if (seen.contains(file->name.toCaseFolded()))
            return bad(Words::tr("The pack lists a file twice."), file->name);
        seen.insert(file->name.toCaseFolded());
        total += file->size;
        files.push_back(*file);
    }
    if (total > Files::largestPack)
        return bad(Words::tr("The pack claims %1 MiB in all; the limit is %2 MiB.")
                       .arg(total / 1048576)
                       .arg(Files::largestPack / 1048576));
    return files;
}

Result<PageEntry> readEntry(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    PageEntry page{object.value(QLatin1String("id")).toString(),
                   object.value(QLatin1String("title")).toString(),
                   static_cast<int>(whole(object.value(QLatin1String("minutes")), 1, 600).value_or(0)),
                   {}};
    bool right = hasExactly(object, {QStringLiteral("id"), QStringLiteral("title"), QStringLiteral("minutes"),
                                     QStringLiteral("objectives")}) &&
                 page.id.count(u'/') == 1 && isId(page.id.section(u'/', 0, 0)) &&
                 isId(page.id.section(u'/', 1)) && !page.title.isEmpty() && page.minutes > 0;
    for (const auto& one : object.value(QLatin1String("objectives")).toArray()) {
        right = right && one.isString();
        page.objectives << one.toString();
    }
    if (!right)
        return bad(Words::tr("The pack's list of pages has an entry this program does not understand."),
                   page.id.left(200));
    return page;
}

Result<std::vector<PageEntry>> readContents(const QJsonArray& array) {
    if (array.size() > Files::mostFiles)
        return bad(Words::tr("The pack lists too many pages."));
    std::vector<PageEntry> contents;
    for (const auto& value : array) {
        auto page = readEntry(value);
        if (!page.ok())
            return page.error();
        if (!contents.empty() && contents.back().id >= page->id)
            return bad(Words::tr("The pack lists a page twice, or not in order."), page->id);
        contents.push_back(std::move(*page));
    }
    return contents;
}

QJsonArray contentsJson(const std::vector<PageEntry>& contents) {
    QJsonArray list;
    for (const auto& page : contents)
        list.append(QJsonObject{{QStringLiteral("id"), page.id},
                                {QStringLiteral("title"), page.title},
                                {QStringLiteral("minutes"), page.minutes},
                                {QStringLiteral("objectives"), QJsonArray::fromStringList(page.objectives)}});
    return list;
}

Result<void> save(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{
            Errc::Io,
            Words::tr("%1 cannot be written. Check the folder's permissions and free space.").arg(path),
            file.errorString()};
    return {};
}

} // namespace

QByteArray sha256(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

Result<Manifest> Manifest::parse(const QByteArray& json) {
    QJsonParseError trouble;
    const QJsonObject object = QJsonDocument::fromJson(json, &trouble).object();
    if (trouble.error != QJsonParseError::NoError)
        return bad(Words::tr("The pack's list of files is damaged."), trouble.errorString());
    if (object.value(QLatin1String("format")).toInt() > 1)
        return Error{Errc::Newer,
                     Words::tr("The pack is made for a newer version of Understudy. Update Understudy."),
                     {}};
    QStringList keys{QStringLiteral("format"), QStringLiteral("id"),          QStringLiteral("version"),
                     QStringLiteral("serial"), QStringLiteral("minimum-app"), QStringLiteral("publisher"),
                     QStringLiteral("files")};
    if (object.contains(QLatin1String("contents")))
        keys << QStringLiteral("contents");
    if (!hasExactly(object, keys))
        return bad(Words::tr("The pack's list of files has keys this program does not understand."));
    Manifest out;
    out.id = object.value(QLatin1String("id")).toString();
    out.version = object.value(QLatin1String("version")).toString();
    out.minimumApp = object.value(QLatin1String("minimum-app")).toString();
    out.publisher = object.value(QLatin1String("publisher")).toString();
    const auto serial = whole(object.value(QLatin1String("serial")), 1, 1e9);
    if (!serial || !isId(out.id) || !isVersion(out.version))
        return bad(Words::tr("The pack does not say which version it is."));
    out.serial = static_cast<int>(*serial);
    auto files = readFiles(object.value(QLatin1String("files")).toArray());
    if (!files.ok())
        return files.error();
    out.files = std::move(*files);
    auto contents = readContents(object.value(QLatin1String("contents")).toArray());
    if (!contents.ok())
        return contents.error();
    out.contents = std::move(*contents);
    return out;
}

QByteArray Manifest::json() const {
    QJsonArray list;
    for (const auto& file : files)
        list.append(QJsonObject{{QStringLiteral("name"), file.name},
                                {QStringLiteral("size"), file.size},
                                {QStringLiteral("sha256"), QString::fromLatin1(file.sha256.toHex())}});
    QJsonObject whole{{QStringLiteral("format"), 1},
                      {QStringLiteral("id"), id},
                      {QStringLiteral("version"), version},
                      {QStringLiteral("serial"), serial},
                      {QStringLiteral("minimum-app"), minimumApp},
                      {QStringLiteral("publisher"), publisher},
                      {QStringLiteral("files"), list}};
    if (!contents.empty())
        whole.insert(QStringLiteral("contents"), contentsJson(contents));
    return QJsonDocument(whole).toJson();
}

QByteArray Manifest::trustedComment() const {
    return QStringLiteral("id=%1 version=%2 serial=%3").arg(id, version).arg(serial).toUtf8();
}

std::vector<PageEntry> contentsOf(const Course& course) {
    std::vector<PageEntry> out;
    for (const auto& module : course.modules)
        for (const auto& page : module.pages)
            out.push_back({page.id, page.title, page.minutes, page.objectives});
    std::sort(out.begin(), out.end(),
              [](const PageEntry& one, const PageEntry& other) { return one.id < other.id; });
    return out;
}

Result<Manifest> makeManifest(const SourceFolder& folder) {
    if (!folder.refused().isEmpty())
        return Error{Errc::BadInput,
                     Words::tr("%1 cannot be in a pack: it is a link, or its name is not allowed. Remove it.")
                         .arg(folder.refused().first()),
                     {}};
    const Loaded loaded = load(folder);
    if (!loaded.problems.empty())
        return Error{Errc::BadInput,
                     Words::tr("The pack has mistakes. Run \"understudy course check\" and mend them first."),
                     loaded.problems.front().text()};
    const Course& course = loaded.course;
    Manifest out{course.id, course.version,    loaded.minimumApp, course.publisher, course.serial,
                 {},        contentsOf(course)};
    for (const QString& name : folder.names()) {
        if (name == QLatin1String(manifestName) || name == QLatin1String(signatureName))
            continue;
        const auto bytes = folder.read(name);
        if (!bytes.ok())
            return bytes.error();
        out.files.push_back({name, bytes->size(), sha256(*bytes)});
    }
    // What we write must be what we would open: the limits are checked by the same reader.
    return Manifest::parse(out.json());
}

Result<void> seal(const QString& folder, const Manifest& manifest, const minisign::SecretKey& key) {
    const QDir dir(folder);
    const QByteArray json = manifest.json();
    if (auto done = save(dir.filePath(QLatin1String(manifestName)), json); !done.ok())
        return done;
    return save(dir.filePath(QLatin1String(signatureName)),
                minisign::sign(key, json, manifest.trustedComment()));
}

} // namespace understudy::course
