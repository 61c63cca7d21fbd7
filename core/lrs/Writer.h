#pragma once

#include "core/base/Threads.h"
#include "core/lrs/Store.h"

namespace understudy::lrs {

/// Gathers the batches that arrive together and stores them with one sync of the disk.
class Writer final {
public:
    using Done = std::function<void(const Result<Store::Outcome>&)>;

    /// @p post: runs work on this thread, after the requests that have arrived already.
    Writer(Store& store, Post post);
    void write(std::vector<Draft> batch, Done done);

private:
    void gather(int rounds);
    void flush();

    Store& m_store;
    Post m_post;
    std::vector<std::vector<Draft>> m_batches;
    std::vector<Done> m_done;
    std::size_t m_lastGroup = 1;
};

} // namespace understudy::lrs
