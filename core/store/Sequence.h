#pragma once

#include "core/base/Clock.h"
#include "core/store/Consistency.h"
#include "core/store/Numbers.h"
#include "core/store/Sql.h"

namespace understudy::store {

/// Numbers the statements that one server stores, and promises below which number nothing appears any more.
/// Used by the thread that writes, with its connection.
class Sequence final {
public:
    /// On PostgreSQL the server gets a row in the table of writers. @p promise: what this process tells
    /// readers of SQLite; may be null.
    static Result<Sequence> open(Sql& sql, const Clock& clock, const Promise* promise = nullptr);

    /// The first thing in a transaction that stores: sets numbers for @p count statements aside. @p alone: no
    /// other server stores anything until it ends. An error after which lost() is true: the others
    /// have taken this server for dead; join() them again.
    Result<void> begin(std::size_t count, bool alone);
    /// The next of the numbers set aside.
    std::int64_t next() { return at(++m_used); }

    bool lost() const { return m_lost; }
    Result<void> join();
    /// Once a second or so, between transactions: tells the others that this server is there.
    Result<void> idle();
    /// Leaves the others at the end, so that they need not wait for it.
    void leave();

    /// The highest number of which holds: what is stored up to it can be seen, and nothing will appear there.
    static Result<std::int64_t> through(Sql& sql);

private:
    Sequence(Sql& sql, const Clock& clock, const Promise* promise)
        : m_sql(&sql)
        , m_clock(&clock)
        , m_promise(promise) {}
    bool shared() const { return m_sql->engine() == Sql::Engine::Postgres; }
    std::int64_t at(std::int64_t micros) const { return (micros << writerBits) | m_writer; }
    Result<void> readLast();
    Result<void> enter();
    Result<void> reap();
    Result<void> keepFloor();

    Sql* m_sql;
    const Clock* m_clock;
    const Promise* m_promise;
    std::int64_t m_writer = 0;
    std::string m_token;     ///< tells this server from an older one of the same number
    xapi::Micros m_last = 0; ///< the highest moment set aside
    xapi::Micros m_used = 0; ///< the highest moment given out
    bool m_lost = false;
};

} // namespace understudy::store
