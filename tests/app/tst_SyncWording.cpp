#include "app/desktop/SyncWording.h"

#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;

/// What the window says of a sync.
class tst_SyncWording final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock{"2025-11-20T15:00:00.000Z"}; // a Thursday
    const sync::Account m_account{QUrl(QStringLiteral("https://training.example/xapi")),
                                  QStringLiteral("dev-1"), QStringLiteral("secret"),
                                  QStringLiteral("https://training.example"), QStringLiteral("mara")};

    static Instant at(const char* when) { return *fromIso(QString::fromLatin1(when)); }

private Q_SLOTS:
    void whatWaitsIsCountedAndTheOldestHasItsDay() {
        sync::Status status;
        status.state = sync::Status::State::Offline;
        status.waiting = 14;
        status.sentence = QStringLiteral("Nobody answers.");
        status.oldest = at("2025-11-18T16:31:00.000Z");
        const auto words = desktop::wordsOf(status, m_account, m_clock);
        QCOMPARE(words.state, settings::SyncState::Offline);
        QCOMPARE(settings::waitingWords(words), QStringLiteral("14 events waiting, oldest from Tuesday"));
        QCOMPARE(words.sentence, QStringLiteral("Nobody answers."));
        QCOMPARE(words.server, QStringLiteral("https://training.example"));
        QCOMPARE(words.account, QStringLiteral("mara"));
        auto named = m_account;
        named.person = QStringLiteral("Mara Lind");
        QCOMPARE(desktop::wordsOf(status, named, m_clock).person, QStringLiteral("Mara Lind"));
    }

    void daysAreThoseOfThisLaptop_data() {
        QTest::addColumn<QString>("when");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("day");
        const auto row = [](const char* when, int offset, const char* day) {
            QTest::newRow(when) << QString::fromLatin1(when) << offset << QString::fromLatin1(day);
        };
        row("2025-11-20T08:00:00.000Z", 0, "");
        row("2025-11-19T23:00:00.000Z", 0, "yesterday");
        row("2025-11-19T23:00:00.001Z", 60, "");
        row("2025-11-14T08:00:00.000Z", 0, "Friday");
        row("2025-11-13T08:00:00.000Z", 0, "13 November");
        row("2025-11-25T08:00:00.000Z", 0, "25 November"); // by a clock that was wrong
    }
    void daysAreThoseOfThisLaptop() {
        QFETCH(QString, when);
        QFETCH(int, offset);
        QFETCH(QString, day);
        m_clock.setOffset(offset);
        sync::Status status;
        status.oldest = fromIso(when);
        QCOMPARE(desktop::wordsOf(status, m_account, m_clock).oldest, day);
        m_clock.setOffset(0);
    }

    void theLastSyncHasItsDayUnlessItWasToday() {
        sync::Status status;
        QCOMPARE(desktop::wordsOf(status, m_account, m_clock).lastSynced, QString());
        status.lastSynced = at("2025-11-20T09:31:00.000Z");
        QCOMPARE(desktop::wordsOf(status, m_account, m_clock).lastSynced, QStringLiteral("09:31"));
        status.lastSynced = at("2025-11-18T16:31:00.000Z");
        QCOMPARE(desktop::wordsOf(status, m_account, m_clock).lastSynced, QStringLiteral("Tuesday 16:31"));
    }

    void howWrongAClockIsIsSaidInWordsOneReadsAtOnce() {
        const auto says = [this](std::chrono::seconds offset) {
            sync::Status status;
            status.clockOffset = offset;
            return desktop::wordsOf(status, m_account, m_clock).clock;
        };
        QVERIFY(says(119min).contains(QStringLiteral("119 minutes behind")));
        QVERIFY(says(2h).contains(QStringLiteral("2 hours behind")));
        QVERIFY(says(-47h).contains(QStringLiteral("47 hours ahead")));
        QVERIFY(says(72h + 20s).contains(QStringLiteral("3 days behind")));
        QVERIFY(says(-24h * 400).contains(QStringLiteral("400 days ahead")));
    }

    void aClockThatIsWrongIsSaidFromFiveMinutesOn() {
        sync::Status status;
        status.clockOffset = 5min;
        QVERIFY(desktop::wordsOf(status, m_account, m_clock).clock.isEmpty());
        status.clockOffset = 7min;
        const auto words = desktop::wordsOf(status, m_account, m_clock);
        QVERIFY(words.clock.contains(QStringLiteral("7 minutes behind")));
        QVERIFY(words.remark.contains(words.clock));
        status.clockOffset = -7min;
        QVERIFY(
            desktop::wordsOf(status, m_account, m_clock).clock.contains(QStringLiteral("7 minutes ahead")));
    }

    void whatWasRefusedIsToldByWhatItIs() {
        sync::Status status;
        journal::Fact fact;
        fact.id = QStringLiteral("f-1");
        fact.at = at("2025-11-18T16:31:00.000Z");
        const auto told = [&](const char* kind, const QJsonObject& body) {
            fact.kind = QLatin1String(kind);
            fact.body = body;
            status.refused = {{fact, QStringLiteral("No such quiz.")}};
            return desktop::wordsOf(status, m_account, m_clock).refused.front();
        };
        QCOMPARE(
            told(journal::kind::Answered, {{QStringLiteral("question"), QStringLiteral("01/quiz#q7")}}),
            (settings::RefusedWords{QStringLiteral("f-1"), QStringLiteral("Answer to question 01/quiz#q7"),
                                    QStringLiteral("Tuesday 16:31"), QStringLiteral("No such quiz.")}));
        QCOMPARE(told(journal::kind::LabFinished, {{QStringLiteral("lab"), QStringLiteral("lab-1-1")}}).what,
                 QStringLiteral("Result of lab lab-1-1"));
        QVERIFY(!told("a kind of tomorrow", {}).what.isEmpty());
        QVERIFY(
            desktop::wordsOf(status, m_account, m_clock).remark.contains(QStringLiteral("No such quiz.")));
    }

    void withoutAnAccountNothingIsSaidOfAServer() {
        sync::Status status;
        status.state = sync::Status::State::Synced;
        status.waiting = 3;
        const auto words = desktop::wordsOf(status, {}, m_clock);
        QCOMPARE(words.state, settings::SyncState::NotSetUp);
        QCOMPARE(words.waiting, 3);
        QVERIFY(words.server.isEmpty() && words.sentence.isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_SyncWording)
#include "tst_SyncWording.moc"
