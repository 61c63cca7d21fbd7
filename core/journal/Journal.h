#pragma once

#include "core/base/Result.h"
#include "core/journal/Fact.h"

#include <QDate>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace understudy::journal {

/// A fact and its place in this device's journal.
struct Entry {
    qint64 seq = 0; ///< order of arrival in this journal, from 1, rising
    Fact fact;
    bool mine = true; ///< written on this device, as against pulled from the server
};

/// A fact that the server refuses for good.
struct Parked {
    Fact fact;
    QString reason; ///< the server's words

    bool operator==(const Parked&) const = default;
};

/// Everything the trainee did, one immutable fact a row, on SQLite (WAL, synchronous=FULL). append() returns
/// after the fact is on disk, so whoever shows a verdict calls it first. One Journal per thread; several may
/// share a file.
class Journal final {
public:
    /// Opens or creates the journal. Refuses a file written by a newer version and file systems without safe
    /// writes. A damaged file is set aside under another name, never deleted; what could be read of it and of
    /// the backups (in the folder "backups" beside it) becomes the journal, and notice() says what was lost.
    /// Not while another Journal has the file open: damage is left to the next one that opens it alone.
    /// @p vfs names another SQLite file layer, for tests on a simulated disk.
    static Result<std::unique_ptr<Journal>> open(const QString& path, const Clock& clock, IdMaker& ids,
                                                 const std::string& vfs = {});
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Writes one fact of this device and returns it as stored. On failure nothing is written.
    Result<Fact> append(const char* kind, const QJsonObject& body);
    /// Adds facts of other devices; those already known are skipped, those that break the rules of a fact are
    /// left out and logged. @p values are set in the same transaction. Returns how many facts were new.
    /// A new one under this device's own name was written by a copy of this journal (a cloned disk, a
    /// restored backup): then this journal goes on under a new name, and renamed() is called.
    Result<int> merge(const std::vector<Fact>& facts, const std::map<QString, QString>& values = {});

    /// Facts after @p seq in order of arrival, at most @p limit.
    Result<std::vector<Entry>> after(qint64 seq, int limit = 100000) const;
    Result<qint64> lastSeq() const;
    Id device() const; ///< also what another connection has changed it to
    /// Those of @p ids that the journal does not hold.
    Result<std::vector<Id>> unknown(const std::vector<Id>& ids) const;
    /// Whether it holds what @p fact tells, under whatever id: of that device, number, kind and moment.
    Result<bool> tells(const Fact& fact) const;
    /// One sentence or two to be shown once after open(): what was lost, or why this disk is not a safe
    /// place. Empty on a good day.
    QString notice() const;

    /// "Check my data": pages, indexes, links and the chain of hashes, whole. Takes a second for 100,000
    /// facts.
    Result<void> check() const;
    /// Today's backup in @p folder, made if it is not there yet; keeps 7 daily and 4 weekly ones. Returns its
    /// path.
    Result<QString> backup(const QString& folder, QDate today) const;

    /// Small named values (cursors of sync, a quiz's draft), kept in the same file and written in the same
    /// way. An unknown name has the value "". After damage all come back but those whose name contains
    /// "cursor".
    Result<QString> value(const QString& name) const;
    Result<void> setValue(const QString& name, const QString& value);

    /// The outbox: facts of this device that no server has acknowledged yet, oldest first, parked ones left
    /// out.
    Result<std::vector<Entry>> unsent(int limit) const;
    Result<int> unsentCount() const;
    Result<int> parkedCount() const;
    Result<std::vector<Parked>> parked() const; ///< oldest first
    Result<void> unpark(const Id& id = {});     ///< it is tried again; without an id all of them are
    Result<void> markSent(const std::vector<Id>& ids);
    /// Puts a fact aside that the server refuses for good, with the server's words. It stays in the journal.
    Result<void> park(const Id& id, const QString& reason);
    /// Forgets what was acknowledged or parked: everything is sent again to another server, also what other
    /// devices wrote, whose owner may not have them any more.
    Result<void> forgetServer();
    /// Facts of this device that are not among @p held, which is all the server has, are sent again. Returns
    /// how many.
    Result<int> resendAllBut(const std::vector<Id>& held);

    /// Called on this journal's thread after each append or merge that added something.
    std::function<void()> changed;
    std::function<void()> renamed; ///< see merge()

private:
    struct Parts;
    explicit Journal(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::journal
