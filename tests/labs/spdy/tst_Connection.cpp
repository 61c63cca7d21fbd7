#include "labs/spdy/Connection.h"

#include <QtTest>

using namespace understudy;
using spdy::Connection;
using spdy::Headers;

namespace {

/// What a client sends, made from the bytes up.
class Client {
public:
    std::string open(std::uint32_t id, const Headers& headers, bool fin = false) {
        std::string payload;
        spdy::appendNumber(payload, id);
        spdy::appendNumber(payload, 0);
        payload += std::string(2, '\0') + m_writer.write(headers);
        return control(1, payload, fin ? 1 : 0);
    }
    static std::string control(std::uint32_t type, const std::string& payload, std::uint32_t flags = 0) {
        std::string out;
        spdy::appendNumber(out, 0x80030000u | type);
        spdy::appendNumber(out, flags << 24 | static_cast<std::uint32_t>(payload.size()));
        return out + payload;
    }
    static std::string data(std::uint32_t id, const std::string& bytes, bool fin = false) {
        std::string out;
        spdy::appendNumber(out, id);
        spdy::appendNumber(out, (fin ? 1u << 24 : 0u) | static_cast<std::uint32_t>(bytes.size()));
        return out + bytes;
    }
    static std::string number(std::uint32_t value) {
        std::string out;
        spdy::appendNumber(out, value);
        return out;
    }

private:
    spdy::HeaderWriter m_writer;
};

struct Heard {
    std::string story;
    Connection::Events events() {
        return {[this](auto id, const Headers& headers) {
                    story += "open " + std::to_string(id) + " " + spdy::valueOf(headers, "streamtype") + "\n";
                },
                [this](auto id, std::string_view bytes) {
                    story += "data " + std::to_string(id) + " " + std::string(bytes) + "\n";
                },
                [this](auto id) { story += "end " + std::to_string(id) + "\n"; },
                [this](auto id) { story += "reset " + std::to_string(id) + "\n"; }};
    }
};

/// In the order written; the operands of + may be made in any order, and then the zlib stream is garbled.
std::string joined(std::initializer_list<std::string> parts) {
    std::string out;
    for (const auto& part : parts)
        out += part;
    return out;
}

QString text(const std::string& bytes) { return QString::fromStdString(bytes); }

} // namespace

class TestConnection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDictionaryIsTheOneOfTheProtocol() {
        spdy::HeaderWriter writer;
        const std::string block = writer.write({});
        // A zlib stream with a preset dictionary names it by its Adler-32.
        QCOMPARE(QByteArray::fromStdString(block.substr(2, 4)).toHex(), QByteArray("e3c6a7c2"));
    }
    void kubectlsStreamsOpenTalkAndEnd() {
        Heard heard;
        Connection connection(heard.events());
        Client client;
        connection.receive(
            joined({client.open(1, {{"streamtype", "error"}}), client.open(3, {{"streamtype", "stdin"}}),
                    client.open(5, {{"streamtype", "stdout"}}), Client::data(3, "hello"),
                    Client::data(3, "", true)}));
        QCOMPARE(text(heard.story),
                 QStringLiteral("open 1 error\nopen 3 stdin\nopen 5 stdout\ndata 3 hello\nend 3\n"));
        connection.take();
        connection.send(5, "out");
        connection.end(5);
        QCOMPARE(connection.take(), Client::data(5, "out") + Client::data(5, "", true));
        connection.send(5, "too late");
        QCOMPARE(connection.take(), std::string());
        QVERIFY(connection.problem().empty());
    }
    void eachStreamIsAnsweredInABlockThatAClientCanRead() {
        Connection connection({});
        Client client;
        connection.receive(joined({client.open(1, {{"streamtype", "error"}}), client.open(3, {{"a", "b"}})}));
        const std::string out = connection.take();
        spdy::HeaderReader reader;
        std::size_t at = 0;
        for (const std::uint32_t id : {1u, 3u}) {
            QCOMPARE(spdy::numberAt(out, at), 0x80030002u);
            const std::size_t length = spdy::numberAt(out, at + 4) & 0xffffff;
            QCOMPARE(spdy::numberAt(out, at + 8), id);
            const auto headers = reader.read(std::string_view(out).substr(at + 12, length - 4));
            QVERIFY(headers && headers->empty());
            at += 8 + length;
        }
        QCOMPARE(at, out.size());
    }
    void theSameStoryHoweverTheBytesAreCut() {
        Client client;
        const std::string bytes = joined({client.open(1, {{"streamtype", "error"}, {"port", "6060"}}),
                                          Client::control(6, Client::number(7)), Client::data(1, "abcdef"),
                                          Client::control(4, "settings are ignored"),
                                          client.open(3, {{"streamtype", "data"}}, true),
                                          Client::control(3, Client::number(1) + Client::number(5)),
                                          Client::control(7, Client::number(0) + Client::number(0))});
        std::string frames;
        for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
            Heard heard;
            auto events = heard.events();
            std::string data;
            events.data = [&data](auto, std::string_view part) { data += part; };
            Connection connection(events);
            for (std::size_t at = 0; at < bytes.size(); at += piece)
                connection.receive(std::string_view(bytes).substr(at, piece));
            QCOMPARE(text(data), QStringLiteral("abcdef"));
            QCOMPARE(text(heard.story), QStringLiteral("open 1 error\nopen 3 data\nend 3\nreset 1\n"));
            QVERIFY(connection.leaving());
            const std::string out = connection.take();
            QVERIFY(frames.empty() || frames == out);
            frames = out;
        }
        QVERIFY(frames.find(Client::control(6, Client::number(7))) != std::string::npos);
    }
    void aLongAnswerGoesOutInFramesOf32K() {
        Connection connection({});
        Client client;
        connection.receive(client.open(1, {}));
        connection.take();
        connection.send(1, std::string(100'000, 'x'));
        const std::string out = connection.take();
        std::size_t frames = 0, sum = 0;
        for (std::size_t at = 0; at < out.size(); ++frames) {
            const std::size_t length = spdy::numberAt(out, at + 4) & 0xffffff;
            QVERIFY(length <= 32 * 1024);
            sum += length;
            at += 8 + length;
        }
        QCOMPARE(frames, std::size_t(4));
        QCOMPARE(sum, std::size_t(100'000));
    }
    void whatBreaksTheProtocolClosesTheConnectionWithAReason_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& bytes, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(reason);
        };
        Client client;
        std::string broken = client.open(1, {{"streamtype", "error"}});
        broken.back() = static_cast<char>(broken.back() ^ 0x55);
        broken[broken.size() - 8] = static_cast<char>(broken[broken.size() - 8] ^ 0x7f);
        row("a bad header block", broken, "header block");
        row("a short SYN_STREAM", Client::control(1, "abc"), "SYN_STREAM of 3");
        row("a lying length", Client::control(3, "abc"), "RST_STREAM of 3");
        row("a huge control frame", Client::control(1, std::string(70'000, 'x')), "control frame of 70000");
        row("another version", std::string("\x80\x02\0\1\0\0\0\0", 8), "version 2");
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "never opened");
        row("data from nowhere", Client::data(9, "abc"), "stream 9, which was never opened");
        row("stream 0", Client::data(0, "abc"), "stream 0");
        row("an even stream", Client().open(2, {}), "stream 2");
        Client twice;
        row("a stream again", joined({twice.open(3, {}), twice.open(1, {})}), "stream 1 after stream 3");
        Client many;
        std::string flood;
        for (std::uint32_t i = 0; i < 300; ++i)
            flood += many.open(2 * i + 1, {});
        row("too many streams", flood, "more than 256 streams");
    }
    void whatBreaksTheProtocolClosesTheConnectionWithAReason() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        Connection connection({});
        connection.receive(bytes.toStdString());
        QVERIFY2(text(connection.problem()).contains(reason), connection.problem().c_str());
        QCOMPARE(connection.streams(), std::size_t(0));
        connection.take();
        connection.receive(Client::control(6, Client::number(1)));
        QCOMPARE(connection.take(), std::string()); // it is over
    }
    void aBlockThatUnpacksWithoutEndIsRefused() {
        Client client;
        Connection connection({});
        connection.receive(client.open(1, {{"a", std::string(100'000, 'a')}}));
        QVERIFY(connection.problem().find("header block") != std::string::npos);
    }
    void streamsThatEndedMakeRoomForMore() {
        Heard heard;
        Connection connection(heard.events());
        Client client;
        for (std::uint32_t i = 0; i < 2000; ++i) {
            connection.receive(client.open(2 * i + 1, {{"streamtype", "data"}}, true));
            connection.end(2 * i + 1);
            connection.take();
        }
        QVERIFY(connection.problem().empty());
        QCOMPARE(connection.streams(), std::size_t(0));
    }
    void pingsOfAClientThatDoesNotReadDoNotPileUp() {
        Connection connection({});
        for (int i = 0; i < 100'000; ++i)
            connection.receive(Client::control(6, Client::number(1)));
        QVERIFY(connection.take().size() < 100'000);
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_Connection.moc"
