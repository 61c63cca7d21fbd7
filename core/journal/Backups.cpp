#include "core/journal/Backups.h"

#include "core/journal/Place.h"
#include "core/journal/Schema.h"

#include <QDir>
#include <QFile>

#include <set>

namespace understudy::journal {

namespace {

constexpr int dailyCopies = 7;
constexpr int weeklyCopies = 4;

QDate dateOf(const QString& path) {
    return QDate::fromString(QFileInfo(path).completeBaseName().mid(8), Qt::ISODate);
}

} // namespace

Backups::Backups(QString folder)
    : m_folder(std::move(folder)) {}

QStringList Backups::newestFirst() const {
    const QDir folder(m_folder);
    QStringList paths;
    const QStringList names = folder.entryList({QStringLiteral("journal-*.db")}, QDir::Files, QDir::Name);
    for (const QString& name : names)
        if (dateOf(name).isValid())
            paths.prepend(folder.filePath(name));
    return paths;
}

Result<QString> Backups::make(SQLite::Database& database, QDate today) const {
    const QString path =
        m_folder + QStringLiteral("/journal-") + today.toString(Qt::ISODate) + QStringLiteral(".db");
    if (QFile::exists(path))
        return path;
    if (auto place = preparePlace(path); !place && place.error().code != Errc::Unsupported)
        return place.error();
    if (auto copied = copyOnline(database, path); !copied)
        return copied.error();
    thin();
    return path;
}

void Backups::thin() const {
    const QStringList paths = newestFirst();
    std::set<std::pair<int, int>> weeks; // year and ISO week of the weekly copies kept so far
    for (qsizetype i = dailyCopies; i < paths.size(); ++i) {
        int year = 0;
        const int week = dateOf(paths[i]).weekNumber(&year);
        const bool keep = weeks.size() < weeklyCopies && weeks.insert({year, week}).second;
        if (!keep)
            QFile::remove(paths[i]);
    }
}

} // namespace understudy::journal
