#include "core/ssh/Conduit.h"

#include "core/ssh/Link.h"

namespace understudy::ssh {

Conduit::Conduit(const Post& post, std::shared_ptr<Mailbox> mailbox, const QString& host, quint16 port)
    : m_mailbox(std::move(mailbox))
    , m_ear(std::make_shared<Ear>(Ear{this})) {
    m_pipe = std::make_shared<Pipe>(
        [post, ear = m_ear] {
            post([ear] {
                if (ear->conduit)
                    ear->conduit->collect();
            });
        },
        Pipe::Tell::AlsoDrained);
    m_pipe->grant(Most - terminal::ByteStream::InitialCredit);
    Line::Order order;
    order.kind = Line::Order::Kind::Forward;
    order.host = host.toStdString();
    order.port = port;
    order.halves = true;
    send(*m_mailbox, std::move(order), m_pipe);
}

Conduit::~Conduit() {
    m_ear->conduit = nullptr;
    m_pipe->close();
    m_mailbox->wake().ring();
}

void Conduit::write(std::string_view bytes) {
    m_pipe->write(bytes);
    m_mailbox->wake().ring();
}

std::size_t Conduit::queued() const { return m_pipe->queued(); }

void Conduit::finishInput() {
    m_pipe->closeInput();
    m_mailbox->wake().ring();
}

void Conduit::grant(std::size_t bytes) {
    m_pipe->grant(bytes);
    m_mailbox->wake().ring();
}

void Conduit::collect() {
    const std::shared_ptr<Ear> ear = m_ear; // a callback may destroy this
    const Pipe::Parcel parcel = m_pipe->collect();
    if (!parcel.output.empty() && received)
        received(parcel.output);
    if (ear->conduit && drained && !parcel.end)
        drained();
    if (ear->conduit && parcel.outputEnded && !std::exchange(m_outputEnded, true) && outputEnded)
        outputEnded();
    if (ear->conduit && parcel.end && ended)
        ended(parcel.end->error);
}

} // namespace understudy::ssh
