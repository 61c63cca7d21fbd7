#pragma once

#include "core/http/Crowd.h"
#include "core/http/Mailbox.h"
#include "core/http/Message.h"
#include "core/http/RequestReader.h"
#include "core/http/Server.h"
#include "core/http/Stream.h"

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
        Crowd& crowd;
        bool closing = false; ///< each connection ends with the request it is at
    };

    Connection(House& house, std::unique_ptr<Stream> stream);

    void start();
    void refuse(int status); ///< answers a client there is no room for
    void tick(Moment now);   ///< lets go of a client that is too slow
    void windDown();         ///< the house is closing
    void giveUp();           ///< too much is held: what this one holds is let go
    bool isHeavy() const { return m_weight > 64 * 1024; }
    void close();

    Crowd::Place place;

    // The answer to request number @p exchange; anything that comes late is dropped.
    void reply(std::uint64_t exchange, Response response);
    void begin(std::uint64_t exchange, Response head);
    void body(std::uint64_t exchange, std::string bytes);
    void endBody(std::uint64_t exchange);
    void switchProtocols(std::uint64_t exchange, Response head, std::shared_ptr<Upgraded> raw);
    void rawWrite(std::string bytes);
    void rawPause(bool paused);
    void rawClose();

    enum class State { Shaking, Waiting, Receiving, Answering, Streaming, Raw, Draining, Lingering, Closed };

private:
    void enter(State state);
    void awaitRequest();
    void weigh();
    void readMore();
    void received(std::string_view bytes);
    void inputEnded();
    void take(std::string_view bytes);
    void parse();
    void dispatch();
    void answerFinished();
    void fail(int status);
    void send(std::string bytes, std::size_t counted = 0);
    void flush();
    void writeMore();
    void sent(std::size_t count);
    void linger();
    void extend(std::chrono::milliseconds by);
    bool answers(std::uint64_t exchange) const;

    House& m_house;
    std::unique_ptr<Stream> m_stream;
    RequestReader m_reader;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::shared_ptr<Upgraded> m_raw;
    State m_state = State::Shaking;
    Moment m_deadline;
    std::string m_in;
    std::string m_pending;
    std::string m_writing;
    std::size_t m_pendingCounted = 0;
    std::size_t m_writingCounted = 0;
    std::size_t m_written = 0;
    std::uint64_t m_exchange = 0;
    std::size_t m_lingered = 0;
    std::size_t m_asked = 0;  ///< bytes of the body that is being answered
    std::size_t m_weight = 0; ///< as the crowd knows it
    Framing m_framing = Framing::Length;
    bool m_reading = false;
    bool m_inputEnded = false; ///< the client sends no more, but may still listen
    bool m_parsing = false;
    bool m_keepAlive = true;
    bool m_rawPaused = false;
    bool m_silentBody = false; ///< HEAD: the body is made but not sent
};

} // namespace understudy::http
