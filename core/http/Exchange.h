#pragma once

#include "core/http/Mailbox.h"
#include "core/http/Server.h"

#include <atomic>
#include <memory>

namespace understudy::http {

class Connection;
struct Shared;

/// The answer one request waits for. Holds its connection weakly and touches it only on the server's thread.
class OpenExchange final : public Exchange {
public:
    OpenExchange(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection,
                 std::shared_ptr<Shared> shared, std::uint64_t number);
    ~OpenExchange() override;

    void reply(Response response) override;
    std::shared_ptr<BodyWriter> begin(Response head) override;
    std::shared_ptr<RawConnection> upgrade(Response head, RawEvents events) override;

private:
    std::shared_ptr<Mailbox> m_mailbox;
    std::weak_ptr<Connection> m_connection;
    std::shared_ptr<Shared> m_shared;
    std::uint64_t m_number;
    std::atomic<bool> m_answered = false;
};

} // namespace understudy::http
