#include "views/terminal/replay/Player.h"

#include <QSignalSpy>
#include <QTest>

using namespace understudy::terminal;

class tst_Player : public QObject {
    Q_OBJECT

    static Cast sample() {
        Cast cast;
        cast.events = {
            {0, 'o', "a"}, {100, 'o', "b"}, {200, 'o', "c"}, {60'000, 'o', "d"}, {60'100, 'o', "e"}};
        return cast;
    }
    struct Watched {
        explicit Watched(Cast cast)
            : player(std::move(cast)) {
            player.wipe = [this] { shown.clear(); };
            player.show = [this](const CastEvent& event) { shown += event.data; };
            player.seek(0);
        }
        std::string shown;
        Player player;
    };

private Q_SLOTS:
    void itPlaysInTheTimeOfTheRecording() {
        Watched watched(sample());
        QCOMPARE(watched.shown, std::string("a"));
        watched.player.advance(99);
        QCOMPARE(watched.shown, std::string("a"));
        watched.player.advance(1);
        QCOMPARE(watched.shown, std::string("ab"));
        watched.player.advance(100);
        QCOMPARE(watched.shown, std::string("abc"));
    }

    void twiceTheSpeedTakesHalfTheTime() {
        Watched watched(sample());
        watched.player.setSpeed(2);
        watched.player.advance(50);
        QCOMPARE(watched.shown, std::string("ab"));
        watched.player.setSpeed(0.5);
        watched.player.advance(199);
        QCOMPARE(watched.shown, std::string("ab"));
        watched.player.advance(1);
        QCOMPARE(watched.shown, std::string("abc"));
    }

    void aLongSilenceIsCutToTwoSeconds() {
        Watched watched(sample());
        watched.player.advance(200);
        watched.player.advance(Player::LongestSilenceMs - 1);
        QCOMPARE(watched.shown, std::string("abc"));
        watched.player.advance(1);
        QCOMPARE(watched.shown, std::string("abcd"));
        Watched patient(sample());
        patient.player.setSkipsSilence(false);
        patient.player.advance(59'999);
        QCOMPARE(patient.shown, std::string("abc"));
    }

    void anyPlaceIsReachedForthAndBack() {
        Watched watched(sample());
        watched.player.seek(60'050);
        QCOMPARE(watched.shown, std::string("abcd"));
        watched.player.seek(150);
        QCOMPARE(watched.shown, std::string("ab"));
        watched.player.seek(-5);
        QCOMPARE(watched.shown, std::string("a"));
        watched.player.seek(1'000'000);
        QCOMPARE(watched.shown, std::string("abcde"));
        QCOMPARE(watched.player.position(), std::int64_t(60'100));
    }

    void atTheEndItStopsAndPlaysFromTheBeginningAgain() {
        Watched watched(sample());
        QSignalSpy playing(&watched.player, &Player::playingChanged);
        watched.player.seek(60'000);
        watched.player.play();
        watched.player.advance(500);
        QVERIFY(!watched.player.isPlaying());
        QCOMPARE(watched.shown, std::string("abcde"));
        watched.player.play();
        QCOMPARE(watched.shown, std::string("a"));
        QCOMPARE(playing.size(), 3);
    }

    void aRecordingOfNothingHarmsNobody() {
        Watched watched(Cast{});
        watched.player.play();
        watched.player.advance(100);
        QVERIFY(!watched.player.isPlaying());
        QCOMPARE(watched.shown, std::string());
    }
};

QTEST_GUILESS_MAIN(tst_Player)
#include "tst_Player.moc"
