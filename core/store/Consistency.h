#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"
#include "core/xapi/Values.h"

#include <atomic>
#include <chrono>

namespace understudy::store {

/// A moment that was told to readers. Who stores in this process numbers above it, whatever the clock says.
/// Read and moved by several threads.
class Promise final {
public:
    xapi::Micros moment() const { return m_moment.load(); }
    void moveTo(xapi::Micros moment) {
        if (moment > m_moment.load()) // moved by one thread, read by another
            m_moment.store(moment);
    }

private:
    std::atomic<xapi::Micros> m_moment{0};
};

/// Tells readers up to which moment they can see everything (X-Experience-API-Consistent-Through). Used by
/// one thread, with its connection.
class Consistency final {
public:
    Consistency(Sql& sql, const Clock& clock, Promise& promise)
        : m_sql(sql)
        , m_clock(clock)
        , m_promise(promise) {}

    /// The beginning of time when the database does not answer.
    xapi::Micros through();

private:
    Sql& m_sql;
    const Clock& m_clock;
    Promise& m_promise;
    std::chrono::steady_clock::time_point m_asked{}; ///< for the lock
};

} // namespace understudy::store
