// Several servers may store into one PostgreSQL. Who reads in the order of numbers and remembers how far it
// came must never miss a statement that was numbered earlier but committed later. How that is kept:
//
//   Each server has a row in `writer`: its number, and low_water, a moment. Two promises go with the row:
//   (1) every statement of this writer up to low_water is committed, and (2) it will store none up to there.
//
//   * A transaction that stores first moves its own row's low_water to the highest moment that it sets aside.
//     All of them lie above the old low_water. While it is open, others see the old value: (2) holds for
//     them. When it commits, the statements and the new value appear in one instant: (1) and (2) hold. When
//     it is undone, the old value is still true, since moments set aside are never used a second time.
//   * What can be told to a reader is the least low_water of all rows, "through". Take any statement at or
//   below
//     it, of writer W. If W has a row, its low_water is at or above, so the statement is visible (1) or does
//     not exist and never will (2).
//   * A writer moves its row each second, also when it does nothing, and at least to the greatest low_water
//     of the table, so that neither silence nor a clock that is behind holds anybody back.
//   * A writer that died would hold everybody back. Whose heartbeat is more than ten seconds old by the clock
//   of
//     the database loses its row. If it was merely slow, its next transaction finds no row of its number and
//     token, is undone as a whole, and the writer joins anew: nothing of it commits without a row. A writer
//     whose transaction is open holds a lock on its row and cannot lose it; the database ends transactions
//     that stand still (see PostgresSql).
//   * Row 0 belongs to nobody and keeps the highest low_water of those that are gone, so that the greatest
//     low_water of the table never falls.
//   * A writer that joins could break promises made before it came. So it commits its row first, with the
//   greatest
//     low_water of the table, and then reads the greatest low_water once more: all that was told before its
//     row could be seen is at or below that, all that is told afterwards counts its row. It stores above
//     both.
//
//   What a statement refers to and what refers to it must find each other even when both arrive at the same
//   time at two servers. A transaction with references therefore takes the lock of every writer's row, in the
//   order of their numbers, and twice: a writer that joined while the first pass waited is seen by the
//   second, and none can join in between because joining takes the same locks.
//
// There is no advisory lock, no sequence without gaps and no question to the system's catalogs in this, so
// that engines which only speak PostgreSQL's protocol can keep to it too. With SQLite there is one writer,
// its transactions are seen in their order: the newest statement is as far as can be told by its number, and
// as a moment what Consistency promises while nobody writes.
#include "core/store/Sequence.h"

#include <QCoreApplication>

#include <sodium.h>

#include <algorithm>

namespace understudy::store {

namespace {

// The clock of the database, in microseconds.
constexpr auto moment = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
constexpr auto patience = "10000000";

Error removed() {
    return {
        Errc::Cancelled, // running the same transaction again is of no use
        QCoreApplication::translate("store", "This server was silent for too long. Try again in a moment."),
        {}};
}

} // namespace

Result<Sequence> Sequence::open(Sql& sql, const Clock& clock, const Promise* promise) {
    Sequence sequence(sql, clock, promise);
    const auto ready = sequence.shared() ? sequence.join() : sequence.readLast();
    if (!ready)
        return ready.error();
    return sequence;
}

// A clock that was set back must not make numbers that are taken, also when the newest statements were
// erased.
Result<void> Sequence::readLast() {
    const auto rows = m_sql->run("SELECT (SELECT coalesce(max(seq), 0) FROM statement), "
                                 "(SELECT coalesce(max(low_water), 0) FROM writer)");
    if (!rows)
        return rows.error();
    m_last = std::max({m_last, storedOf((*rows)[0].integer(0)), (*rows)[0].integer(1)});
    if (!shared() && m_promise)
        m_last = std::max(m_last, m_promise->moment());
    m_used = m_last;
    return {};
}

Result<void> Sequence::join() {
    if (auto entered = m_sql->transact([this] { return enter(); }); !entered)
        return entered;
    if (auto read = readLast(); !read)
        return read;
    m_lost = false;
    return {};
}

Result<void> Sequence::enter() {
    const auto rows = m_sql->run("SELECT id FROM writer ORDER BY id FOR UPDATE");
    if (!rows)
        return rows.error();
    m_writer = 1;
    for (const auto& row : *rows)
        m_writer += row.integer(0) == m_writer ? 1 : 0;
    if (m_writer > mostWriters)
        return Error{
            Errc::Refused,
            QCoreApplication::translate("store", "More servers share this database than can. Stop one."),
            {}};
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    char hex[sizeof random * 2 + 1];
    m_token = sodium_bin2hex(hex, sizeof hex, random, sizeof random);
    const auto added = m_sql->run(
        "INSERT INTO writer (id, token, low_water, heartbeat) SELECT CAST($1 AS INTEGER), CAST($2 AS TEXT), "
        "coalesce(max(low_water), 0), " +
            std::string(moment) + " FROM writer ON CONFLICT (id) DO NOTHING",
        {m_writer, m_token});
    if (!added)
        return added.error();
    if (m_sql->changed() == 1)
        return {};
    return Error{Errc::Busy, QStringLiteral("Another server has just joined. Try again."), {}};
}

Result<void> Sequence::begin(std::size_t count, bool alone) {
    if (!shared()) { // another program may have stored something since
        if (auto read = readLast(); !read)
            return read;
    }
    m_used = std::max<xapi::Micros>(m_clock->now().time_since_epoch().count() * 1000, m_last + 1) - 1;
    m_last = m_used + static_cast<xapi::Micros>(count);
    if (!shared())
        return {};
    for (int pass = 0; alone && pass < 2; ++pass) {
        if (const auto held = m_sql->run("SELECT id FROM writer ORDER BY id FOR UPDATE"); !held)
            return held.error();
    }
    const auto moved = m_sql->run("UPDATE writer SET low_water = $1, heartbeat = " + std::string(moment) +
                                      " WHERE id = $2 AND token = $3",
                                  {m_last, m_writer, m_token});
    if (!moved)
        return moved.error();
    m_lost = m_sql->changed() == 0;
    return m_lost ? removed() : Result<void>();
}

Result<void> Sequence::idle() {
    if (!shared())
        return {};
    if (m_lost)
        return join();
    // Whose clock is behind keeps up with the others: its row would hold back all of them.
    auto moved = readLast();
    if (moved)
        moved = m_sql->transact([this] { return begin(0, false); });
    if (!moved && m_lost)
        return join();
    return moved ? reap() : moved;
}

Result<void> Sequence::reap() {
    const auto dead = std::string(" WHERE id > 0 AND heartbeat < ") + moment + " - " + patience;
    const auto any = m_sql->run("SELECT 1 FROM writer" + dead);
    if (!any || any->empty())
        return any ? Result<void>() : any.error();
    return m_sql->transact([&]() -> Result<void> {
        const auto floor = m_sql->run("SELECT low_water FROM writer WHERE id = 0 FOR UPDATE");
        const auto gone =
            m_sql->run("SELECT id, token, low_water FROM writer" + dead + " FOR UPDATE SKIP LOCKED");
        if (!floor || !gone)
            return floor ? gone.error() : floor.error();
        for (const auto& row : *gone) {
            const auto kept = m_sql->run("UPDATE writer SET low_water = $1 WHERE id = 0 AND low_water < $1",
                                         {row.integer(2)});
            const auto out =
                m_sql->run("DELETE FROM writer WHERE id = $1 AND token = $2", {row.integer(0), row.text(1)});
            if (!kept || !out)
                return kept ? out.error() : kept.error();
        }
        return {};
    });
}

void Sequence::leave() {
    if (m_lost)
        return;
    (void)m_sql->transact([this]() -> Result<void> {
        auto kept = keepFloor();
        if (!kept || !shared())
            return kept;
        const auto out = m_sql->run("DELETE FROM writer WHERE id = $1 AND token = $2", {m_writer, m_token});
        return out ? Result<void>() : out.error();
    });
    m_lost = shared();
}

// With SQLite what was promised last: the clock may be set back before the next start. (After a kill too,
// what was promised since the last statement is forgotten.)
Result<void> Sequence::keepFloor() {
    const auto floor = !shared() && m_promise ? std::max(m_last, m_promise->moment()) : m_last;
    const auto kept = m_sql->run("UPDATE writer SET low_water = $1 WHERE id = 0 AND low_water < $1", {floor});
    return kept ? Result<void>() : kept.error();
}

Result<std::int64_t> Sequence::through(Sql& sql) {
    const bool lite = sql.engine() == Sql::Engine::Sqlite;
    const auto rows = sql.run(lite ? "SELECT coalesce(max(seq), 0) FROM statement"
                                   : "SELECT coalesce((SELECT min(low_water) FROM writer WHERE id > 0), "
                                     "(SELECT max(low_water) FROM writer))");
    if (!rows)
        return rows.error();
    const auto value = (*rows)[0].integer(0);
    return lastSeqOf(lite ? storedOf(value) : value);
}

} // namespace understudy::store
