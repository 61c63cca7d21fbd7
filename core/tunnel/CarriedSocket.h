#pragma once

#include "core/ssh/Conduit.h"

#include <QObject>
#include <QSocketNotifier>

#include <string>

namespace understudy::tunnel {

/// One connection that a program of this computer made, carried to the far side. Nobody's bytes pile up: the
/// program waits while the host is slow, and the host while the program is. Each side may end its half alone.
class CarriedSocket final : public QObject {
    Q_OBJECT
public:
    /// Takes @p socket, connected, and closes it.
    CarriedSocket(int socket, std::unique_ptr<ssh::Conduit> conduit, QObject* parent = nullptr);
    ~CarriedSocket() override;

    /// Bytes held here for either side; never above 2 * ssh::Conduit::Most and one read.
    std::size_t buffered() const { return m_conduit->queued() + m_held.size(); }
    bool heard() const { return m_heard; } ///< something came from the far side

Q_SIGNALS:
    void carried(qint64 sent, qint64 received);
    /// Once; the receiver deletes it later. With the reason where it is not just the end of both halves.
    void over(const std::optional<understudy::Error>& why);

private:
    void readSocket();
    void writeSocket();
    void end(const std::optional<Error>& why);

    const int m_socket;
    std::unique_ptr<ssh::Conduit> m_conduit;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    std::string m_held; ///< from the host, for which the socket had no room
    bool m_heard = false;
    bool m_programEnded = false;
    bool m_hostEnded = false; ///< sends no more
    bool m_conduitEnded = false;
    std::optional<Error> m_why;
    bool m_over = false;
};

} // namespace understudy::tunnel
