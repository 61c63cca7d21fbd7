#include "core/pack/Shelf.h"

#include "core/base/Log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace understudy::pack {
namespace {

constexpr qint64 block = 4096; // what a file takes at least
const auto stateName = QStringLiteral("current"), stagingName = QStringLiteral("new");

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Pack)
};

QString mebibytes(qint64 bytes) { return QString::number((bytes + 1048575) / 1048576); }

/// "1.1.0-5"
QString nameFor(const QString& version, int serial) { return version + u'-' + QString::number(serial); }

Error busy() {
    return {Errc::Busy,
            Words::tr("Another update of this course is going on. Wait until it is done, then try again."),
            {}};
}

} // namespace

Shelf::Shelf(QString folder, QString course, Disk& disk)
    : m_folder(std::move(folder))
    , m_course(std::move(course))
    , m_disk(disk) {}

bool Shelf::isUsed() const { return QFileInfo(at(stateName)).isFile(); }

std::optional<Volume> Shelf::volume(const QString& name) const {
    static const QRegularExpression shape(QStringLiteral("^([0-9.]{1,20})-([0-9]{1,10})$"));
    const auto match = shape.match(name);
    if (!match.hasMatch() || QFileInfo(at(name)).isSymLink() || !QFileInfo(at(name)).isDir())
        return std::nullopt;
    return Volume{at(name), match.captured(1), match.captured(2).toInt()};
}

QString Shelf::nameOf(const std::optional<Volume>& one) const {
    return one ? nameFor(one->version, one->serial) : QStringLiteral("-");
}

/// Two lines: the name of the current one, the name of the one before; "-" is the one that came with the
/// program.
Shelf::State Shelf::state() const {
    QFile file(at(stateName));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QStringList lines = QString::fromUtf8(file.read(200)).split(u'\n');
    return {volume(lines.value(0)), volume(lines.value(1))};
}

Result<void> Shelf::checkNumber(const course::Manifest& manifest, const Volume& inUse) const {
    if (manifest.id != m_course)
        return Error{
            Errc::Refused,
            Words::tr("The file is another course (%1), not an update of this one (%2). Choose another file.")
                .arg(manifest.id, m_course),
            {}};
    if (manifest.serial > inUse.serial)
        return {};
    if (manifest.serial == inUse.serial && manifest.version == inUse.version)
        return Error{
            Errc::Refused,
            Words::tr("Version %1 is the one you have already. There is nothing to do.").arg(inUse.version),
            {}};
    return Error{
        Errc::Refused,
        Words::tr("Version %1 (number %2) is not newer than the one you have, %3 (number %4). You keep that.")
            .arg(manifest.version)
            .arg(manifest.serial)
            .arg(inUse.version)
            .arg(inUse.serial),
        {}};
}

Result<void> Shelf::checkSpace(const course::Manifest& manifest) {
    qint64 needed = margin;
    for (const auto& file : manifest.files)
        needed += (file.size / block + 1) * block;
    const qint64 free = m_disk.freeBytes(m_folder);
    if (free >= needed)
        return {};
    return Error{
        Errc::DiskFull,
        Words::tr("The update needs %1 MiB, and this disk has %2 MiB free. Free %3 MiB, then try again.")
            .arg(mebibytes(needed), mebibytes(free), mebibytes(needed - free)),
        m_folder};
}

Result<void> Shelf::stage(Archive& archive) {
    const QString staging = at(stagingName);
    if (const auto removed = m_disk.remove(staging); !removed.ok())
        return removed;
    if (const auto made = m_disk.makeFolder(staging); !made.ok())
        return made;
    if (const auto unpacked = archive.unpack([&](const QString& name, const QByteArray& bytes) {
            return m_disk.write(staging + QLatin1Char('/') + name, bytes);
        });
        !unpacked.ok())
        return unpacked;
    return m_disk.settle(staging);
}

Result<void> Shelf::put(Archive& archive, const QStringList& publicKeys, const Volume& made,
                        course::PackRefusal& refusal) {
    if (QFileInfo::exists(made.folder)) { // gone back from, or left by an update that was cut short
        if (course::Library::prove(made.folder, publicKeys, made.serial).ok())
            return archive.unpack([](const QString&, const QByteArray&) { return Result<void>(); });
        if (const auto removed = m_disk.remove(made.folder); !removed.ok())
            return removed;
    }
    if (const auto staged = stage(archive); !staged.ok())
        return staged;
    const auto proved = course::Library::prove(at(stagingName), publicKeys, made.serial, &refusal);
    if (!proved.ok())
        return proved.error();
    if (const auto named = m_disk.rename(at(stagingName), made.folder); !named.ok())
        return named;
    return m_disk.settle(m_folder);
}

Result<void> Shelf::write(const std::optional<Volume>& current, const std::optional<Volume>& previous) {
    const QString fresh = at(stateName + QStringLiteral(".new"));
    const QByteArray lines = (nameOf(current) + u'\n' + nameOf(previous) + u'\n').toUtf8();
    if (const auto written = m_disk.write(fresh, lines); !written.ok())
        return written;
    if (const auto settled = m_disk.settle(m_folder); !settled.ok())
        return settled;
    if (const auto switched = m_disk.rename(fresh, at(stateName)); !switched.ok())
        return switched;
    (void)m_disk.settle(m_folder); // switched: after a power cut now it may be the old one again, and whole
    return {};
}

Result<Volume> Shelf::install(const QString& file, const QStringList& publicKeys, const Volume& inUse,
                              course::PackRefusal& refusal) {
    const auto refuse = [&refusal](const Error& error) {
        refusal.error = error;
        qCWarning(logCourse) << "update refused:" << error.sentence << error.detail;
        return error;
    };
    auto archive = Archive::open(file, publicKeys, 0, refusal);
    if (!archive.ok())
        return refuse(archive.error());
    const course::Manifest& manifest = archive->manifest();
    if (const auto newer = checkNumber(manifest, inUse); !newer.ok())
        return refuse(newer.error());
    if (const auto made = m_disk.makeFolder(m_folder); !made.ok())
        return refuse(made.error());
    const FileLock lock(at(QStringLiteral("lock")));
    if (!lock.isHeld())
        return refuse(busy());
    if (const auto room = checkSpace(manifest); !room.ok())
        return refuse(room.error());
    const Volume made{at(nameFor(manifest.version, manifest.serial)), manifest.version, manifest.serial};
    const auto now = state();
    auto done = put(*archive, publicKeys, made, refusal);
    if (done.ok())
        done = write(made, now.current && now.current->serial == inUse.serial ? now.current : std::nullopt);
    if (!done.ok()) {
        (void)m_disk.remove(at(stagingName)); // else the next start does
        return refuse(done.error());
    }
    removeOthers();
    return made;
}

Result<void> Shelf::goBack() {
    if (!isUsed())
        return Error{Errc::NotFound, Words::tr("There is no version before this one on this computer."), {}};
    const FileLock lock(at(QStringLiteral("lock")));
    if (!lock.isHeld())
        return busy();
    const auto now = state();
    return write(now.previous, now.current);
}

void Shelf::tidy() {
    if (!QFileInfo(m_folder).isDir())
        return;
    const FileLock lock(at(QStringLiteral("lock")));
    if (lock.isHeld())
        removeOthers();
}

void Shelf::removeOthers() {
    const auto now = state();
    const QStringList kept{nameOf(now.current), nameOf(now.previous), stateName, QStringLiteral("lock")};
    const auto here =
        QDir(m_folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const QString& name : here)
        if (!kept.contains(name))
            if (const auto removed = m_disk.remove(at(name)); !removed.ok())
                qCWarning(logCourse) << "left behind:" << name;
}

} // namespace understudy::pack
