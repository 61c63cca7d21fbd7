#include "app/course/CourseParts.h"
#include "core/course/Diagram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

namespace understudy::app {

Result<QByteArray> drawDiagram(const QString& dot, const QByteArray& source, const QString& name) {
    QProcess process;
    process.start(dot, {QStringLiteral("-Tsvg"), QStringLiteral("-Gbgcolor=transparent"),
                        QStringLiteral("-Gfontname=Inter"), QStringLiteral("-Nfontname=Inter"),
                        QStringLiteral("-Efontname=Inter"), QStringLiteral("-Gfontsize=12"),
                        QStringLiteral("-Nfontsize=12"), QStringLiteral("-Efontsize=12")});
    if (!process.waitForStarted(10000))
        return Error{
            Errc::NotFound,
            QStringLiteral("%1 cannot be started. Install Graphviz, or name it with --dot.").arg(dot),
            {}};
    process.write(course::markColors(source));
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(60000);
    const QString words = QString::fromUtf8(process.readAllStandardError()).trimmed();
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return Error{Errc::BadInput, QStringLiteral("%1 cannot be drawn.").arg(name), words};
    if (!words.isEmpty())
        complain(QStringLiteral("%1: %2").arg(name, words));
    return course::cleanSvg(process.readAllStandardOutput());
}

namespace {

Result<void> put(const QDir& out, const QString& name, const QByteArray& bytes) {
    const QString path = out.filePath(name);
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(bytes) != bytes.size() || !file.flush())
        return Error{Errc::Io,
                     QStringLiteral("%1 cannot be written. Check the folder and its free space.").arg(path),
                     file.errorString()};
    return {};
}

Result<void> gather(const course::SourceFolder& files, const QDir& out, const QString& dot) {
    for (const QString& name : files.names()) {
        if (name == QLatin1String("pack.json") || name == QLatin1String("pack.json.minisig"))
            continue;
        auto bytes = files.read(name);
        QString target = name;
        if (bytes.ok() && name.endsWith(QLatin1String(".dot")) &&
            name.startsWith(QLatin1String("modules/"))) {
            bytes = drawDiagram(dot, *bytes, name);
            target = name.chopped(4) + QStringLiteral(".svg");
        } else if (bytes.ok() && name.endsWith(QLatin1String(".svg"))) {
            bytes = course::cleanSvg(*bytes);
        }
        if (!bytes.ok())
            return Error{bytes.error().code, name + QStringLiteral(": ") + bytes.error().sentence,
                         bytes.error().detail};
        if (auto done = put(out, target, *bytes); !done.ok())
            return done;
    }
    return {};
}

} // namespace

int buildCourse(const CourseArguments& arguments) {
    const QString target = QDir(arguments.words[1]).absolutePath();
    const auto files = openSource(arguments.words[0], arguments.labs);
    if (!files.ok())
        return failed(files.error());
    if (!files->refused().isEmpty())
        return failed({Errc::BadInput,
                       QStringLiteral("%1 cannot be in a pack: it is a link, or its name is not allowed.")
                           .arg(files->refused().first()),
                       {}});
    CourseArguments source = arguments;
    source.words = {arguments.words[0]};
    if (const int status = checkCourse(source); status != 0)
        return status;
    // Made beside the target and moved over it when whole, so that a pack in use is never half of two.
    QDir fresh(target + QStringLiteral(".new"));
    if (fresh.exists() && !fresh.removeRecursively())
        return failed({Errc::Io, QStringLiteral("%1 cannot be removed.").arg(fresh.path()), {}});
    if (!QDir().mkpath(fresh.path()))
        return failed({Errc::Io, QStringLiteral("%1 cannot be made.").arg(fresh.path()), {}});
    if (auto done = gather(*files, fresh, arguments.dot.isEmpty() ? QStringLiteral("dot") : arguments.dot);
        !done.ok())
        return failed(done.error());
    CourseArguments onward = arguments;
    onward.words = {fresh.path()};
    onward.labs.clear();
    if (const int status = checkCourse(onward); status != 0)
        return status;
    if (!arguments.key.isEmpty()) {
        if (const int status = signCourse(onward); status != 0)
            return status;
    }
    QDir old(target);
    if (old.exists() && !old.removeRecursively())
        return failed({Errc::Io, QStringLiteral("The old pack in %1 cannot be removed.").arg(target), {}});
    if (!QDir().rename(fresh.path(), target))
        return failed({Errc::Io, QStringLiteral("%1 cannot be moved to %2.").arg(fresh.path(), target), {}});
    return 0;
}

} // namespace understudy::app
