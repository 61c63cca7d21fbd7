#include "app/desktop/Courses.h"

#include "core/base/Log.h"

#include <QFile>
#include <QPointer>

namespace understudy::desktop {
namespace {

const auto courseId = QStringLiteral("dwcp-v3");
constexpr auto serialKey = "course/serial";

QStringList linesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly)
               ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
               : QStringList();
}

} // namespace

Courses::Courses(QString profile, QString share, QSettings& settings, Threads& threads, Post post)
    : m_profile(std::move(profile))
    , m_share(std::move(share))
    , m_settings(settings)
    , m_threads(threads)
    , m_post(std::move(post)) {}

QString Courses::shelfFolder() const { return m_profile + QStringLiteral("/courses/") + courseId; }

QStringList Courses::keys() const { return linesOf(m_share + QStringLiteral("/course/keys.pub")); }

const course::Library* Courses::library() const { return m_opened.empty() ? nullptr : m_opened.back().get(); }

bool Courses::tryOpen(const QString& folder, int lowestSerial) {
    course::PackRefusal refusal;
    auto opened = course::Library::open(folder, keys(), lowestSerial, &refusal);
    if (opened) {
        m_opened.push_back(std::move(*opened));
        return true;
    }
    qCWarning(logCourse, "the course pack was refused: %s", qPrintable(opened.error().detail));
    if (m_refusal.error.sentence.isEmpty()) { // the first one that was wanted is told of
        m_refusal = std::move(refusal);
        m_refusal.error = opened.error();
        m_refusedFrom = folder;
    }
    return false;
}

void Courses::open(const QString& asked) {
    m_refusal = {};
    m_refusedFrom.clear();
    const int lowest = m_settings.value(QLatin1String(serialKey), 0).toInt();
    pack::Shelf shelf(shelfFolder(), courseId, m_disk);
    shelf.tidy();
    const QString builtIn = m_share + QStringLiteral("/course/") + courseId;
    // The number of the pack before guards against an older one in its place. One that was chosen from the
    // shelf has its own, and where that cannot be opened any number is better than no course.
    const auto chosen = shelf.current();
    bool opened = !asked.isEmpty() && tryOpen(asked, lowest);
    if (!opened && tryOpen(builtIn, shelf.isUsed() ? 0 : lowest)) {
        const course::Course& course = library()->course();
        m_builtIn = {builtIn, course.version, course.serial};
        opened = true;
        if (chosen && chosen->serial > m_builtIn.serial)
            (void)tryOpen(chosen->folder, chosen->serial);
    } else if (!opened && chosen) {
        opened = tryOpen(chosen->folder, chosen->serial);
    }
    if (opened)
        m_settings.setValue(QLatin1String(serialKey), library()->course().serial);
}

void Courses::install(const QString& file) {
    if (std::exchange(m_installing, true))
        return;
    const pack::Volume inUse = library()
                                   ? pack::Volume{{}, library()->course().version, library()->course().serial}
                                   : pack::Volume{};
    m_threads.start("course update", [file, inUse, keys = keys(), folder = shelfFolder(), post = m_post,
                                      courses = QPointer<Courses>(this)] {
        pack::RealDisk disk;
        pack::Shelf shelf(folder, courseId, disk);
        course::PackRefusal refusal;
        const bool installed = shelf.install(file, keys, inUse, refusal).ok();
        post([=] {
            if (!courses)
                return;
            courses->m_installing = false;
            if (!installed)
                return Q_EMIT courses->refused(refusal, file);
            courses->open({});
            Q_EMIT courses->changed();
        });
    });
}

QString Courses::before() const {
    const pack::Shelf shelf(shelfFolder(), courseId, m_disk);
    if (!shelf.isUsed() || !library())
        return {};
    const auto previous = shelf.previous().value_or(m_builtIn);
    const bool leadsThere =
        previous.serial >= m_builtIn.serial && previous.serial != library()->course().serial;
    return leadsThere ? previous.version : QString();
}

void Courses::goBack() {
    pack::Shelf shelf(shelfFolder(), courseId, m_disk);
    if (const auto gone = shelf.goBack(); !gone.ok()) {
        course::PackRefusal refusal;
        refusal.error = gone.error();
        return Q_EMIT refused(refusal, {});
    }
    open({});
    Q_EMIT changed();
}

} // namespace understudy::desktop
