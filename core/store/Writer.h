#pragma once

#include "core/base/Threads.h"
#include "core/store/Store.h"

#include <functional>

namespace understudy::store {

/// Gathers the batches that arrive together and stores them with one sync of the disk.
class Writer final {
public:
    using Done = std::function<void(const Result<Store::Outcome>&)>;

    /// @p post: runs work on this thread, after the requests that have arrived already.
    Writer(Store& store, Sql& sql, Post post);
    void write(std::vector<xapi::Draft> batch, Done done);
    /// Changes other tables: @p work runs in a transaction with the writer's connection, its error undoes it.
    /// It may run more than once and keeps nothing of a run that failed. @p done is called on this thread
    /// when all is on the disk.
    void run(std::function<Result<void>(Sql&)> work, std::function<void(const Result<void>&)> done);

private:
    void gather(int rounds);
    void flush();

    Store& m_store;
    Sql& m_sql;
    Post m_post;
    std::vector<std::vector<xapi::Draft>> m_batches;
    std::vector<Done> m_done;
    std::size_t m_lastGroup = 1;
};

} // namespace understudy::store
