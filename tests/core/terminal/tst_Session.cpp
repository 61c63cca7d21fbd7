#include "core/terminal/Transcript.h"

#include <QTest>

using namespace understudy::terminal;

namespace {

/// A far end that writes down what it is told.
struct Told {
    std::string written;
    std::size_t granted = 0;
    int columns = 0;
    bool closed = false;
};

class RecordedStream final : public ByteStream {
public:
    explicit RecordedStream(Told& told)
        : m_told(told) {}
    void write(std::string_view bytes) override { m_told.written += bytes; }
    void resize(int columns, int) override { m_told.columns = columns; }
    void grant(std::size_t bytes) override { m_told.granted += bytes; }
    void close() override { m_told.closed = true; }

private:
    Told& m_told;
};

} // namespace

class tst_Session : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void creditIsGrantedForWhatWasDigested() {
        Told told;
        Session session(80, 24);
        auto stream = std::make_unique<RecordedStream>(told);
        RecordedStream* far = stream.get();
        session.setStream(std::move(stream));
        QCOMPARE(told.columns, 80);
        int damages = 0;
        session.damaged = [&damages] { ++damages; };
        far->received("hello \x1b[6n");
        QCOMPARE(told.granted, std::size_t(10));
        QCOMPARE(told.written, std::string("\x1b[1;7R"));
        QCOMPARE(damages, 1);
    }

    void theFarEndMayBeReplacedWhileItReportsItsEnd() {
        Told first;
        Told second;
        Session session(80, 24);
        auto stream = std::make_unique<RecordedStream>(first);
        RecordedStream* far = stream.get();
        session.setStream(std::move(stream));
        far->received("kept");
        session.ended = [&](const StreamEnd& end) {
            QVERIFY(end.lost);
            session.setStream(std::make_unique<RecordedStream>(second));
        };
        far->ended({true, 0, "gone"});
        QVERIFY(session.isConnected());
        QVERIFY(!first.closed); // it had ended by itself
        session.type("x");
        QCOMPARE(second.written, std::string("x"));
        QCOMPARE(Transcript(session).screen().substr(0, 4), std::string("kept"));
    }

    void aFrozenScreenIsShownAgainAfterAWhile() {
        Session session(80, 24);
        QVERIFY(session.mayDraw(1000));
        session.feed("\x1b[?2026hhalf");
        QVERIFY(!session.mayDraw(1000));
        QVERIFY(!session.mayDraw(1149));
        QVERIFY(session.mayDraw(1150));
        session.feed("\x1b[?2026l");
        QVERIFY(session.mayDraw(1151));
    }

    void searchingFindsOverWrapsInOrder() {
        Session session(10, 4, 100);
        session.feed("zero\r\nthe Needle wraps: needle\r\nx\r\ny\r\nz\r\nNEEDLE");
        const std::vector<Range> found = Transcript(session).find("needle");
        QCOMPARE(found.size(), std::size_t(3));
        QCOMPARE(found[0].from, (Spot{1, 4}));
        QCOMPARE(found[1].from, (Spot{2, 8}));
        QCOMPARE(found[1].to, (Spot{3, 4}));
        QCOMPARE(Transcript(session).text(found[1]), std::string("needle"));
        QVERIFY(Transcript(session).find("").empty());
    }

    void wordsAreWhatOneCopiesFromAShell() {
        Session session(40, 2);
        session.feed("see /var/log/dwcp-api.log, port=8080");
        const Transcript transcript(session);
        QCOMPARE(transcript.text(transcript.word({0, 8})), std::string("/var/log/dwcp-api.log"));
        QCOMPARE(transcript.text(transcript.word({0, 30})), std::string("port=8080"));
    }

    void afterALostConnectionModesAreFreshAndTextIsKept() {
        Session session(20, 5);
        session.feed("$ vim\x1b[?1049h\x1b[?1000h\x1b[?2004h\x1b[?25linside");
        session.screen().recover();
        QCOMPARE(session.screen().modes().alternate, false);
        QVERIFY(session.screen().modes().mouse == MouseReports::None);
        QVERIFY(session.screen().modes().cursorVisible);
        QCOMPARE(Transcript(session).screen().substr(0, 5), std::string("$ vim"));
        QCOMPARE(session.screen().cursor(), (Place{0, 1}));
    }

    void aStreamThatComesBackIsToldOfTheSizeAndReadsNothingMeanwhile() {
        Told told;
        Session session(80, 24);
        auto stream = std::make_unique<RecordedStream>(told);
        ByteStream* const far = stream.get();
        session.setStream(std::move(stream));
        int interruptions = 0;
        std::chrono::milliseconds gap{};
        session.interrupted = [&](const StreamEnd&) { ++interruptions; };
        session.resumed = [&](std::chrono::milliseconds length) { gap = length; };
        far->interrupted({true, 0, "gone"});
        far->interrupted({true, 0, "still gone"});
        QCOMPARE(interruptions, 1);
        QVERIFY(!session.isConnected() && session.isAway());
        session.type("rm -r /\r");
        session.resize(100, 30);
        QCOMPARE(told.written, std::string());
        QCOMPARE(told.columns, 100);
        far->resumed(std::chrono::seconds(9));
        QCOMPARE(gap, std::chrono::milliseconds(9'000));
        QVERIFY(session.isConnected() && !session.isAway());
        session.type("x");
        QCOMPARE(told.written, std::string("x"));
    }

    void noHostCanWriteWhatLooksLikeOurOwnWords() {
        Session session(20, 5);
        session.feed("$ ");
        session.screen().note(U"Not connected for 9 s");
        QCOMPARE(session.line(1).cells[0].bg, OwnPaint);
        QCOMPARE(session.line(2).cells[0].bg, OwnPaint); // wrapped
        QCOMPARE(session.line(2).used, 1);
        QCOMPARE(session.screen().cursor(), (Place{0, 3}));
        session.feed("\x1b[48;2;0;0;0;33;43;1mhost\x1b[48;3;0m\x1b[58;3;1m\x1b[38:3:1:2:3mx");
        for (int x = 0; x < 20; ++x)
            QVERIFY(session.line(3).cells[static_cast<std::size_t>(x)].bg != OwnPaint);
        session.feed("\x1b[2;1Hover");
        QVERIFY(session.line(1).cells[3].bg != OwnPaint);
        QCOMPARE(session.line(1).cells[4].bg, OwnPaint);
    }
};

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_Session.moc"
