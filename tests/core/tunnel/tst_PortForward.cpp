#include "core/tunnel/PortForward.h"

#include "core/ssh/Conduit.h"
#include "core/ssh/LastingSession.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SshCase.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QSocketNotifier>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>

using namespace understudy;
using namespace std::chrono_literals;
using ssh::LocalForward;
using tunnel::PortForward;

namespace {

constexpr qint64 MiB = 1024 * 1024;

sockaddr_in loopback(quint16 port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Serves events until @p done, without the pauses that would make a flood slow.
bool until(const std::function<bool()>& done, int milliseconds = 60'000) {
    QTimer tick; // wakes the loop for what is no event
    tick.start(10);
    const QDeadlineTimer deadline(milliseconds);
    while (!done() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return done();
}

/// One end of a TCP connection, whose halves end as it is told: programs do that, Qt's sockets do not.
class End final : public QObject {
public:
    explicit End(int socket)
        : m_socket(socket)
        , m_readable(socket, QSocketNotifier::Read)
        , m_writable(socket, QSocketNotifier::Write) {
        ::fcntl(m_socket, F_SETFL, O_NONBLOCK);
        m_writable.setEnabled(false);
        connect(&m_readable, &QSocketNotifier::activated, this, &End::receive);
        connect(&m_writable, &QSocketNotifier::activated, this, &End::flush);
    }
    ~End() override {
        m_readable.setEnabled(false);
        m_writable.setEnabled(false);
        ::close(m_socket);
    }
    static std::unique_ptr<End> to(quint16 port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in address = loopback(port);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            qWarning("nobody listens");
        return std::make_unique<End>(socket);
    }
    /// Sends @p bytes @p times, then ends its half.
    void send(const QByteArray& bytes, int times = 1) {
        m_bytes = bytes;
        m_times = times;
        flush();
    }
    void setReads(bool on) { m_readable.setEnabled(on); }
    QByteArray sentSum() const { return m_sentSum.result(); }
    QByteArray gotSum() const { return m_gotSum.result(); }

    qint64 sent = 0;
    qint64 got = 0;
    QByteArray text; ///< the beginning of what came
    bool ended = false;
    std::function<void(End&)> heard;

private:
    void flush() {
        while (m_times > 0) {
            const auto left = static_cast<std::size_t>(m_bytes.size() - m_at);
            const ssize_t count = ::send(m_socket, m_bytes.constData() + m_at, left, MSG_NOSIGNAL);
            if (count <= 0)
                break;
            m_sentSum.addData(QByteArrayView(m_bytes.constData() + m_at, count));
            sent += count;
            m_at += count;
            if (m_at == m_bytes.size()) {
                m_at = 0;
                --m_times;
            }
        }
        m_writable.setEnabled(m_times > 0);
        if (m_times == 0)
            ::shutdown(m_socket, SHUT_WR);
    }
    void receive() {
        static char bytes[256 * 1024];
        const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0) {
            m_gotSum.addData(QByteArrayView(bytes, count));
            got += count;
            if (text.size() < 1000)
                text.append(bytes, count);
            if (heard)
                heard(*this);
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            ended = true;
            m_readable.setEnabled(false);
        }
    }

    const int m_socket;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    QByteArray m_bytes;
    qsizetype m_at = 0;
    int m_times = -1;
    QCryptographicHash m_sentSum{QCryptographicHash::Blake2b_256};
    QCryptographicHash m_gotSum{QCryptographicHash::Blake2b_256};
};

/// A port behind the host: every connection becomes an End.
class FarPort final : public QTcpServer {
public:
    FarPort() { listen(QHostAddress::LocalHost); }
    std::vector<std::unique_ptr<End>> ends;
    std::function<void(End&)> arrived;

protected:
    void incomingConnection(qintptr socket) override {
        ends.push_back(std::make_unique<End>(static_cast<int>(socket)));
        if (arrived)
            arrived(*ends.back());
    }
};

QByteArray randomBlock(quint32 seed) {
    QRandomGenerator random(seed);
    QByteArray block(MiB, Qt::Uninitialized);
    random.generate(reinterpret_cast<quint32*>(block.data()),
                    reinterpret_cast<quint32*>(block.data() + block.size()));
    return block;
}

} // namespace

/// Programs of this computer reach ports that only a host can, through its login. A real sshd is between.
class tst_PortForward final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;

    static LocalForward to(quint16 port) { return {0, QStringLiteral("127.0.0.1"), port}; }
    std::function<ssh::Session*()> session() {
        return [this] { return m_there.get(); };
    }
    /// One connection with bytes held in it, at most.
    static constexpr std::size_t Bound = 2 * ssh::Conduit::Most + 64 * 1024;

    static void watch(PortForward& forward, std::size_t& most) {
        connect(&forward, &PortForward::bytesCarried, &forward,
                [&] { most = std::max(most, forward.buffered()); });
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }
    void init() {
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
    }
    void cleanup() { m_there.reset(); }

    void curlReadsAPageBehindTheHost() {
        FarPort web;
        web.arrived = [](End& end) {
            end.heard = [](End& asked) {
                if (asked.text.endsWith("\r\n\r\n"))
                    asked.send("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            };
        };
        PortForward forward(session(), to(web.serverPort()));
        QVERIFY(forward.open());
        QVERIFY(forward.serverPort() != 0);
        QCOMPARE(forward.serverAddress(), QHostAddress(QHostAddress::LocalHost)); // and no other
        QProcess curl;
        curl.start("curl", {"-s", "--noproxy", "*", "http://" + forward.localText() + "/page"});
        QVERIFY(until([&] { return curl.state() == QProcess::NotRunning; }));
        QCOMPARE(curl.exitCode(), 0);
        QCOMPARE(curl.readAllStandardOutput(), QByteArray("hello"));
        QVERIFY(web.ends.front()->text.startsWith("GET /page HTTP/1.1"));
        QVERIFY(until([&] { return forward.connections() == 0; }));
        QVERIFY(!forward.trouble());
        QCOMPARE(forward.received(), qint64(43));
        QCOMPARE(forward.sent(), qint64(web.ends.front()->got));
    }

    void sixtyFourMebibytesGoEachWayAtOnceAndLittleIsHeld() {
        FarPort far;
        far.arrived = [](End& end) { end.send(randomBlock(1), 64); };
        PortForward forward(session(), to(far.serverPort()));
        QVERIFY(forward.open());
        std::size_t most = 0;
        watch(forward, most);
        const auto near = End::to(forward.serverPort());
        near->send(randomBlock(2), 64);
        QVERIFY(until([&] { return near->ended && !far.ends.empty() && far.ends.front()->ended; }, 100'000));
        const End& there = *far.ends.front();
        QCOMPARE(near->got, 64 * MiB);
        QCOMPARE(there.got, 64 * MiB);
        QCOMPARE(near->gotSum(), there.sentSum());
        QCOMPARE(there.gotSum(), near->sentSum());
        QVERIFY2(most > 0 && most <= Bound, qPrintable(QString::number(most)));
        QVERIFY(until([&] { return forward.connections() == 0; }));
        QCOMPARE(forward.sent(), 64 * MiB);
        QCOMPARE(forward.received(), 64 * MiB);
    }

    void whoeverDoesNotReadHoldsTheOtherSideBack_data() {
        QTest::addColumn<bool>("farSleeps");
        QTest::newRow("the far side") << true;
        QTest::newRow("the program here") << false;
    }
    void whoeverDoesNotReadHoldsTheOtherSideBack() {
        QFETCH(bool, farSleeps);
        FarPort far;
        far.arrived = [&](End& end) {
            end.setReads(!farSleeps);
            end.send(farSleeps ? QByteArray("!") : randomBlock(3), farSleeps ? 1 : 128);
        };
        PortForward forward(session(), to(far.serverPort()));
        QVERIFY(forward.open());
        std::size_t most = 0;
        watch(forward, most);
        const auto near = End::to(forward.serverPort());
        near->setReads(farSleeps);
        near->send(farSleeps ? randomBlock(3) : QByteArray("!"), farSleeps ? 128 : 1);
        QVERIFY(until([&] { return !far.ends.empty(); }));
        End& there = *far.ends.front();
        End& from = farSleeps ? *near : there;
        End& into = farSleeps ? there : *near;
        QVERIFY(until([&] { return from.sent > MiB; }));
        qint64 before = -1;
        while (std::exchange(before, from.sent) != from.sent) // until nothing moves for a while
            (void)until([] { return false; }, 500);
        QVERIFY2(from.sent < 128 * MiB, "all of it is somewhere between");
        QVERIFY2(most <= Bound, qPrintable(QString::number(most)));
        QVERIFY(forward.buffered() >= ssh::Conduit::Most); // that is where it waits
        into.setReads(true);
        QVERIFY(until([&] { return into.ended; }, 100'000));
        QCOMPARE(into.got, 128 * MiB);
        QCOMPARE(into.gotSum(), from.sentSum());
        QVERIFY(most <= Bound);
    }

    void eachSideMayEndItsHalfAndListenOn() {
        FarPort far;
        PortForward forward(session(), to(far.serverPort()));
        QVERIFY(forward.open());
        const auto asks = End::to(forward.serverPort()); // as "sort" at the far side: nothing before the end
        asks->send("question");
        QVERIFY(until([&] { return !far.ends.empty() && far.ends.front()->ended; }));
        QCOMPARE(far.ends.front()->text, QByteArray("question"));
        QCOMPARE(forward.connections(), 1);
        far.ends.front()->send("answer");
        QVERIFY(until([&] { return asks->ended; }));
        QCOMPARE(asks->text, QByteArray("answer"));

        const auto listens = End::to(forward.serverPort()); // the other way round
        QVERIFY(until([&] { return far.ends.size() == 2; }));
        far.ends.back()->send("welcome");
        QVERIFY(until([&] { return listens->ended; }));
        QCOMPARE(listens->text, QByteArray("welcome"));
        listens->send("thanks");
        QVERIFY(until([&] { return far.ends.back()->ended; }));
        QCOMPARE(far.ends.back()->text, QByteArray("thanks"));
        QVERIFY(until([&] { return forward.connections() == 0; }));
        QVERIFY(!forward.trouble());
    }

    void tenProgramsAtOnceGetTheirOwnBytes() {
        FarPort far;
        PortForward forward(session(), to(far.serverPort()));
        QVERIFY(forward.open());
        far.arrived = [](End& end) { end.send(randomBlock(7), 2); };
        std::vector<std::unique_ptr<End>> near;
        for (quint32 i = 0; i < 10; ++i) {
            near.push_back(End::to(forward.serverPort()));
            near.back()->send(randomBlock(100 + i), 2);
        }
        QVERIFY(until([&] {
            return far.ends.size() == 10 &&
                   std::all_of(near.begin(), near.end(), [](const auto& end) { return end->ended; }) &&
                   std::all_of(far.ends.begin(), far.ends.end(), [](const auto& end) { return end->ended; });
        }));
        QSet<QByteArray> sent, got;
        for (const auto& end : near) {
            QCOMPARE(end->gotSum(), far.ends.front()->sentSum());
            sent << end->sentSum();
        }
        for (const auto& end : far.ends)
            got << end->gotSum();
        QCOMPARE(got.size(), 10);
        QCOMPARE(got, sent);
        QVERIFY(until([&] { return forward.connections() == 0; }));
    }

    void aProgramThatIsKilledLeavesNothingBehind() {
        FarPort far;
        far.arrived = [](End& end) { end.send(randomBlock(4), 64); };
        PortForward forward(session(), to(far.serverPort()));
        QVERIFY(forward.open());
        auto near = End::to(forward.serverPort());
        QVERIFY(until([&] { return near->got > MiB; }));
        near.reset(); // with bytes unread: the system resets the connection
        QVERIFY(until([&] { return forward.connections() == 0; }));
        QVERIFY(!forward.trouble());
        QCOMPARE(forward.buffered(), std::size_t(0));
    }

    void aFarPortNobodyListensOnIsSaidWithItsName() {
        const quint16 nobody = fakes::Sshd::freePort();
        PortForward forward(session(), {0, QStringLiteral("localhost"), nobody});
        QVERIFY(forward.open());
        const auto near = End::to(forward.serverPort());
        QVERIFY(until([&] { return near->ended; }));
        QCOMPARE(near->got, 0);
        QVERIFY(until([&] { return forward.trouble().has_value(); }));
        QVERIFY2(forward.trouble()->sentence.contains(
                     QStringLiteral("Nothing answers at localhost:%1").arg(nobody)),
                 qPrintable(forward.trouble()->sentence));
        QCOMPARE(forward.connections(), 0);
        FarPort far; // and works once somebody does
        QVERIFY(far.isListening());
        far.close();
        QVERIFY(far.listen(QHostAddress::LocalHost, nobody));
        far.arrived = [](End& end) { end.send("here"); };
        const auto again = End::to(forward.serverPort());
        again->send("?");
        QVERIFY(until([&] { return again->ended; }));
        QCOMPARE(again->text, QByteArray("here"));
        QVERIFY(!forward.trouble());
    }

    void aHostThatForwardsNothingIsSaid() {
        fakes::Sshd strict;
        QVERIFY(strict.start({"AllowTcpForwarding no"}));
        const auto there = m_case.loggedIn(fakes::SshCase::targetOf(strict));
        QVERIFY(there);
        FarPort far;
        PortForward forward([&] { return there.get(); }, to(far.serverPort()));
        QVERIFY(forward.open());
        const auto near = End::to(forward.serverPort());
        QVERIFY(until([&] { return near->ended && forward.trouble(); }));
        const QString words = forward.trouble()->sentence;
        QVERIFY2(words.contains("does not let") && words.contains(to(far.serverPort()).farText()),
                 qPrintable(words + forward.trouble()->detail));
        QVERIFY(far.ends.empty());
    }

    void thePortStaysWhileTheConnectionIsAwayAndWorksWhenItIsBack() {
        FarPort far;
        far.arrived = [](End& end) { end.send("here"); };
        fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
        fakes::PushedClock clock;
        fakes::SshTrainee trainee;
        ssh::LastingSession lasting(m_case.threads, fakes::postHere(), clock, {20ms, 100ms});
        lasting.start(m_case.through(wire), trainee.questions());
        QVERIFY(until([&] { return lasting.session() != nullptr; }));
        PortForward forward([&] { return lasting.session(); }, to(far.serverPort()));
        QVERIFY(forward.open());
        const quint16 port = forward.serverPort();
        const auto cut = End::to(port);
        QVERIFY(until([&] { return cut->got == 4; }));

        lasting.setPauses({60s, 60s});
        wire.cut();
        QVERIFY(until([&] { return cut->ended && lasting.state() == ssh::LastingSession::State::Waiting; }));
        QVERIFY(until([&] { return forward.connections() == 0; }));
        QVERIFY(forward.waits() && forward.isListening());
        const auto away = End::to(port);
        QVERIFY(until([&] { return away->ended; }));
        QVERIFY2(forward.trouble() && forward.trouble()->sentence.contains("no connection to the host"),
                 "a program was turned away without a word");

        lasting.tryNow();
        QVERIFY(until([&] { return lasting.session() != nullptr; }));
        QVERIFY(!forward.waits());
        const auto back = End::to(port);
        back->send("?");
        QVERIFY(until([&] { return back->ended; }));
        QCOMPARE(back->text, QByteArray("here"));
        QVERIFY(!forward.trouble());
    }

    void aPortInUseIsSaidWithWhatToDo() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        PortForward forward(session(), {other.serverPort(), QStringLiteral("localhost"), 9090});
        const auto opened = forward.open();
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code, Errc::Busy);
        QVERIFY2(opened.error().sentence.contains(QString::number(other.serverPort())) &&
                     opened.error().sentence.contains("0 for any"),
                 qPrintable(opened.error().sentence));
        other.close();
        QVERIFY(forward.open());
    }

    void itsEndEndsItsConnections() {
        FarPort far;
        auto forward = std::make_unique<PortForward>(session(), to(far.serverPort()));
        QVERIFY(forward->open());
        const auto near = End::to(forward->serverPort());
        QVERIFY(until([&] { return !far.ends.empty(); }));
        forward.reset();
        QVERIFY(until([&] { return near->ended && far.ends.front()->ended; }));
    }
};

QTEST_GUILESS_MAIN(tst_PortForward)
#include "tst_PortForward.moc"
