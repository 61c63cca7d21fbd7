#include "core/ssh/Passage.h"

#include "core/ssh/Sentences.h"

#include <array>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::ssh {

namespace {

constexpr std::size_t Chunk = 64 * 1024;
constexpr std::size_t MostQueued = 256 * 1024; // then the sending side waits

} // namespace

Passage::Passage(Gateway& gateway, const QString& host, quint16 port, const std::shared_ptr<Mailbox>& owner)
    : m_gateway(gateway)
    , m_host(host)
    , m_pipe(std::make_shared<Pipe>([owner] { owner->wake().ring(); }, Pipe::Tell::AlsoDrained)) {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0) {
        m_near = ends[0];
        m_far = ends[1];
    }
    Line::Order order;
    order.kind = Line::Order::Kind::Forward;
    order.host = host.toStdString();
    order.port = port;
    send(gateway.mailbox(), std::move(order), m_pipe);
}

Passage::~Passage() {
    m_pipe->close();
    m_gateway.mailbox().wake().ring();
    for (const int fd : {m_near, m_far})
        if (fd >= 0)
            ::close(fd);
}

int Passage::takeSocket() { return std::exchange(m_far, -1); }

void Passage::turn() {
    if (m_near < 0)
        return;
    toHost();
    fromHost();
}

void Passage::toHost() {
    std::array<char, Chunk> bytes;
    bool some = false;
    while (m_pipe->queued() < MostQueued) {
        const ssize_t count = ::recv(m_near, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            break;
        m_pipe->write({bytes.data(), static_cast<std::size_t>(count)});
        some = true;
    }
    if (some)
        m_gateway.mailbox().wake().ring();
}

void Passage::fromHost() {
    Pipe::Parcel parcel = m_pipe->collect();
    m_pending += parcel.output;
    if (!m_pending.empty()) {
        m_heard = true;
        const ssize_t count = ::send(m_near, m_pending.data(), m_pending.size(), MSG_NOSIGNAL);
        if (count > 0) {
            m_pending.erase(0, static_cast<std::size_t>(count));
            if (m_pipe->grant(static_cast<std::size_t>(count)))
                m_gateway.mailbox().wake().ring();
        }
    }
    if (parcel.end)
        m_end = std::move(parcel.end);
    if (m_end && m_pending.empty() && !m_trouble) {
        const auto& error = m_end->error;
        m_trouble = !m_heard && error && error->code == Errc::Refused
                        ? Sentences::noPassage(m_gateway.target(), m_host, error->detail)
                        : error.value_or(Sentences::connectionLost({}));
        ::shutdown(m_near, SHUT_RDWR);
    }
}

void Passage::addWaits(std::vector<pollfd>& waits) const {
    if (m_near < 0 || m_trouble)
        return;
    const int events = (m_pipe->queued() < MostQueued ? POLLIN : 0) | (m_pending.empty() ? 0 : POLLOUT);
    waits.push_back({m_near, static_cast<short>(events), 0});
}

} // namespace understudy::ssh
