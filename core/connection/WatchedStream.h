#pragma once

#include "core/terminal/ByteStream.h"

#include <memory>

namespace understudy::connection {

/// A host's stream that can be watched only: while @p watching is true nothing that is written reaches the
/// host, whoever writes it. Sizes and credit do.
class WatchedStream final : public terminal::ByteStream {
public:
    /// @p keep is held as long as the stream is there.
    WatchedStream(std::unique_ptr<terminal::ByteStream> host, std::shared_ptr<const bool> watching,
                  std::shared_ptr<void> keep = {})
        : m_host(std::move(host))
        , m_watching(std::move(watching))
        , m_keep(std::move(keep)) {
        m_host->received = [this](std::string_view bytes) {
            if (received)
                received(bytes);
        };
        m_host->ended = [this](const terminal::StreamEnd& end) {
            if (ended)
                ended(end);
        };
        m_host->interrupted = [this](const terminal::StreamEnd& why) {
            if (interrupted)
                interrupted(why);
        };
        m_host->resumed = [this](std::chrono::milliseconds gap) {
            if (resumed)
                resumed(gap);
        };
    }
    void write(std::string_view bytes) override {
        if (!*m_watching)
            m_host->write(bytes);
    }
    void resize(int columns, int rows) override { m_host->resize(columns, rows); }
    void grant(std::size_t bytes) override { m_host->grant(bytes); }
    void close() override { m_host->close(); }

private:
    std::unique_ptr<terminal::ByteStream> m_host;
    std::shared_ptr<const bool> m_watching;
    std::shared_ptr<void> m_keep;
};

} // namespace understudy::connection
