#include "core/sftp/Sftp.h"

#include "core/ssh/Blob.h"

#include <QRandomGenerator>
#include <QTest>

using namespace understudy;
using sftp::Sftp;

namespace {

/// A file server whose answers a test writes by hand.
struct Scripted final : terminal::ByteStream {
    QByteArray sent;
    std::size_t granted = 0;
    void write(std::string_view bytes) override {
        sent.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
    }
    void resize(int, int) override {}
    void grant(std::size_t bytes) override { granted += bytes; }
    void close() override {}
    void say(const QByteArray& packet) const {
        const QByteArray framed = ssh::BlobWriter().text(packet).bytes();
        for (const char byte : framed) // in the smallest pieces there are
            received({&byte, 1});
    }
    void greet() const { say(ssh::BlobWriter().byte(2).number(3).bytes()); }
};

} // namespace

/// The talk with a file server that may be broken or hostile.
class tst_Sftp final : public QObject {
    Q_OBJECT

    static std::pair<std::unique_ptr<Sftp>, Scripted*> make() {
        auto stream = std::make_unique<Scripted>();
        Scripted* server = stream.get();
        return {std::make_unique<Sftp>(std::move(stream)), server};
    }

private Q_SLOTS:
    void answersInAnotherOrderFindTheirQuestions() {
        auto [talk, server] = make();
        server->greet();
        QByteArray first;
        QByteArray second;
        talk->read("h", 0, 5, [&](const auto& bytes) { first = bytes.ok() ? *bytes : "bad"; });
        talk->read("h", 5, 5, [&](const auto& bytes) { second = bytes.ok() ? *bytes : "bad"; });
        server->say(ssh::BlobWriter().byte(103).number(2).text("world").bytes());
        server->say(ssh::BlobWriter().byte(103).number(1).text("hello").bytes());
        QCOMPARE(first, QByteArray("hello"));
        QCOMPARE(second, QByteArray("world"));
        QVERIFY(server->granted > 40);
    }

    void theEndOfAFileIsNoError() {
        auto [talk, server] = make();
        server->greet();
        std::optional<Result<QByteArray>> got;
        talk->read("h", 0, 5, [&](const auto& bytes) { got = bytes; });
        server->say(ssh::BlobWriter().byte(101).number(1).number(1).text("EOF").text("").bytes());
        QVERIFY(got && got->ok() && got->value().isEmpty());
    }

    void nonsenseEndsAllQuestionsOnce_data() {
        QTest::addColumn<QByteArray>("packet");
        QTest::newRow("no such question") << ssh::BlobWriter().byte(103).number(77).text("x").bytes();
        QTest::newRow("too short") << ssh::BlobWriter().byte(103).bytes();
        QTest::newRow("second greeting") << ssh::BlobWriter().byte(2).number(3).bytes();
    }
    void nonsenseEndsAllQuestionsOnce() {
        QFETCH(QByteArray, packet);
        auto [talk, server] = make();
        server->greet();
        int ends = 0;
        Errc code = Errc::Busy;
        talk->stat("/x", [&](const auto& about) {
            ++ends;
            code = about.error().code;
        });
        server->say(packet);
        QCOMPARE(ends, 1);
        QCOMPARE(code, Errc::Corrupt);
        talk->stat("/y", [&](const auto&) { ++ends; });
        QCOMPARE(ends, 2); // at once: there is no talk any more
    }

    void aPacketWithoutAnEndIsNotWaitedFor() {
        auto [talk, server] = make();
        server->greet();
        int ends = 0;
        talk->stat("/x", [&](const auto&) { ++ends; });
        const QByteArray length("\x7f\xff\xff\xff", 4);
        server->received({length.constData(), 4});
        QCOMPARE(ends, 1);
    }

    void rubbishIsNoHarm() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        for (int round = 0; round < 3000; ++round) {
            auto [talk, server] = make();
            server->greet();
            int answers = 0;
            talk->stat("/x", [&](const auto&) { ++answers; });
            talk->open("/x", Sftp::Read, 0, [&](const auto&) { ++answers; });
            talk->realPath(".", [&](const auto&) { ++answers; });
            for (int packet = 0; packet < 4; ++packet) {
                QByteArray bytes;
                for (int i = random.bounded(40); i > 0; --i)
                    bytes.append(static_cast<char>(random.bounded(256)));
                ssh::BlobWriter framed;
                framed.byte(static_cast<quint8>(100 + random.bounded(7))).number(random.bounded(1u, 4u));
                server->say(framed.bytes() + bytes);
            }
            server->ended({true, 0, "gone"});
            QCOMPARE(answers, 3);
        }
    }

    void anAbandonedQuestionIsNotAnswered() {
        auto [talk, server] = make();
        server->greet();
        bool called = false;
        talk->stat("/x", [&](const auto&) { called = true; });
        talk->abandon();
        server->say(ssh::BlobWriter().byte(101).number(1).number(2).text("").text("").bytes());
        QVERIFY(!called); // nobody waits any more
    }
};

QTEST_GUILESS_MAIN(tst_Sftp)
#include "tst_Sftp.moc"
