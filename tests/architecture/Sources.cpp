#include "tests/architecture/Sources.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace understudy::tests {

namespace {

QString read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString folderOf(const QString& moduleName) {
    QString folder = moduleName;
    return folder.replace(folder.indexOf(QLatin1Char('_')), 1, QStringLiteral("/"));
}

} // namespace

QList<Source> readSources(const QString& root) {
    static const QRegularExpression include(QStringLiteral("^#include ([\"<])([^\">]+)[\">]"),
                                            QRegularExpression::MultilineOption);
    QList<Source> sources;
    for (const char* top : {"app", "core", "labs", "views"}) {
        QDirIterator files(root + QLatin1Char('/') + QLatin1String(top), {"*.h", "*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            Source source;
            const QString absolute = files.next();
            source.path = absolute.mid(root.size() + 1);
            source.folder = source.path.section(QLatin1Char('/'), 0, 1);
            source.text = read(absolute);
            source.lines = static_cast<int>(source.text.count(QLatin1Char('\n')));
            for (auto it = include.globalMatch(source.text); it.hasNext();) {
                const auto match = it.next();
                (match.captured(1) == QLatin1String("\"") ? source.ours : source.theirs) << match.captured(2);
            }
            sources << source;
        }
    }
    return sources;
}

QMap<QString, QStringList> readDiagram(const QString& root) {
    static const QRegularExpression line(
        QStringLiteral("^module\\((\\w+)(?:\\s+USES\\s+([\\w\\s]*?))?(?:\\s+LINKS[^)]*)?\\s*\\)"),
        QRegularExpression::MultilineOption);
    QMap<QString, QStringList> diagram;
    for (const char* top : {"core", "labs", "views"}) {
        const QString text =
            read(root + QLatin1Char('/') + QLatin1String(top) + QStringLiteral("/CMakeLists.txt"));
        for (auto it = line.globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            QStringList uses;
            for (const QString& name :
                 match.captured(2).split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts))
                uses << folderOf(name);
            diagram.insert(folderOf(match.captured(1)), uses);
        }
    }
    return diagram;
}

QString withoutComments(const QString& text) {
    static const QRegularExpression noise(
        QStringLiteral("//[^\\n]*|/\\*.*?\\*/|R\"(\\w*)\\(.*?\\)\\1\"|\"(?:\\\\.|[^\"\\\\\\n])*\""),
        QRegularExpression::DotMatchesEverythingOption);
    QString code = text;
    return code.replace(noise, QStringLiteral("\"\""));
}

} // namespace understudy::tests
