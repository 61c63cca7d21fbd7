#include "core/sync/Setback.h"

#include <QTest>

using namespace understudy;
using sync::Answer;
using sync::Speaker;

/// What is read out of an answer: who speaks, and how long they ask us to wait.
class tst_Setback final : public QObject {
    Q_OBJECT

    static int waitFor(const QByteArray& retryAfter, const QByteArray& date = {}) {
        return sync::setbackOf({429, {{"Retry-After", retryAfter}, {"Date", date}}, {}, {}})
            .retryAfterSeconds;
    }
    static Speaker speaker(const QByteArray& version, const QByteArray& asked) {
        return sync::speakerOf({200, {{"x-experience-api-version", version}}, {}, {}}, {asked, false});
    }

private Q_SLOTS:
    void theServersOwnPauseIsKeptTo() {
        QCOMPARE(waitFor("30"), 30);
        QCOMPARE(waitFor(" 7 "), 7);
        QCOMPARE(waitFor({}), 0);
        QCOMPARE(waitFor("soon"), 0);
        QCOMPARE(waitFor("-5"), 0);
        QCOMPARE(waitFor("999999999"), 3600); // an hour at most: nobody is locked out by a slip
        // A moment is by the server's clock, of which its Date tells.
        QCOMPARE(waitFor("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), 60);
        QCOMPARE(waitFor("Sun, 06 Nov 1994 08:40:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), 0);
        QCOMPARE(waitFor("Sun, 06 Nov 1994 08:50:37 GMT"), 0);
    }

    void aStoreIsKnownByTheVersionItNames() {
        QCOMPARE(speaker("1.0.3", "1.0.3"), Speaker::Store);
        QCOMPARE(speaker("1.0.0", "1.0.3"), Speaker::Store);
        QCOMPARE(speaker("1.0", "1.0.3"), Speaker::Store);
        QCOMPARE(speaker("2.0.0", "2.0.0"), Speaker::Store);
        QCOMPARE(speaker("2.0.0", "1.0.3"), Speaker::OtherVersion);
        QCOMPARE(speaker("1.0.3", "2.0.0"), Speaker::OtherVersion);
        for (const char* none : {"", "0.95", "1.1", "10.0", "2", "banana"})
            QCOMPARE(speaker(none, "1.0.3"), Speaker::Stranger);
        QCOMPARE(sync::speakerOf(Answer{}), Speaker::Stranger);
    }

    void onlyAStoreEndsAnEnrollment() {
        using Kind = sync::Setback::Kind;
        const sync::Headers store{{"X-Experience-API-Version", "1.0.3"}};
        for (const int status : {401, 403}) {
            QCOMPARE(sync::setbackOf({status, store, {}, {}}).kind,
                     status == 401 ? Kind::Refused : Kind::Forbidden);
            QCOMPARE(sync::setbackOf({status, {}, {}, {}}).kind, Kind::TryLater);
        }
        // Some stores say it without a version; a key that was typed is for nobody else.
        QCOMPARE(sync::setbackOf({401, {}, {}, {}}, {"1.0.3", true}).kind, Kind::Refused);
    }

    void onlyWhoHasASettingIsSentToIt() {
        const Answer other{200, {{"X-Experience-API-Version", "2.0.0"}}, {}, {}};
        const QString choose = QStringLiteral("Choose the other version");
        QVERIFY(sync::setbackOf(other, {"1.0.3", true}).sentence.contains(choose));
        const auto enrolled = sync::setbackOf(other, {"1.0.3", false}).sentence;
        QVERIFY(!enrolled.contains(choose) && enrolled.contains(QStringLiteral("speaks xAPI 2.0.0")));
    }

    void whatStoodInTheWayIsSaidAndWhatToDo() {
        Answer answer;
        answer.trouble = Answer::Trouble::ProxyLogin;
        QVERIFY(sync::setbackOf(answer).sentence.contains(QStringLiteral("Type them in the settings")));
        answer.trouble = Answer::Trouble::Proxy;
        QVERIFY(sync::setbackOf(answer).sentence.contains(QStringLiteral("Check its address")));
        answer.trouble = Answer::Trouble::Certificate;
        QVERIFY(sync::setbackOf(answer).sentence.contains(QStringLiteral("nothing was sent")));
    }

    void theServersWordsAreShortAndInOneLine() {
        QCOMPARE(sync::wordsOf({400, {}, R"({"error":"No\n such   verb."})", {}}),
                 QStringLiteral("No such verb."));
        QCOMPARE(sync::wordsOf({400, {}, "  plain\r\ntext ", {}}), QStringLiteral("plain text"));
        QVERIFY(sync::wordsOf({400, {}, QByteArray(9000, 'x'), {}}).size() <= 500);
    }
};

QTEST_GUILESS_MAIN(tst_Setback)
#include "tst_Setback.moc"
