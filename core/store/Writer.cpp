#include "core/store/Writer.h"

#include "core/store/PostgresSql.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::store {

namespace {

using namespace std::chrono_literals;

constexpr auto between = 1s;                 // two signs of life
constexpr auto longestAnswer = 8s;           // of PostgreSQL
constexpr std::size_t mostStatements = 1000; // in one transaction: the first of them waits for the last

/// Whether an error may come from one request, so that the others would get through without it.
bool isOfOneRequest(Errc code) { return code == Errc::Io || code == Errc::BadInput; }

} // namespace

Result<std::unique_ptr<Writer>> Writer::open(Database& database, const Clock& clock, Threads& threads,
                                             Post post) {
    auto sql = database.connect();
    if (!sql)
        return sql.error();
    auto sequence = Sequence::open(**sql, clock, &database.promise());
    if (!sequence)
        return sequence.error();
    const bool lite = (*sql)->engine() == Sql::Engine::Sqlite;
    std::shared_ptr<Sql> second; // PostgreSQL keeps itself tidy
    if (lite) {
        auto connected = database.connect();
        if (!connected)
            return connected.error();
        second = std::move(*connected);
    }
    std::unique_ptr<Writer> writer(new Writer(std::move(*sql), std::move(*sequence), std::move(post)));
    writer->m_running = 2;
    threads.start("store", [raw = writer.get()] { raw->loop(); });
    if (lite)
        threads.start("tidy", [raw = writer.get(), second = std::move(second)] { raw->keepTidy(*second); });
    else
        threads.start("watch", [raw = writer.get(), &serving = database.sql()] { raw->keepWatch(serving); });
    return writer;
}

Writer::Writer(std::unique_ptr<Sql> sql, Sequence sequence, Post post)
    : m_sql(std::move(sql))
    , m_sequence(std::move(sequence))
    , m_appender(*m_sql, m_sequence)
    , m_post(std::move(post)) {}

Writer::~Writer() { finish(); }

void Writer::onStored(Appender::Learn learn) {
    const std::lock_guard lock(m_mutex);
    m_appender.onStored(std::move(learn));
}

void Writer::onTick(std::function<void()> tick) {
    const std::lock_guard lock(m_mutex);
    m_tick = std::move(tick);
}

void Writer::write(std::vector<xapi::Draft> batch, Done done) {
    Item item;
    item.batch = std::move(batch);
    item.done = std::move(done);
    add(std::move(item));
}

void Writer::run(Work work, std::function<void(const Result<void>&)> done) {
    Item item;
    item.work = std::move(work);
    item.finished = std::move(done);
    add(std::move(item));
}

void Writer::add(Item item) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_waiting.push_back(std::move(item));
            m_figures.waiting = static_cast<std::int64_t>(m_waiting.size());
            m_changed.notify_all();
            return;
        }
    }
    item.outcome =
        Error{Errc::Busy,
              QCoreApplication::translate("store", "The server is stopping. Try again in a moment."),
              {}};
    Group refused;
    refused.push_back(std::move(item));
    answer(std::move(refused));
}

void Writer::finish() {
    std::unique_lock lock(m_mutex);
    m_stopping = true;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_running == 0; });
}

Writer::Figures Writer::figures() const {
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

void Writer::loop() {
    auto nextIdle = std::chrono::steady_clock::now() + between;
    std::unique_lock lock(m_mutex);
    for (;;) {
        const bool any =
            m_changed.wait_for(lock, between, [this] { return m_stopping || !m_waiting.empty(); });
        auto group = any ? gather(lock) : Group();
        if (any && group.empty())
            break; // stopping, and nothing is left
        lock.unlock();
        const bool idle = group.empty();
        if (!idle) {
            store(group);
            answer(std::move(group));
        }
        // Also while there is much to store: who else is gone has to be seen, and documents move no row.
        if (idle || std::chrono::steady_clock::now() >= nextIdle) {
            (void)m_sequence.idle(); // when the database is away, the next second tries again
            answer(Group());
            nextIdle = std::chrono::steady_clock::now() + between;
        }
        lock.lock();
        if (std::exchange(m_tidied, false)) {
            lock.unlock();
            m_sql->tidy(); // what came meanwhile is little, and now the log can begin anew
            lock.lock();
        } else if (!m_untidy && m_sql->isUntidy()) {
            m_untidy = true;
            m_changed.notify_all();
        }
    }
    lock.unlock();
    m_sequence.leave();
    lock.lock();
    --m_running;
    m_changed.notify_all();
}

// Writing back what is in the log takes long; done here, nobody waits for it.
void Writer::keepTidy(Sql& sql) {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_stopping || m_untidy; });
        if (m_stopping)
            break;
        lock.unlock();
        sql.tidy();
        lock.lock();
        m_untidy = false;
        m_tidied = true;
    }
    --m_running;
    m_changed.notify_all();
}

// Syncing the disk takes milliseconds, and those who were just answered ask again at once: as long as fewer
// came than the last time, they are waited for, a small part of what the sync takes.
Writer::Group Writer::gather(std::unique_lock<std::mutex>& lock) {
    if (!m_stopping && m_waiting.size() < m_lastGroup)
        m_changed.wait_for(lock, std::min<std::chrono::microseconds>(m_lastTook / 4, 1ms),
                           [this] { return m_stopping || m_waiting.size() >= m_lastGroup; });
    std::size_t taken = 0;
    for (std::size_t statements = 0; taken < m_waiting.size() && statements < mostStatements; ++taken)
        statements += std::max<std::size_t>(m_waiting[taken].batch.size(), 1);
    const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(taken);
    Group group(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
    m_waiting.erase(m_waiting.begin(), end);
    m_figures.waiting = static_cast<std::int64_t>(m_waiting.size());
    m_lastGroup = std::max<std::size_t>(taken, 1);
    return group;
}

void Writer::store(Group& group) {
    const auto begin = std::chrono::steady_clock::now();
    const auto stored = storeTogether(group);
    m_lastTook =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    const std::lock_guard lock(m_mutex);
    ++m_figures.groups;
    m_figures.stored += stored;
    for (const auto& item : group)
        m_figures.statements += item.outcome ? static_cast<std::int64_t>(item.batch.size()) : 0;
}

// What the database refuses of one request must not keep out those that came with it: halves are tried until
// it is alone.
std::int64_t Writer::storeTogether(std::span<Item> group) {
    auto stored = m_sql->transact([&] { return storeOnce(group); });
    if (!stored && m_sequence.lost()) {
        stored = m_sequence.join();
        if (stored)
            stored = m_sql->transact([&] { return storeOnce(group); });
    }
    if (stored)
        return static_cast<std::int64_t>(group.size());
    if (group.size() > 1 && isOfOneRequest(stored.error().code)) {
        const auto half = group.size() / 2;
        const auto first = storeTogether(group.first(half));
        return first + storeTogether(group.subspan(half));
    }
    for (auto& item : group)
        item.outcome = stored.error();
    return 0;
}

Result<void> Writer::storeOnce(std::span<Item> group) {
    std::vector<const Appender::Batch*> batches;
    for (const auto& item : group) {
        if (!item.work)
            batches.push_back(&item.batch);
    }
    std::vector<Appender::Outcome> outcomes;
    if (!batches.empty()) {
        auto appended = m_appender.append(batches);
        if (!appended)
            return appended.error();
        outcomes = std::move(*appended);
    }
    auto next = outcomes.begin();
    for (auto& item : group) {
        item.outcome = item.work ? Appender::Outcome() : std::move(*next++);
        if (!item.work)
            continue;
        auto done = m_sql->transact([&] { return item.work(*m_sql); });
        if (!done && done.error().code == Errc::Busy)
            return done; // all of it has to run again
        if (!done)
            item.outcome = done.error();
    }
    return {};
}

// An answer that does not come must hold up neither those who write nor those who read.
void Writer::keepWatch(Sql& serving) {
    std::unique_lock lock(m_mutex);
    while (!m_stopping || m_running > 1) { // also over the last transaction
        m_changed.wait_for(lock, 500ms, [this] { return m_stopping && m_running == 1; });
        lock.unlock();
        for (auto* sql : {m_sql.get(), &serving})
            static_cast<PostgresSql*>(sql)->cutAfter(longestAnswer);
        lock.lock();
    }
    --m_running;
    m_changed.notify_all();
}

// The batches are let go of on this thread, after the answers are on their way.
void Writer::answer(Group group) {
    struct Told {
        Done done;
        std::function<void(const Result<void>&)> finished;
        Result<Appender::Outcome> outcome;
    };
    auto told = std::make_shared<std::vector<Told>>();
    std::function<void()> tick;
    {
        const std::lock_guard lock(m_mutex);
        tick = m_tick;
    }
    if (group.empty() && !tick)
        return;
    for (auto& item : group)
        told->push_back({std::move(item.done), std::move(item.finished), std::move(item.outcome)});
    m_post([told, tick] {
        for (auto& [done, finished, outcome] : *told) {
            if (done)
                done(outcome);
            else if (finished)
                finished(outcome ? Result<void>() : Result<void>(outcome.error()));
        }
        told->clear();
        if (tick)
            tick();
    });
}

} // namespace understudy::store
