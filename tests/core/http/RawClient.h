#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QTcpSocket>

#include <functional>

namespace understudy::tests {

/// A client that sends exactly the bytes it is told to.
class RawClient final {
public:
    explicit RawClient(std::uint16_t port) {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        if (!m_socket.waitForConnected(5000))
            qFatal("no connection");
    }
    void send(const QByteArray& bytes) {
        m_socket.write(bytes);
        m_socket.waitForBytesWritten(2000);
    }
    /// Everything until the server closes, or until @p enough says so.
    QByteArray readUntil(const std::function<bool(const QByteArray&)>& enough, int timeout = 5000) {
        QElapsedTimer timer;
        timer.start();
        while (!enough(m_got) && timer.elapsed() < timeout) {
            const bool more = m_socket.waitForReadyRead(50);
            m_got += m_socket.readAll();
            if (!more && closed())
                break;
        }
        return m_got;
    }
    QByteArray readAll(int timeout = 5000) {
        return readUntil([](const QByteArray&) { return false; }, timeout);
    }
    bool closed() const { return m_socket.state() != QAbstractSocket::ConnectedState; }
    QTcpSocket& socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_got;
};

/// All that is answered to that until the server closes.
inline QByteArray ask(std::uint16_t port, const QByteArray& request) {
    RawClient client(port);
    client.send(request);
    return client.readAll();
}

inline int statusOf(const QByteArray& answer) { return answer.mid(9, 3).toInt(); }

} // namespace understudy::tests
