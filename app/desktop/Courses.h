#pragma once

#include "core/base/Threads.h"
#include "core/course/Library.h"
#include "core/pack/Shelf.h"

#include <QObject>
#include <QSettings>

namespace understudy::desktop {

/// Which course pack the window works with: one named on the command line, the newest installed from a file,
/// or the one that came with the program. Packs that were opened stay open until the end, as screens may
/// still show them.
class Courses final : public QObject {
    Q_OBJECT
public:
    Courses(QString profile, QString share, QSettings& settings, Threads& threads, Post post);

    /// Opens the pack to work with; @p asked is a folder, may be empty.
    void open(const QString& asked);
    const course::Library* library() const; ///< nullptr: none could be opened
    /// Why one that should have been opened was not; its sentence is empty when all went well.
    const course::PackRefusal& refusal() const { return m_refusal; }
    QString refusedFrom() const { return m_refusedFrom; }

    /// On a thread of its own; ends in changed() or refused().
    void install(const QString& file);
    /// To the version before, which is told by before().
    void goBack();
    /// The version that goBack() leads to; empty: there is none.
    QString before() const;

Q_SIGNALS:
    void changed(); ///< library() is another one
    void refused(const understudy::course::PackRefusal& refusal, const QString& file);

private:
    bool tryOpen(const QString& folder, int lowestSerial);
    QString shelfFolder() const;
    QStringList keys() const;

    QString m_profile, m_share;
    QSettings& m_settings;
    Threads& m_threads;
    Post m_post;
    mutable pack::RealDisk m_disk;
    pack::Volume m_builtIn; ///< number 0: it could not be opened
    std::vector<std::unique_ptr<course::Library>> m_opened;
    course::PackRefusal m_refusal;
    QString m_refusedFrom;
    bool m_installing = false;
};

} // namespace understudy::desktop
