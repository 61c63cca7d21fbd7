#include "core/ssh/SideWay.h"

#include "core/ssh/Sentences.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::ssh {

SideWay::SideWay(const Target& target, int socket, std::unique_ptr<Passage> passage, Mailbox& mailbox)
    : m_target(target)
    , m_socket(socket)
    , m_passage(std::move(passage))
    , m_mailbox(mailbox) {}

SideWay::~SideWay() {
    if (m_socket >= 0)
        ::close(m_socket);
}

Result<QByteArray> SideWay::exchange(QByteArray output, std::chrono::steady_clock::time_point deadline) {
    using std::chrono::milliseconds;
    while (true) {
        if (m_passage)
            m_passage->turn();
        if (!output.isEmpty())
            if (const ssize_t sent = ::send(m_socket, output.constData(),
                                            static_cast<std::size_t>(output.size()), MSG_NOSIGNAL);
                sent > 0)
                output.remove(0, sent);
        std::array<char, 4096> bytes;
        const ssize_t count = ::recv(m_socket, bytes.data(), bytes.size(), 0);
        if (count >= 0)
            return QByteArray(bytes.data(), count);
        if (errno != EAGAIN && errno != EINTR)
            return QByteArray();
        if (m_mailbox.canceled())
            return Sentences::canceled();
        const auto left =
            std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0)
            return Sentences::noAnswer(m_target);
        const int events = POLLIN | (output.isEmpty() ? 0 : POLLOUT);
        std::vector<pollfd> waits{{m_socket, static_cast<short>(events), 0},
                                  {m_mailbox.wake().descriptor(), POLLIN, 0}};
        if (m_passage)
            m_passage->addWaits(waits);
        ::poll(waits.data(), waits.size(), static_cast<int>(left));
        if (waits[1].revents)
            m_mailbox.wake().quiet();
    }
}

} // namespace understudy::ssh
