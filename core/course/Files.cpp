#include "core/course/Files.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

/// Whether some system takes the name for a device or a pattern, whatever follows its first point.
bool isReserved(const QString& part) {
    if (std::any_of(part.begin(), part.end(), [](QChar c) { return QStringView(u"<>\"|?*").contains(c); }))
        return true;
    const QString device = part.left(part.indexOf(u'.')).trimmed().toLower();
    if (device.size() == 3)
        return device == QLatin1String("con") || device == QLatin1String("prn") ||
               device == QLatin1String("aux") || device == QLatin1String("nul");
    return device.size() == 4 && device[3].isDigit() &&
           (device.startsWith(QLatin1String("com")) || device.startsWith(QLatin1String("lpt")));
}

} // namespace

bool isSafeName(const QString& name) {
    if (name.isEmpty() || name.size() > 200 || name.contains(u'\\') || name.contains(u':'))
        return false;
    for (const QChar c : name) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f || !c.isPrint())
            return false;
    }
    if (name.normalized(QString::NormalizationForm_C) != name) // two spellings of one name
        return false;
    // An empty part is also what a leading, doubled or trailing slash leaves behind.
    const auto parts = name.split(u'/');
    return std::all_of(parts.begin(), parts.end(), [](const QString& part) {
        return !part.isEmpty() && !part.startsWith(u'.') && !part.endsWith(u'.') && !part.endsWith(u' ') &&
               !isReserved(part);
    });
}

Result<QByteArray> readPlainFile(const QString& path, qint64 limit) {
    const QFileInfo info(path);
    if (info.isSymLink() || (info.exists() && !info.isFile()))
        return Error{Errc::Refused, Words::tr("%1 is a link or not a plain file.").arg(info.fileName()),
                     path};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{info.exists() ? Errc::Io : Errc::NotFound,
                     Words::tr("%1 cannot be read.").arg(info.fileName()),
                     path + QStringLiteral(": ") + file.errorString()};
    QByteArray bytes = file.read(limit + 1);
    if (bytes.size() > limit)
        return Error{Errc::BadInput, Words::tr("%1 is larger than a pack allows.").arg(info.fileName()),
                     path};
    return bytes;
}

Result<SourceFolder> SourceFolder::open(const QString& folder, const QString& labs) {
    if (!QFileInfo(folder).isDir())
        return Error{Errc::NotFound,
                     Words::tr("%1 is not a folder. Name the folder with pack.yaml in it.").arg(folder),
                     {}};
    SourceFolder source;
    source.gather(folder, {}, false);
    if (!labs.isEmpty())
        source.gather(labs, QStringLiteral("labs/"), true);
    return source;
}

void SourceFolder::gather(const QString& folder, const QString& prefix, bool labsOnly) {
    const QDir root(QDir(folder).absolutePath()); // relativeFilePath() takes a relative name as one inside it
    QDirIterator walk(root.path(), QDir::Files | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot,
                      QDirIterator::Subdirectories);
    while (walk.hasNext() && m_paths.size() < static_cast<std::size_t>(mostFiles)) {
        const QString path = walk.next();
        const QString inside = root.relativeFilePath(path);
        // A lab is a folder with lab.yaml; what else lies beside the labs belongs to their authors.
        if (labsOnly &&
            (!inside.contains(u'/') ||
             !QFileInfo::exists(root.filePath(inside.section(u'/', 0, 0) + QStringLiteral("/lab.yaml")))))
            continue;
        if (walk.fileInfo().isSymLink() || !walk.fileInfo().isFile() || !isSafeName(prefix + inside))
            m_refused << prefix + inside;
        else
            m_paths.emplace(prefix + inside, path);
    }
    m_refused.sort();
}

QStringList SourceFolder::names() const {
    QStringList out;
    for (const auto& [name, path] : m_paths)
        out << name;
    return out;
}

Result<QByteArray> SourceFolder::read(const QString& name) const {
    const auto it = m_paths.find(name);
    if (it == m_paths.end())
        return Error{Errc::NotFound, Words::tr("%1 is not in the pack.").arg(name), {}};
    return readPlainFile(it->second, largestFile);
}

} // namespace understudy::course
