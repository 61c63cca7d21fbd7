#pragma once

#include "core/pack/Archive.h"
#include "core/pack/Disk.h"

#include <optional>

namespace understudy::pack {

/// A pack that was installed from a file.
struct Volume {
    QString folder;
    QString version;
    int serial = 0;

    bool operator==(const Volume&) const = default;
};

/// Where the updates of one course are kept in a profile: the one in use and the one before, each a folder
/// named VERSION-SERIAL, and a small file that says which is which. A pack is unpacked beside them, proved as
/// it lies on the disk, given its name, and then the small file is replaced at once; so a power cut at any
/// moment leaves the old one or the new one, whole.
class Shelf final {
public:
    /// Of free space that an update leaves, for the journal.
    static constexpr qint64 margin = 64 * 1024 * 1024;

    /// @p folder is made when something is installed. @p course: "dwcp-v3".
    Shelf(QString folder, QString course, Disk& disk);

    /// Whether one was ever installed: until then there is nothing to go back to.
    bool isUsed() const;
    /// The one to open; nothing: the one that came with the program.
    std::optional<Volume> current() const { return state().current; }
    /// The one before; nothing, when isUsed(): the one that came with the program.
    std::optional<Volume> previous() const { return state().previous; }

    /// Verifies, unpacks, proves and switches. @p inUse is the pack that is open now: the new one's number
    /// has to be higher. The refusal is for the dialog.
    Result<Volume> install(const QString& file, const QStringList& publicKeys, const Volume& inUse,
                           course::PackRefusal& refusal);
    /// Exchanges current() and previous().
    Result<void> goBack();
    /// Removes what an update that was cut short left behind.
    void tidy();

private:
    struct State {
        std::optional<Volume> current, previous;
    };
    State state() const;
    std::optional<Volume> volume(const QString& name) const;
    QString nameOf(const std::optional<Volume>& one) const;
    Result<void> checkNumber(const course::Manifest& manifest, const Volume& inUse) const;
    Result<void> checkSpace(const course::Manifest& manifest);
    Result<void> stage(Archive& archive);
    Result<void> put(Archive& archive, const QStringList& publicKeys, const Volume& made,
                     course::PackRefusal& refusal);
    Result<void> write(const std::optional<Volume>& current, const std::optional<Volume>& previous);
    void removeOthers();
    QString at(const QString& name) const { return m_folder + QLatin1Char('/') + name; }

    QString m_folder, m_course;
    Disk& m_disk;
};

} // namespace understudy::pack
