#include "labs/host/Relay.h"

#include "tests/fakes/RealThreads.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace understudy;

namespace {

sockaddr_in loopback(quint16 port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A listening socket on a free port, which goes to @p port.
int listener(quint16& port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket, 64) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        qFatal("no listening socket");
    port = ntohs(address.sin_port);
    return socket;
}

host::Relay::Reach reach(quint16 port) {
    return [port] {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const sockaddr_in address = loopback(port);
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        return socket;
    };
}

} // namespace

/// Connections that are passed on: whole, in both directions, and no further than the other side reads.
class tst_Relay final : public QObject {
    Q_OBJECT

    fakes::RealThreads m_threads;
    QTcpServer m_far;
    QList<QTcpSocket*> m_came;
    std::unique_ptr<host::Relay> m_relay;
    quint16 m_port = 0;
    int m_door = 0;

    std::unique_ptr<QTcpSocket> client() const {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, m_port);
        return socket->waitForConnected(5000) ? std::move(socket) : nullptr;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_far.listen(QHostAddress::LocalHost));
        connect(&m_far, &QTcpServer::newConnection, this,
                [this] { m_came += m_far.nextPendingConnection(); });
    }
    void init() {
        m_came.clear();
        m_relay = std::make_unique<host::Relay>(m_threads);
        m_door = m_relay->open(listener(m_port), reach(m_far.serverPort()));
    }
    void cleanup() {
        m_relay.reset();
        qDeleteAll(m_came);
    }

    void bytesArriveWholeInBothDirectionsAndSoDoesTheEnd() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        QByteArray there(3'000'000, '\0'), back(2'000'000, '\0');
        random.fillRange(reinterpret_cast<quint32*>(there.data()), there.size() / 4);
        random.fillRange(reinterpret_cast<quint32*>(back.data()), back.size() / 4);
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(client());
            QVERIFY(clients.back());
            clients.back()->write(there);
            // Half of it is closed: no more goes there, and all still comes back.
            clients.back()->flush();
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_came.size(), 5, 20'000);
        for (QTcpSocket* each : m_came) {
            QTRY_COMPARE_WITH_TIMEOUT(each->bytesAvailable(), there.size(), 20'000);
            QVERIFY(each->readAll() == there);
            each->write(back);
            each->disconnectFromHost();
        }
        for (const auto& each : clients) {
            QTRY_COMPARE_WITH_TIMEOUT(each->bytesAvailable(), back.size(), 20'000);
            QVERIFY(each->readAll() == back);
            QTRY_COMPARE_WITH_TIMEOUT(each->error(), QAbstractSocket::RemoteHostClosedError, 20'000);
        }
    }

    void whoHasSaidAllStillHearsTheAnswer() {
        const auto asking = client();
        QVERIFY(asking);
        asking->write("a question");
        QVERIFY(asking->waitForBytesWritten(5000));
        ::shutdown(static_cast<int>(asking->socketDescriptor()), SHUT_WR);
        QTRY_COMPARE_WITH_TIMEOUT(m_came.size(), 1, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_came.first()->state(), QAbstractSocket::UnconnectedState, 20'000);
        QCOMPARE(m_came.first()->readAll(), QByteArray("a question"));
        // Qt closes its side when the other does, so the answer is tried on a bare socket.
        quint16 port = 0;
        const int bare = listener(port);
        const int door = m_relay->open(listener(m_port), reach(port));
        const auto second = client();
        QVERIFY(second);
        ::shutdown(static_cast<int>(second->socketDescriptor()), SHUT_WR);
        int far = -1;
        const auto came = [&] { return far >= 0 || (far = ::accept(bare, nullptr, nullptr)) >= 0; };
        QTRY_VERIFY_WITH_TIMEOUT(came(), 20'000);
        char byte = 0;
        QCOMPARE(::recv(far, &byte, 1, 0), ssize_t(0)); // its end came through
        QCOMPARE(::send(far, "answer", 6, 0), ssize_t(6));
        ::close(far);
        QTRY_COMPARE_WITH_TIMEOUT(second->bytesAvailable(), 6, 20'000);
        QCOMPARE(second->readAll(), QByteArray("answer"));
        m_relay->close(door);
        ::close(bare);
    }

    void whoDoesNotReadMakesTheOtherWait() {
        quint16 port = 0;
        const int bare = listener(port);
        (void)m_relay->open(listener(m_port), reach(port));
        const auto writer = client();
        QVERIFY(writer);
        const int socket = static_cast<int>(writer->socketDescriptor());
        ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
        const QByteArray block(64 * 1024, 'x');
        qint64 taken = 0;
        QElapsedTimer still; // since a byte was taken last
        still.start();
        constexpr qint64 much = 200'000'000;
        while (still.elapsed() < 1000 && taken < much) {
            const ssize_t count = ::send(socket, block.constData(), static_cast<size_t>(block.size()), 0);
            if (count > 0) {
                taken += count;
                still.restart();
            } else {
                QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
            }
        }
        QVERIFY2(taken < much, "nobody reads, and everything was taken");
        ::close(bare);
    }

    void aClosedDoorLetsNobodyInAndThoseWhoAreThroughStay() {
        const auto before = client();
        QVERIFY(before);
        QTRY_COMPARE_WITH_TIMEOUT(m_came.size(), 1, 20'000);
        m_relay->close(m_door);
        m_relay->close(m_door);
        QVERIFY(!client());
        before->write("still here");
        QTRY_COMPARE_WITH_TIMEOUT(m_came.first()->bytesAvailable(), 10, 20'000);
    }

    void aFarEndThatIsNotThereEndsTheConnection() {
        m_relay->close(m_door);
        m_relay->open(listener(m_port), [] { return -1; });
        const auto asked = client();
        QVERIFY(asked);
        QTRY_COMPARE_WITH_TIMEOUT(asked->state(), QAbstractSocket::UnconnectedState, 20'000);
    }

    void hundredsComeAndGoAndNoDescriptorStays() {
        const auto count = [] {
            int open = 0;
            for (int fd = 0; fd < 1024; ++fd)
                open += ::fcntl(fd, F_GETFD) >= 0;
            return open;
        };
        const int before = count();
        for (int i = 0; i < 300; ++i) {
            const auto socket = client();
            QVERIFY(socket);
            if (i % 3)
                socket->write("something");
            if (i % 2)
                socket->abort();
        }
        QTRY_VERIFY_WITH_TIMEOUT(
            (QCoreApplication::processEvents(), qDeleteAll(m_came), m_came.clear(), count() <= before + 2),
            30'000);
    }

    void itsEndCutsWhoIsThrough() {
        const auto held = client();
        QVERIFY(held);
        QTRY_COMPARE_WITH_TIMEOUT(m_came.size(), 1, 20'000);
        m_relay.reset();
        QTRY_COMPARE_WITH_TIMEOUT(held->state(), QAbstractSocket::UnconnectedState, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_came.first()->state(), QAbstractSocket::UnconnectedState, 20'000);
    }
};

QTEST_GUILESS_MAIN(tst_Relay)
#include "tst_Relay.moc"
