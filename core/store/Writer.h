#pragma once

#include "core/base/Threads.h"
#include "core/store/Appender.h"
#include "core/store/Database.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>

namespace understudy::store {

/// Makes every change of the tables while the server serves: on a thread of its own with a connection of its
/// own, so that requests are read while the disk syncs. What waits at one time is one transaction and one
/// sync.
class Writer final {
public:
    using Done = std::function<void(const Result<Appender::Outcome>&)>;
    using Work = std::function<Result<void>(Sql&)>;

    /// @p database: lives longer than the writer. @p post: where done() is called, that is on the thread that
    /// answers requests.
    static Result<std::unique_ptr<Writer>> open(Database& database, const Clock& clock, Threads& threads,
                                                Post post);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// What else is learned from new statements. Set before the first of them.
    void onStored(Appender::Learn learn);
    /// Called by post after every transaction, and once a second when there is none.
    void onTick(std::function<void()> tick);
    void write(std::vector<xapi::Draft> batch, Done done);
    /// Changes other tables: @p work runs in a transaction with the writer's connection, on the writer's
    /// thread; its error undoes it. It may run more than once and keeps nothing of a run that failed. @p done
    /// is called by post when all is on the disk.
    void run(Work work, std::function<void(const Result<void>&)> done);
    /// Finishes what waits, says so by done(), and takes no more.
    void finish();

    /// For those who watch the server; from any thread.
    struct Figures {
        std::int64_t waiting = 0;    ///< requests
        std::int64_t groups = 0;     ///< transactions so far
        std::int64_t stored = 0;     ///< requests whose changes are on the disk
        std::int64_t statements = 0; ///< in them, known ones too
    };
    Figures figures() const;

private:
    /// One request: a batch, or other work.
    struct Item {
        Appender::Batch batch;
        Done done;
        Work work;
        std::function<void(const Result<void>&)> finished;
        Result<Appender::Outcome> outcome = Appender::Outcome();
    };
    using Group = std::vector<Item>;

    Writer(std::unique_ptr<Sql> sql, Sequence sequence, Post post);
    void loop();
    Group gather(std::unique_lock<std::mutex>& lock);
    void add(Item item);
    void store(Group& group);
    std::int64_t storeTogether(std::span<Item> group);
    Result<void> storeOnce(std::span<Item> group);
    void answer(Group group);
    void keepTidy(Sql& sql);
    void keepWatch(Sql& serving);

    std::unique_ptr<Sql> m_sql;
    Sequence m_sequence;
    Appender m_appender;
    Post m_post;
    std::size_t m_lastGroup = 1;
    std::chrono::microseconds m_lastTook{0};

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Group m_waiting;
    Figures m_figures;
    std::function<void()> m_tick;
    bool m_untidy = false; ///< the other thread shall write back what is in the log
    bool m_tidied = false; ///< it has
    bool m_stopping = false;
    int m_running = 0; ///< threads
};

} // namespace understudy::store
