#pragma once

#include "core/http/Mailbox.h"
#include "core/http/Message.h"
#include "core/http/RequestReader.h"
#include "core/http/Server.h"
#include "core/http/Stream.h"

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace understudy::http {

/// What an answer's owner, on any thread, may know of its connection.
struct Shared {
    std::atomic<bool> gone = false;
    std::atomic<std::size_t> queued = 0;
};

/// A client that was upgraded. Its owner is held weakly, so that dropping it closes the connection even while
/// bytes are under way.
struct Upgraded {
    std::weak_ptr<RawConnection> owner;
    RawEvents events;

    void receive(std::string_view bytes) const;
    void close() const;
};

/// One client: its requests one after the other, each answered before the next is looked at. Lives on the
/// server's thread; other threads reach it through the mailbox with the number of the request they answer.
class Connection final : public std::enable_shared_from_this<Connection> {
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// What a connection needs of the server it belongs to.
    struct House {
        const Server::Options& options;
        const Handler& handler;
        std::shared_ptr<Mailbox> mailbox;
        std::function<void(Connection*)> left;
    };

    Connection(House& house, std::unique_ptr<Stream> stream);

    void start();
    void refuse(int status); ///< answers a client there is no room for
    void tick(Moment now);   ///< lets go of a client that is too slow
    bool idle() const { return m_state == State::Waiting; }
    Moment deadline() const { return m_deadline; }
    void close();

    // The answer to request number @p exchange; anything that comes late is dropped.
    void reply(std::uint64_t exchange, Response response);
    void begin(std::uint64_t exchange, Response head);
    void body(std::uint64_t exchange, std::string bytes);
    void endBody(std::uint64_t exchange);
    void switchProtocols(std::uint64_t exchange, Response head, std::shared_ptr<Upgraded> raw);
    void rawWrite(std::string bytes);
    void rawPause(bool paused);
    void rawClose();

private:
    enum class State { Shaking, Waiting, Receiving, Answering, Streaming, Raw, Draining, Lingering, Closed };

    void readMore();
    void received(std::size_t count);
    void parse();
    void dispatch();
    void answerFinished();
    void fail(int status);
    void send(std::string bytes, std::size_t counted = 0);
    void flush();
    void writeMore();
    void sent(std::size_t count);
    void linger();
    void extend(std::chrono::seconds by);
    bool answers(std::uint64_t exchange) const;

    House& m_house;
    std::unique_ptr<Stream> m_stream;
    RequestReader m_reader;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::shared_ptr<Upgraded> m_raw;
    State m_state = State::Shaking;
    Moment m_deadline;
    std::array<char, 16384> m_buffer;
    std::string m_in;
    std::string m_pending;
    std::string m_writing;
    std::size_t m_pendingCounted = 0;
    std::size_t m_writingCounted = 0;
    std::size_t m_written = 0;
    std::uint64_t m_exchange = 0;
    std::size_t m_lingered = 0;
    Framing m_framing = Framing::Length;
    bool m_reading = false;
    bool m_parsing = false;
    bool m_keepAlive = true;
    bool m_rawPaused = false;
    bool m_silentBody = false; ///< HEAD: the body is made but not sent
};

} // namespace understudy::http
