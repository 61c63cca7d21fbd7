#include "app/course/CourseParts.h"
#include "core/pack/Shelf.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace understudy::app {

int packCourse(const CourseArguments& arguments) {
    const QString out = arguments.words[1];
    QString folder = arguments.words[0];
    if (!out.endsWith(QLatin1String(pack::suffix)))
        return failed({Errc::BadInput,
                       QStringLiteral("The file has to end in %1, which is how the window knows it.")
                           .arg(QLatin1String(pack::suffix)),
                       {}});
    const QTemporaryDir place(QFileInfo(out).absolutePath() + QStringLiteral("/.pack-XXXXXX"));
    if (!arguments.key.isEmpty()) {
        if (!place.isValid())
            return failed({Errc::Io, QStringLiteral("Nothing can be written beside %1.").arg(out), {}});
        CourseArguments build = arguments;
        build.words = {folder, place.filePath(QStringLiteral("pack"))};
        if (const int status = buildCourse(build); status != 0)
            return status;
        folder = build.words[1];
    } else if (!QFileInfo::exists(QDir(folder).filePath(QLatin1String(course::signatureName)))) {
        return failed({Errc::BadInput,
                       QStringLiteral("The folder is not signed. Name the secret key with --key FILE."),
                       {}});
    }
    if (const auto written = pack::writeArchive(folder, out); !written.ok())
        return failed(written.error());
    print(QStringLiteral("%1: %2 KiB.").arg(out).arg((QFileInfo(out).size() + 1023) / 1024));
    return 0;
}

int installCourse(const CourseArguments& arguments) {
    const QString share = QDir::cleanPath(QCoreApplication::applicationDirPath() +
                                          QStringLiteral("/../share/understudy/course"));
    const QString profile = arguments.profile.isEmpty()
                                ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                      QStringLiteral("/understudy")
                                : arguments.profile;
    QFile keyFile(share + QStringLiteral("/keys.pub"));
    const QStringList keys = keyFile.open(QIODevice::ReadOnly)
                                 ? QString::fromUtf8(keyFile.readAll()).split(u'\n', Qt::SkipEmptyParts)
                                 : QStringList();
    const QString id = QStringLiteral("dwcp-v3");
    pack::RealDisk disk;
    pack::Shelf shelf(profile + QStringLiteral("/courses/") + id, id, disk);
    pack::Volume inUse;
    if (const auto builtIn = course::Library::open(share + u'/' + id, keys, 0); builtIn.ok())
        inUse = {{}, (*builtIn)->course().version, (*builtIn)->course().serial};
    if (const auto chosen = shelf.current(); chosen && chosen->serial > inUse.serial)
        inUse = *chosen;
    course::PackRefusal refusal;
    const auto made = shelf.install(arguments.words.front(), keys, inUse, refusal);
    if (!made.ok())
        return failed(made.error());
    print(QStringLiteral("Version %1 is installed. It is used from the next start on.").arg(made->version));
    return 0;
}

} // namespace understudy::app
