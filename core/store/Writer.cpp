#include "core/store/Writer.h"

namespace understudy::store {

namespace {

constexpr int patience = 100;

} // namespace

Writer::Writer(Store& store, Sql& sql, Post post)
    : m_store(store)
    , m_sql(sql)
    , m_post(std::move(post)) {}

void Writer::write(std::vector<xapi::Draft> batch, Done done) {
    m_batches.push_back(std::move(batch));
    m_done.push_back(std::move(done));
    if (m_batches.size() == 1)
        m_post([this] { gather(patience); });
}

// Syncing the disk takes milliseconds, looking for one more request microseconds: as long as fewer came than
// the last time, they are looked for.
void Writer::gather(int rounds) {
    if (rounds == 0 || (m_batches.size() >= m_lastGroup && rounds < patience))
        return flush();
    m_post([this, rounds] { gather(rounds - 1); });
}

void Writer::run(std::function<Result<void>(Sql&)> work, std::function<void(const Result<void>&)> done) {
    m_post([this, work = std::move(work), done = std::move(done)] {
        done(m_sql.transact([&] { return work(m_sql); }));
    });
}

void Writer::flush() {
    const auto batches = std::exchange(m_batches, {});
    const auto waiting = std::exchange(m_done, {});
    m_lastGroup = batches.size();
    const auto outcomes = m_store.append(batches);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (outcomes)
            waiting[i]((*outcomes)[i]);
        else
            waiting[i](outcomes.error());
    }
}

} // namespace understudy::store
