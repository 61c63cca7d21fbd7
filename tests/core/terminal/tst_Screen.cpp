#include "core/terminal/Transcript.h"
#include "tests/core/terminal/Look.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy::terminal;

namespace {

/// Bytes that hosts send, well formed and broken, from a generator.
std::string noise(QRandomGenerator& random, int pieces) {
    static const std::vector<std::string> Parts = {"plain text ",
                                                   "\r\n",
                                                   "\xE4\xB8\xAD",
                                                   "\xF0\x9F\x98\x80",
                                                   "e\xCC\x81",
                                                   "\xE4\xB8",
                                                   "\xFF",
                                                   "\x1b[",
                                                   "31;1m",
                                                   "\x1b[2;5r",
                                                   "\x1b[3L",
                                                   "\x1b[2M",
                                                   "\x1b[4@",
                                                   "\x1b[3P",
                                                   "\x1b[5X",
                                                   "\x1b[2J",
                                                   "\x1b[K",
                                                   "\x1b[?1049h",
                                                   "\x1b[?1049l",
                                                   "\x1b]0;t\x07",
                                                   "\x1b]8;;http://x\x1b\\",
                                                   "\x1bP$qm\x1b\\",
                                                   "\x1b[?6h",
                                                   "\x1b"
                                                   "7",
                                                   "\x1b"
                                                   "8",
                                                   "\x1b[999;999H",
                                                   "\t",
                                                   "\b",
                                                   "\x1b[3b",
                                                   "\x1b(0",
                                                   "\x1b(B",
                                                   "\x1b[4h",
                                                   "\x1b[4l",
                                                   "\x1b[38:2::1:2:3m",
                                                   "\x1b[T",
                                                   "\x1b[S",
                                                   "\x1bM",
                                                   "\x1b[?7l",
                                                   "\x1b[?7h",
                                                   "\x18",
                                                   "\x1b[!p"};
    std::string out;
    for (int i = 0; i < pieces; ++i) {
        const auto pick = random.bounded(static_cast<quint32>(Parts.size() + 3));
        out += pick < Parts.size() ? Parts[pick] : std::string(1, static_cast<char>(random.bounded(256)));
    }
    return out;
}

} // namespace

class tst_Screen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textWrapsAtTheLastColumnOnlyWhenMoreComes() {
        Session session(5, 3);
        session.feed("abcde");
        QCOMPARE(session.screen().cursor().y, 0);
        session.feed("f");
        QCOMPARE(lineOf(session, 1), std::string("f"));
        QVERIFY(session.screen().row(0).wrapped);
        QCOMPARE(Transcript(session).text(Transcript(session).line({session.topLine(), 0})),
                 std::string("abcdef"));
    }

    void linesThatLeaveTheTopAreKeptInOrder() {
        Session session(20, 3, 100);
        for (int i = 0; i < 150; ++i) {
            session.feed("line " + std::to_string(i) + "\r\n");
        }
        QCOMPARE(session.screen().history().size(), std::size_t(100));
        QCOMPARE(session.firstLine(), std::uint64_t(48));
        const std::string all = Transcript(session).text(Transcript(session).all());
        QVERIFY(QByteArray::fromStdString(all).startsWith("line 48\nline 49\n"));
        QVERIFY(QByteArray::fromStdString(all).contains("line 149"));
    }

    void theAlternateScreenLeavesNoTrace() {
        Session session(20, 4);
        session.feed("before\r\n$ ");
        const Place place = session.screen().cursor();
        session.feed("\x1b[?1049h\x1b[2J\x1b[Hfull screen\r\n\r\n\r\n\r\n\r\nmore");
        QVERIFY(session.screen().modes().alternate);
        QCOMPARE(session.screen().history().size(), std::size_t(0));
        session.feed("\x1b[?1049l");
        QCOMPARE(lineOf(session, 0), std::string("before"));
        QCOMPARE(session.screen().cursor(), place);
    }

    void bothFormsOfTrueColorMeanTheSame() {
        Session session(20, 2);
        session.feed("\x1b[38;2;1;2;3ma\x1b[38:2::1:2:3mb\x1b[38:2:1:2:3mc\x1b[48;5;200md\x1b[0;4:3;58;5;"
                     "9me\x1b[24mf");
        QCOMPARE(cellAt(session, 0, 0).fg, rgb(1, 2, 3));
        QCOMPARE(cellAt(session, 1, 0).fg, rgb(1, 2, 3));
        QCOMPARE(cellAt(session, 2, 0).fg, rgb(1, 2, 3));
        QCOMPARE(cellAt(session, 3, 0).bg, indexed(200));
        QVERIFY(underlineOf(cellAt(session, 4, 0).attributes) == Underline::Curly);
        QCOMPARE(session.screen().symbols().underlineColor(cellAt(session, 4, 0).extra), indexed(9));
        QVERIFY(underlineOf(cellAt(session, 5, 0).attributes) == Underline::None);
    }

    void regionsScrollOnlyInside() {
        Session session(10, 5);
        session.feed("a\r\nb\r\nc\r\nd\r\ne\x1b[2;4r\x1b[4;1H\n");
        QCOMPARE(Transcript(session).screen(), std::string("a\nc\nd\n\ne\n"));
        QCOMPARE(session.screen().history().size(), std::size_t(0));
        session.feed("\x1b[2;1H\x1bM");
        QCOMPARE(Transcript(session).screen(), std::string("a\n\nc\nd\ne\n"));
        session.feed("\x1b[2;1H\x1b[M\x1b[3;1H\x1b[L");
        QCOMPARE(Transcript(session).screen(), std::string("a\nc\n\nd\ne\n"));
    }

    void editingInALineKeepsTheRest() {
        Session session(10, 2);
        session.feed("abcdefghij\x1b[1;3H\x1b[2@");
        QCOMPARE(lineOf(session, 0), std::string("ab  cdefgh"));
        session.feed("\x1b[2P\x1b[2X");
        QCOMPARE(lineOf(session, 0), std::string("ab  efgh"));
        session.feed("\x1b[1;5H\x1b[1K");
        QCOMPARE(lineOf(session, 0), std::string("     fgh"));
        session.feed("\x1b[H=\x1b[4b");
        QCOMPARE(lineOf(session, 0), std::string("=====fgh"));
    }

    void writingOverHalfAWideCharacterLeavesNoHalf() {
        Session session(6, 2);
        session.feed("\xE4\xB8\xAD\xE6\x96\x87"
                     "x\x1b[1;2Hy");
        QCOMPARE(lineOf(session, 0), std::string(" y\xE6\x96\x87x"));
        session.feed("\x1b[1;6H\xE4\xB8\xAD");
        QCOMPARE(lineOf(session, 1), std::string("\xE4\xB8\xAD"));
    }

    void marksJoinTheLetterBeforeThem() {
        Session session(10, 1);
        session.feed("e\xCC\x81x");
        QCOMPARE(session.screen().cursor().x, 2);
        QCOMPARE(lineOf(session, 0), std::string("e\xCC\x81x"));
    }

    void brokenUtf8ShowsAReplacementAndGoesOn() {
        Session session(20, 1);
        session.feed("a\xC0\xAF"
                     "b\xE4\xB8"
                     "c\xED\xA0\x80"
                     "d");
        QCOMPARE(lineOf(session, 0), std::string("a\xEF\xBF\xBD\xEF\xBF\xBD"
                                                 "b\xEF\xBF\xBD"
                                                 "c\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                                                 "d"));
    }

    void lineDrawingComesFromTheGraphicsSet() {
        Session session(10, 1);
        session.feed("\x1b(0lqk\x1b(Bq");
        QCOMPARE(lineOf(session, 0), std::string("┌─┐q"));
    }

    void narrowerAndWiderAgainGivesTheSameText() {
        Session session(80, 10);
        for (int i = 0; i < 30; ++i) {
            session.feed(std::to_string(i) +
                         " the quick brown fox jumps over the lazy dog and runs away 中文\r\n");
        }
        session.feed("$ typed");
        const auto everything = [&session] { return Transcript(session).text(Transcript(session).all()); };
        const std::string before = everything();
        session.resize(23, 7);
        QCOMPARE(lineOf(session, session.screen().cursor().y), std::string("$ typed"));
        QCOMPARE(session.screen().cursor().x, 7);
        session.resize(80, 10);
        QCOMPARE(everything(), before);
        QCOMPARE(session.screen().cursor().x, 7);
    }

    void aRandomWalkOfSizesKeepsEveryWord() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Session session(80, 24);
        std::string words;
        for (int i = 0; i < 400; ++i) {
            const std::string word = "w" + std::to_string(i) + (i % 7 == 0 ? "\xE4\xB8\xAD " : " ");
            words += word;
            session.feed(i % 11 == 10 ? word + "\r\n" : word);
        }
        words.erase(std::remove(words.begin(), words.end(), ' '), words.end());
        for (int step = 0; step < 100; ++step) {
            session.resize(2 + random.bounded(150), 1 + random.bounded(60));
            const Place cursor = session.screen().cursor();
            QVERIFY(cursor.x >= 0 && cursor.x < session.screen().columns());
            QVERIFY(cursor.y >= 0 && cursor.y < session.screen().rows());
            std::string now = Transcript(session).text(Transcript(session).all());
            now.erase(std::remove_if(now.begin(), now.end(), [](char c) { return c == ' ' || c == '\n'; }),
                      now.end());
            QCOMPARE(now, words);
        }
    }

    void shrinkingUnderAScrollRegionIsHarmless() {
        Session session(80, 50);
        session.feed("\x1b[31;50r");
        session.resize(80, 24);
        session.feed("a\r\nb\r\nc\r\n\x1b[24;1H\n\n\n");
        QCOMPARE(session.screen().rows(), 24);
        QCOMPARE(session.screen().cursor().y, 23);
    }

    void bytesOneByOneGiveTheSameScreenAsChunks() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 60; ++round) {
            const std::string bytes = noise(random, 300);
            Session whole(31, 9, 50);
            Session single(31, 9, 50);
            whole.feed(bytes);
            for (const char c : bytes) {
                single.feed(std::string_view(&c, 1));
            }
            QCOMPARE(Transcript(single).text(Transcript(single).all()),
                     Transcript(whole).text(Transcript(whole).all()));
            QCOMPARE(single.screen().cursor(), whole.screen().cursor());
            for (int y = 0; y < 9; ++y) {
                QVERIFY(single.screen().row(y).cells == whole.screen().row(y).cells);
            }
        }
    }

    void aHundredThousandLogLinesFitInSixtyFourMegabytes() {
        Session session(200, 50, 100'000);
        for (int i = 0; i < 110'000; ++i) {
            session.feed("2025-11-10T09:12:12.114Z \x1b[32mINFO\x1b[0m acp: joined consensus group g-" +
                         std::to_string(i) + ", view 118, leader node-7, quorum 5 of 7, lag 12 ms\r\n");
        }
        QCOMPARE(session.screen().history().size(), std::size_t(100'000));
        QVERIFY(session.screen().history().bytes() < 64u * 1024 * 1024);
    }

    void rowsOfDoubleWidthHoldHalfAsMuch() {
        Session session(80, 4);
        session.feed("\x1b[2H\x1b#6" + std::string(50, 'x'));
        QCOMPARE(session.screen().row(1).size, LineSize::DoubleWidth);
        QCOMPARE(session.screen().row(1).used, 40);
        QCOMPARE(lineOf(session, 2), std::string(10, 'x'));
        // A cursor that comes in beyond its end edits nothing there.
        session.feed("\x1b[1;70H\n\x1b[20@\x1b[20P\x1b[5X\x1b[K");
        QCOMPARE(session.screen().row(1).used, 40);
        session.feed("\x1b[2H\x1b#5\x1b[60Gy");
        QCOMPARE(session.screen().row(1).used, 60);
    }

    void ambiguousCharactersAreAsWideAsTheTraineeSays() {
        Session session(20, 2);
        session.feed("α");
        QCOMPARE(session.screen().cursor().x, 1);
        session.screen().setAmbiguousWide(true);
        session.feed("α");
        QCOMPARE(session.screen().cursor().x, 3);
    }

    void endlessHistoryGoesToAFileWithoutAName() {
        const QTemporaryDir folder;
        Session session(80, 24, 500);
        QVERIFY(!session.screen().keepAllHistory("/nonexistent"));
        QVERIFY(session.screen().keepAllHistory(folder.path().toStdString()));
        for (int i = 0; i < 5000; ++i) {
            session.feed("line " + std::to_string(i) + "\r\n");
        }
        session.resize(60, 20);
        QCOMPARE(session.firstLine(), std::uint64_t(0));
        QCOMPARE(Transcript(session).text({{0, 0}, {1, 0}}), std::string("line 0\n"));
        QCOMPARE(Transcript(session).find("line 4321").size(), std::size_t(1));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_Screen)
#include "tst_Screen.moc"
