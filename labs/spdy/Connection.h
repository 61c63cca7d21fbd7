#pragma once

#include "labs/spdy/HeaderBlock.h"

#include <cstdint>
#include <functional>
#include <map>

namespace understudy::spdy {

/// The server's end of a SPDY/3.1 connection as kubectl speaks it: bytes in, facts out; words in, frames out.
/// It knows no sockets, keeps at most one control frame of what it was given, and has no flow control: who
/// writes asks the network first how much is still waiting.
class Connection final {
public:
    using Id = std::uint32_t;
    struct Limits {
        std::size_t streams = 256;            ///< open at the same time
        std::size_t controlFrame = 64 * 1024; ///< bytes
    };
    /// What the client did. Called from within receive().
    struct Events {
        std::function<void(Id stream, const Headers& headers)> opened;
        std::function<void(Id stream, std::string_view bytes)> data;
        std::function<void(Id stream)> ended; ///< it sends no more on it
        std::function<void(Id stream)> reset; ///< it wants nothing more of it
    };
    static constexpr std::size_t maxData = 32 * 1024; ///< bytes in one frame of ours

    explicit Connection(Events events)
        : Connection(std::move(events), Limits()) {}
    Connection(Events events, Limits limits)
        : m_events(std::move(events))
        , m_limits(limits) {}

    void receive(std::string_view bytes);
    /// Data on a stream that is open for us; anything else is dropped.
    void send(Id stream, std::string_view bytes);
    void end(Id stream);
    void reset(Id stream);
    /// The frames that are to be written, and no longer kept here.
    std::string take() { return std::exchange(m_out, {}); }

    /// Why the connection must be closed, for the log; empty while all is well.
    const std::string& problem() const { return m_problem; }
    bool leaving() const { return m_leaving; } ///< the client said so
    std::size_t streams() const { return m_streams.size(); }

private:
    struct Stream {
        bool theirs = true, ours = true; ///< may still send
    };
    bool step(std::string_view& bytes);
    void takeData(std::string_view& bytes);
    void control(unsigned type, unsigned flags, std::string_view payload);
    void open(unsigned flags, std::string_view payload);
    void theirEnd(Id stream);
    void forget(Id stream);
    void fail(const std::string& why);
    void frame(unsigned type, unsigned flags, std::string_view payload);
    void dataFrame(Id stream, unsigned flags, std::string_view bytes);

    Events m_events;
    Limits m_limits;
    HeaderReader m_reader;
    HeaderWriter m_writer;
    std::map<Id, Stream> m_streams;
    std::string m_in; ///< the head of a frame, or a control frame, as far as it has come
    std::string m_out, m_problem;
    std::size_t m_dataLeft = 0; ///< of the data frame that is being read
    Id m_dataStream = 0, m_last = 0;
    bool m_inData = false, m_dataEnds = false, m_leaving = false;
};

} // namespace understudy::spdy
