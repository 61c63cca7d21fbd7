#include "core/terminal/Cast.h"

#include "core/terminal/Session.h"
#include "core/terminal/Transcript.h"

#include <QRandomGenerator>
#include <QTest>

using namespace understudy::terminal;

class tst_Cast : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadBack() {
        Cast cast;
        cast.columns = 100;
        cast.rows = 30;
        cast.startedAt = 1'763'543'000;
        cast.title = "lab: \"local\" \xC3\xA4";
        CastWriter writer;
        std::string text = writer.header(cast);
        text += writer.output(0, "\x1b[31mred\\\"\r\n\t");
        text += writer.resized(1500, 120, 40);
        text += writer.output(61'002, "end");
        int bad = -1;
        const Cast read = readCast(text, bad);
        QCOMPARE(bad, 0);
        cast.events = {{0, 'o', "\x1b[31mred\\\"\r\n\t"}, {1500, 'r', "120x40"}, {61'002, 'o', "end"}};
        QVERIFY(read == cast);
        QCOMPARE(read.lengthMs(), std::int64_t(61'002));
    }

    void aCharacterCutInTwoIsWrittenWhole() {
        CastWriter writer;
        QCOMPARE(writer.output(0, "a\xE2\x82"), std::string("[0.000, \"o\", \"a\"]\n"));
        QCOMPARE(writer.output(5, "\xAC"), std::string("[0.005, \"o\", \"\xE2\x82\xAC\"]\n"));
        QCOMPARE(writer.output(6, "\xF0\x9F"), std::string());
        QCOMPARE(writer.output(7, "\x98\x80"), std::string("[0.007, \"o\", \"\xF0\x9F\x98\x80\"]\n"));
        QCOMPARE(writer.output(8, "x\xFFy"), std::string("[0.008, \"o\", \"x\xEF\xBF\xBDy\"]\n"));
    }

    void recordingsOfOtherProgramsAreRead() {
        int bad = -1;
        const Cast cast = readCast(
            "{\"version\": 2, \"width\": 80, \"height\": 24, \"theme\": {\"fg\": \"#fff\", \"x\": [1, {}]}, "
            "\"idle_time_limit\": 2.5}\n"
            "[0.25, \"o\", \"\\u001b[1m\\ud83d\\ude00\\n\"]\r\n"
            "[0.5, \"i\", \"secret\"]\n\n"
            "[0.1, \"o\", \"late\"]\n",
            bad);
        QCOMPARE(bad, 0);
        QCOMPARE(cast.events.size(), std::size_t(2)); // what was typed is not taken over
        QCOMPARE(cast.events[0].data, std::string("\x1b[1m\xF0\x9F\x98\x80\n"));
        QCOMPARE(cast.events[1].ms, std::int64_t(250)); // times never go back
    }

    void brokenRecordingsAreRefusedByLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        const QByteArray good = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";
        QTest::newRow("empty") << QByteArray() << 1;
        QTest::newRow("not JSON") << QByteArray("hello\n") << 1;
        QTest::newRow("version 1") << QByteArray("{\"version\": 1, \"width\": 80, \"height\": 24}\n") << 1;
        QTest::newRow("negative width")
            << QByteArray("{\"version\": 2, \"width\": -1, \"height\": 24}\n") << 1;
        QTest::newRow("open string") << good + "[1, \"o\", \"abc" << 2;
        QTest::newRow("bad escape") << good + "[1, \"o\", \"a\\x\"]\n" << 2;
        QTest::newRow("half a pair") << good + "[1, \"o\", \"\\ud83dx\"]\n[2, \"o\", 3]\n" << 3;
        QTest::newRow("no time") << good + "[\"o\", \"x\"]\n" << 2;
        QTest::newRow("endless time") << good + "[1e300, \"o\", \"x\"]\n" << 2;
        QTest::newRow("deep") << QByteArray("{\"a\": ") + QByteArray(5000, '[') + "\n" << 1;
    }
    void brokenRecordingsAreRefusedByLine() {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        int bad = -1;
        readCast(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), bad);
        QCOMPARE(bad, line);
    }

    void anyBytesAreReadWithoutHarm() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const std::string good =
            "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1.5, \"o\", \"a\\u0041\"]\n";
        for (int i = 0; i < 3000; ++i) {
            std::string text = good;
            for (int j = 0; j < 4; ++j) {
                text[random.bounded(static_cast<quint32>(text.size()))] =
                    static_cast<char>(random.bounded(256));
            }
            int bad = -1;
            const Cast cast = readCast(text, bad);
            QVERIFY(bad >= 0 && bad <= 4);
            QVERIFY(cast.events.size() <= 1);
        }
    }

    void aRecordingThatBeginsInTheMiddleShowsWhatWasThere() {
        Session session(40, 6);
        session.feed("\x1b[1;32mgreen\x1b[0m plain \x1b[48;2;10;20;30mground\x1b[0m\r\n"
                     "\xE6\xBC\xA2\xE5\xAD\x97 wide\r\n\r\nlast\x1b[2;5H");
        Session again(40, 6);
        again.feed(repaint(session.screen()));
        QCOMPARE(Transcript(again).screen(), Transcript(session).screen());
        QCOMPARE(again.screen().cursor(), session.screen().cursor());
        for (int y = 0; y < 6; ++y) {
            for (int x = 0; x < session.screen().row(y).used; ++x) {
                const Cell& a = session.screen().row(y).cells[std::size_t(x)];
                const Cell& b = again.screen().row(y).cells[std::size_t(x)];
                QVERIFY(a.fg == b.fg && a.bg == b.bg && a.attributes == b.attributes);
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_Cast)
#include "tst_Cast.moc"
