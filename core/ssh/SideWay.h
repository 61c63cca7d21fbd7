#pragma once

#include "core/base/Result.h"
#include "core/ssh/Passage.h"

#include <QByteArray>

#include <chrono>
#include <memory>

namespace understudy::ssh {

/// A second connection to a host, by the way the first one took, for a few plain words.
class SideWay final {
public:
    /// Takes the socket; @p passage carries it where there are jump hosts.
    SideWay(const Target& target, int socket, std::unique_ptr<Passage> passage, Mailbox& mailbox);
    ~SideWay();
    SideWay(const SideWay&) = delete;
    SideWay& operator=(const SideWay&) = delete;

    /// Sends and waits for an answer: some bytes, none when the host has hung up.
    Result<QByteArray> exchange(QByteArray output, std::chrono::steady_clock::time_point deadline);

private:
    const Target& m_target;
    const int m_socket;
    std::unique_ptr<Passage> m_passage;
    Mailbox& m_mailbox;
};

} // namespace understudy::ssh
