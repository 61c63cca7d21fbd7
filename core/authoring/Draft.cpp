#include "core/authoring/Draft.h"

#include "core/course/Files.h"
#include "core/course/Markdown.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr int longestId = 60;

/// What speaks against writing a file of this name; empty when nothing does.
QString objection(const QDir& root, const QString& name) {
    if (!course::isSafeName(name))
        return Words::tr("%1 cannot be the name of a file in a pack. Nothing was written.").arg(name);
    QString path = root.path();
    for (const QString& part : name.split(u'/')) {
        path += u'/' + part;
        if (QFileInfo(path).isSymLink())
            return Words::tr("%1 is a link, and nothing is written through links. Nothing was written.")
                .arg(path);
    }
    return QFileInfo::exists(path)
               ? Words::tr("%1 is there already. Move it away, or name another folder. Nothing was written.")
                     .arg(path)
               : QString();
}

} // namespace

Result<void> write(const Draft& draft, const QString& folder) {
    const QDir root(QDir(folder).absolutePath());
    for (const auto& [name, bytes] : draft.files) {
        if (const QString why = objection(root, name); !why.isEmpty())
            return Error{Errc::Refused, why, {}};
    }
    for (const auto& [name, bytes] : draft.files) {
        const QString path = root.filePath(name);
        QFile file(path);
        if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
            file.write(bytes) != bytes.size() || !file.flush())
            return Error{Errc::Io,
                         Words::tr("%1 cannot be written. Check the folder and its free space.").arg(path),
                         file.errorString()};
    }
    return {};
}

Result<void> needEmpty(const QString& folder) {
    const QFileInfo info(folder);
    if (info.exists() && !info.isDir())
        return Error{Errc::Refused, Words::tr("%1 is not a folder. Name another.").arg(folder), {}};
    if (info.exists() &&
        !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        return Error{
            Errc::Refused,
            Words::tr("%1 is not empty, and nothing in it is written over. Name a new folder.").arg(folder),
            {}};
    return {};
}

QString idOf(const QString& text, const QString& otherwise) {
    QString id = course::slug(text.normalized(QString::NormalizationForm_KD)).left(longestId);
    while (id.endsWith(u'-'))
        id.chop(1);
    return id.isEmpty() ? otherwise : id;
}

QString freeId(const QString& wanted, QStringList& taken) {
    QString id = wanted;
    for (int n = 2; taken.contains(id); ++n)
        id = QStringLiteral("%1-%2").arg(wanted).arg(n);
    taken << id;
    return id;
}

} // namespace understudy::authoring
