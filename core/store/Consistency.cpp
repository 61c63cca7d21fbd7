#include "core/store/Consistency.h"

#include "core/store/Sequence.h"

#include <algorithm>

namespace understudy::store {

namespace {

constexpr auto between = std::chrono::milliseconds(5); // strangers who ask must not keep out who writes

} // namespace

// The newest statement alone would be true too, but it stands still while nobody stores, and a reader that
// waits for a moment of its own would wait for somebody else's statement. With SQLite the promise is this: as
// long as nobody holds the lock of those who write, all that is stored can be seen, and what comes later is
// numbered later, by another program from this millisecond on. PostgreSQL's writers move their rows each
// second (see Sequence).
xapi::Micros Consistency::through() {
    if (const auto now = std::chrono::steady_clock::now(); now - m_asked >= between) {
        m_asked = now;
        m_sql.whileNobodyWrites(
            [this] { m_promise.moveTo(m_clock.now().time_since_epoch().count() * 1000 - 1); });
    }
    const auto seq = Sequence::through(m_sql);
    return std::max(m_promise.moment(), seq ? storedOf(*seq) : 0);
}

} // namespace understudy::store
