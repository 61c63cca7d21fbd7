#include "core/journal/Journal.h"

#include "core/base/Log.h"
#include "core/journal/Backups.h"
#include "core/journal/Hold.h"
#include "core/journal/Place.h"
#include "core/journal/Recovery.h"
#include "core/journal/Schema.h"
#include "core/journal/Store.h"
#include "core/journal/Trouble.h"

#include <QCoreApplication>
#include <QSet>

#include <sqlite3.h>

namespace understudy::journal {

struct Journal::Parts {
    std::unique_ptr<Hold> hold; // let go last
    std::unique_ptr<Store> store;
    const Clock& clock;
    IdMaker& ids;
    QString path;
    QString notice;

    SQLite::Database& database() const { return store->database(); }

    /// Runs @p work; damage met on the way is remembered, so that the next start looks at the whole file.
    template <typename T, typename Work>
    Result<T> run(Work work) const {
        Result<T> result = guarded<T>(database(), std::move(work));
        if (!result.ok() && result.error().code == Errc::Corrupt)
            Recovery::remember(path);
        return result;
    }

    Row write(Fact fact, bool mine) const {
        const Store::Tip tip = store->tip();
        Row row = Row::make({tip.seq + 1, std::move(fact), mine}, tip.hash);
        row.insert(database());
        return row;
    }
};

namespace {

/// At the start there is nothing yet that was not saved.
Error atOpening(Error error) {
    if (error.code == Errc::Busy)
        error.sentence = QCoreApplication::translate(
            "Journal",
            "Another program is using the journal of your progress, so it was not opened. Nothing is "
            "lost. Close the other program, then start Understudy again.");
    return error;
}

} // namespace

Journal::Journal(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const QString& path, const Clock& clock, IdMaker& ids,
                                               const std::string& vfs) {
    const Result<QString> place = preparePlace(path);
    if (!place)
        return place.error();
    auto hold = std::make_unique<Hold>(path);
    Recovery recovery(path, clock, ids, vfs);
    Result<QString> mended = QString();
    if (hold->isAlone())
        mended = recovery.finishAndExamine();
    if (!mended)
        return mended.error();
    Result<std::unique_ptr<Store>> store = Store::open(path, vfs, ids);
    if (!store.ok() && store.error().code == Errc::Corrupt) {
        if (!hold->isAlone()) {
            Recovery::remember(path);
            return store.error();
        }
        mended = recovery.replaceDamaged();
        if (!mended)
            return mended.error();
        store = Store::open(path, vfs, ids);
    }
    if (!store)
        return atOpening(store.error());
    hold->share();
    const QString notice = mended->isEmpty() ? *place : *mended;
    return std::unique_ptr<Journal>(new Journal(
        std::make_unique<Parts>(Parts{std::move(hold), std::move(store).value(), clock, ids, path, notice})));
}

Result<Fact> Journal::append(const char* kind, const QJsonObject& body) {
    if (!fits(body))
        return Error{Errc::BadInput,
                     QCoreApplication::translate("Journal", "This is too long, so it was not saved. "
                                                            "Everything before it is safe. Shorten it, then "
                                                            "try again."),
                     QLatin1String(kind)};
    Result<Fact> written = m_parts->run<Fact>([&]() -> Result<Fact> {
        Fact fact;
        fact.id = m_parts->ids.next();
        fact.kind = QString::fromLatin1(kind);
        fact.at = m_parts->clock.now();
        fact.offsetMinutes = m_parts->clock.offsetMinutes(fact.at);
        fact.body = body;
        Transaction transaction(m_parts->database());
        m_parts->store->readDevice();
        fact.device = m_parts->store->device();
        fact.deviceSeq = m_parts->store->nextDeviceSeq();
        const Row row = m_parts->write(std::move(fact), true);
        m_parts->store->queue(row.entry.seq);
        transaction.commit();
        return row.entry.fact;
    });
    if (written && changed)
        changed();
    return written;
}

Result<int> Journal::merge(const std::vector<Fact>& facts, const std::map<QString, QString>& values) {
    bool copied = false;
    const Result<int> added = m_parts->run<int>([&]() -> Result<int> {
        int count = 0;
        copied = false;
        Transaction transaction(m_parts->database());
        m_parts->store->readDevice();
        for (const Fact& fact : facts) {
            if (!isWellFormed(fact)) {
                qCWarning(logJournal) << "left out a fact that breaks the rules:" << fact.id.left(64);
                continue;
            }
            if (m_parts->store->knows(fact.id))
                continue;
            copied = copied || fact.device == m_parts->store->device();
            m_parts->write(fact, false);
            ++count;
        }
        for (const auto& [name, value] : values)
            m_parts->store->setValue(name, value);
        if (copied)
            m_parts->store->rename(m_parts->ids.next());
        transaction.commit();
        return count;
    });
    if (added && copied) {
        qCWarning(logJournal, "somebody else writes under this device's name; it has a new one");
        if (renamed)
            renamed();
    }
    if (added && *added > 0 && changed)
        changed();
    return added;
}

namespace {

/// Rows of @p select, which has one or two parameters already bound.
Result<std::vector<Entry>> entriesOf(SQLite::Statement& select) {
    std::vector<Entry> entries;
    while (select.executeStep()) {
        std::optional<Row> row = Row::read(select);
        if (!row)
            return trouble(SQLITE_CORRUPT, 0, QStringLiteral("a fact without a body"));
        entries.push_back(std::move(row->entry));
    }
    return entries;
}

} // namespace

Result<std::vector<Entry>> Journal::after(qint64 seq, int limit) const {
    return m_parts->run<std::vector<Entry>>([&] {
        SQLite::Statement select(m_parts->database(), std::string("SELECT ") + Row::columns +
                                                          " FROM fact WHERE seq > ? ORDER BY seq LIMIT ?");
        select.bind(1, int64_t{seq});
        select.bind(2, limit);
        return entriesOf(select);
    });
}

Result<qint64> Journal::lastSeq() const {
    return m_parts->run<qint64>([&]() -> Result<qint64> { return m_parts->store->tip().seq; });
}

Id Journal::device() const {
    const auto read = m_parts->run<void>([&]() -> Result<void> {
        m_parts->store->readDevice();
        return {};
    });
    if (!read)
        qCWarning(logJournal) << "the device's name could not be read:" << read.error().detail;
    return m_parts->store->device();
}

Result<std::vector<Id>> Journal::unknown(const std::vector<Id>& ids) const {
    return m_parts->run<std::vector<Id>>([&]() -> Result<std::vector<Id>> {
        std::vector<Id> missing;
        for (const Id& id : ids)
            if (!m_parts->store->knows(id))
                missing.push_back(id);
        return missing;
    });
}

Result<bool> Journal::tells(const Fact& fact) const {
    return m_parts->run<bool>([&]() -> Result<bool> {
        SQLite::Statement find(
            m_parts->database(),
            "SELECT 1 FROM fact WHERE device = ? AND device_seq = ? AND kind = ? AND at = ?");
        find.bind(1, utf8(fact.device));
        find.bind(2, int64_t{fact.deviceSeq});
        find.bind(3, utf8(fact.kind));
        find.bind(4, int64_t{fact.at.time_since_epoch().count()});
        return find.executeStep();
    });
}

QString Journal::notice() const { return m_parts->notice; }

Result<void> Journal::check() const {
    return m_parts->run<void>([&]() -> Result<void> {
        if (auto pages = checkPages(m_parts->database()); !pages)
            return pages;
        return m_parts->store->checkChain();
    });
}

Result<QString> Journal::backup(const QString& folder, QDate today) const {
    return m_parts->run<QString>([&] { return Backups(folder).make(m_parts->database(), today); });
}

Result<QString> Journal::value(const QString& name) const {
    return m_parts->run<QString>([&]() -> Result<QString> { return m_parts->store->value(name); });
}

Result<void> Journal::setValue(const QString& name, const QString& value) {
    return m_parts->run<void>([&]() -> Result<void> {
        Transaction transaction(m_parts->database());
        m_parts->store->setValue(name, value);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Entry>> Journal::unsent(int limit) const {
    return m_parts->run<std::vector<Entry>>([&] {
        SQLite::Statement select(
            m_parts->database(),
            std::string("SELECT ") + Row::columns +
                " FROM outbox JOIN fact USING (seq) WHERE refused IS NULL ORDER BY seq LIMIT ?");
        select.bind(1, limit);
        return entriesOf(select);
    });
}

Result<int> Journal::unsentCount() const {
    return m_parts->run<int>([&]() -> Result<int> {
        return m_parts->database().execAndGet("SELECT count(*) FROM outbox WHERE refused IS NULL").getInt();
    });
}

Result<int> Journal::parkedCount() const {
    return m_parts->run<int>([&]() -> Result<int> {
        return m_parts->database()
            .execAndGet("SELECT count(*) FROM outbox WHERE refused IS NOT NULL")
            .getInt();
    });
}

Result<std::vector<Parked>> Journal::parked() const {
    return m_parts->run<std::vector<Parked>>([&]() -> Result<std::vector<Parked>> {
        SQLite::Statement select(m_parts->database(),
                                 std::string("SELECT ") + Row::columns +
                                     ", refused FROM outbox JOIN fact USING (seq) WHERE refused IS NOT NULL "
                                     "ORDER BY seq");
        std::vector<Parked> all;
        while (select.executeStep()) {
            const std::optional<Row> row = Row::read(select);
            if (!row)
                return trouble(SQLITE_CORRUPT, 0, QStringLiteral("a fact without a body"));
            const auto reason = select.getColumn(select.getColumnCount() - 1).getString();
            all.push_back({row->entry.fact, QString::fromStdString(reason)});
        }
        return all;
    });
}

Result<void> Journal::unpark(const Id& id) {
    return m_parts->run<void>([&]() -> Result<void> {
        Transaction transaction(m_parts->database());
        SQLite::Statement again(
            m_parts->database(),
            "UPDATE outbox SET refused = NULL WHERE ?1 = '' OR seq = (SELECT seq FROM fact "
            "WHERE id = ?1)");
        again.bind(1, utf8(id));
        again.exec();
        transaction.commit();
        return {};
    });
}

Result<void> Journal::markSent(const std::vector<Id>& ids) {
    return m_parts->run<void>([&]() -> Result<void> {
        Transaction transaction(m_parts->database());
        SQLite::Statement sent(m_parts->database(),
                               "DELETE FROM outbox WHERE seq = (SELECT seq FROM fact WHERE id = ?)");
        for (const Id& id : ids) {
            sent.bind(1, utf8(id));
            sent.exec();
            sent.reset();
        }
        transaction.commit();
        return {};
    });
}

Result<void> Journal::park(const Id& id, const QString& reason) {
    return m_parts->run<void>([&]() -> Result<void> {
        Transaction transaction(m_parts->database());
        SQLite::Statement put(
            m_parts->database(),
            "UPDATE outbox SET refused = ? WHERE seq = (SELECT seq FROM fact WHERE id = ?)");
        put.bind(1, utf8(reason));
        put.bind(2, utf8(id));
        put.exec();
        transaction.commit();
        return {};
    });
}

Result<void> Journal::forgetServer() {
    return m_parts->run<void>([&]() -> Result<void> {
        Transaction transaction(m_parts->database());
        m_parts->database().exec("DELETE FROM outbox; INSERT INTO outbox (seq) SELECT seq FROM fact");
        transaction.commit();
        return {};
    });
}

Result<int> Journal::resendAllBut(const std::vector<Id>& held) {
    return m_parts->run<int>([&]() -> Result<int> {
        const QSet<Id> there(held.begin(), held.end());
        Transaction transaction(m_parts->database());
        SQLite::Statement sent(m_parts->database(), "SELECT seq, id FROM fact LEFT JOIN outbox USING (seq) "
                                                    "WHERE mine AND outbox.seq IS NULL");
        std::vector<qint64> lost;
        while (sent.executeStep())
            if (!there.contains(QString::fromStdString(sent.getColumn(1).getString())))
                lost.push_back(sent.getColumn(0).getInt64());
        for (const qint64 seq : lost)
            m_parts->store->queue(seq);
        transaction.commit();
        return static_cast<int>(lost.size());
    });
}

} // namespace understudy::journal
