#include "core/http/Exchange.h"

#include "core/http/Connection.h"
#include "core/http/Message.h"

namespace understudy::http {

namespace {

/// Runs @p work with the connection, if both it and the server are still there.
template <typename Work>
bool deliver(Mailbox& mailbox, std::weak_ptr<Connection> connection, Work work) {
    return mailbox.post([connection = std::move(connection), work = std::move(work)]() mutable {
        if (const auto alive = connection.lock())
            work(*alive);
    });
}

/// A chunked body on its way.
class OpenBody final : public BodyWriter {
public:
    OpenBody(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
             std::shared_ptr<Shared> shared, std::uint64_t number)
        : m_mailbox(std::move(mailbox))
        , m_connection(std::move(connection))
        , m_shared(std::move(shared))
        , m_number(number) {}
    ~OpenBody() override {
        deliver(*m_mailbox, m_connection, [number = m_number](Connection& c) { c.endBody(number); });
    }
    void write(std::string bytes) override {
        if (m_shared->gone || bytes.empty())
            return;
        m_shared->queued += bytes.size();
        const bool posted = deliver(*m_mailbox, m_connection,
                                    [number = m_number, bytes = std::move(bytes)](Connection& c) mutable {
                                        c.body(number, std::move(bytes));
                                    });
        if (!posted)
            m_shared->gone = true;
    }
    bool gone() const override { return m_shared->gone; }
    std::size_t queued() const override { return m_shared->gone ? 0 : m_shared->queued.load(); }

private:
    std::shared_ptr<Mailbox> m_mailbox;
    std::weak_ptr<Connection> m_connection;
    std::shared_ptr<Shared> m_shared;
    std::uint64_t m_number;
};

/// What the handler holds of an upgraded client.
class OpenRaw final : public RawConnection {
public:
    OpenRaw(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
            std::shared_ptr<Shared> shared)
        : m_mailbox(std::move(mailbox))
        , m_connection(std::move(connection))
        , m_shared(std::move(shared)) {}
    ~OpenRaw() override { OpenRaw::close(); }
    void write(std::string bytes) override {
        if (m_shared->gone || bytes.empty())
            return;
        m_shared->queued += bytes.size();
        deliver(*m_mailbox, m_connection,
                [bytes = std::move(bytes)](Connection& c) mutable { c.rawWrite(std::move(bytes)); });
    }
    std::size_t queued() const override { return m_shared->gone ? 0 : m_shared->queued.load(); }
    void pause(bool paused) override {
        deliver(*m_mailbox, m_connection, [paused](Connection& c) { c.rawPause(paused); });
    }
    void close() override {
        deliver(*m_mailbox, m_connection, [](Connection& c) { c.rawClose(); });
    }

private:
    std::shared_ptr<Mailbox> m_mailbox;
    std::weak_ptr<Connection> m_connection;
    std::shared_ptr<Shared> m_shared;
};

} // namespace

OpenExchange::OpenExchange(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
                           std::shared_ptr<Shared> shared, std::uint64_t number)
    : m_mailbox(std::move(mailbox))
    , m_connection(std::move(connection))
    , m_shared(std::move(shared))
    , m_number(number) {}

OpenExchange::~OpenExchange() {
    if (!m_answered)
        OpenExchange::reply(plainAnswer(500));
}

void OpenExchange::reply(Response response) {
    if (m_answered.exchange(true))
        return;
    deliver(*m_mailbox, m_connection,
            [number = m_number, response = std::move(response)](Connection& c) mutable {
                c.reply(number, std::move(response));
            });
}

std::shared_ptr<BodyWriter> OpenExchange::begin(Response head) {
    if (!m_answered.exchange(true)) {
        std::string first = std::exchange(head.body, {});
        deliver(*m_mailbox, m_connection, [number = m_number, head = std::move(head)](Connection& c) mutable {
            c.begin(number, std::move(head));
        });
        auto writer = std::make_shared<OpenBody>(m_mailbox, m_connection, m_shared, m_number);
        writer->write(std::move(first));
        return writer;
    }
    return std::make_shared<OpenBody>(m_mailbox, std::weak_ptr<Connection>(), m_shared, m_number);
}

std::shared_ptr<RawConnection> OpenExchange::upgrade(Response head, RawEvents events) {
    if (m_answered.exchange(true))
        return std::make_shared<OpenRaw>(m_mailbox, std::weak_ptr<Connection>(), m_shared);
    auto raw = std::make_shared<OpenRaw>(m_mailbox, m_connection, m_shared);
    auto upgraded = std::make_shared<Upgraded>(Upgraded{raw, std::move(events)});
    deliver(*m_mailbox, m_connection,
            [number = m_number, head = std::move(head), upgraded = std::move(upgraded)](
                Connection& c) mutable { c.switchProtocols(number, std::move(head), std::move(upgraded)); });
    return raw;
}

} // namespace understudy::http
