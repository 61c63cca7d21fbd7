#include "tests/core/lrs/Asker.h"

#include <QElapsedTimer>
#include <QTest>

using namespace understudy;

class tst_Changes final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_asker;

    static QByteArray id(int number) {
        return "0190a6a0-0000-7000-8000-" + QByteArray::number(number).rightJustified(12, '0');
    }
    void say(int number, const QByteArray& actor = R"({"mbox":"mailto:a@b.example"})",
             const QByteArray& object = R"({"id":"http://o.example/1"})",
             const QByteArray& verb = "http://v.example/did") {
        const auto told = m_asker->post("/xapi/statements", R"({"id":")" + id(number) + R"(","actor":)" +
                                                                actor + R"(,"verb":{"id":")" + verb +
                                                                R"("},"object":)" + object + "}");
        QVERIFY2(told.status == 200, told.body);
    }
    static QStringList ids(const tests::Told& told) {
        QStringList all;
        for (const auto& one : told.object()[QLatin1String("changes")].toArray())
            all << QString::number(
                one[QLatin1String("statement")][QLatin1String("id")].toString().right(12).toInt());
        return all;
    }
    static QByteArray next(const tests::Told& told) {
        return told.object()[QLatin1String("next")].toString().toLatin1();
    }

private Q_SLOTS:
    void init() { m_asker = std::make_unique<tests::Asker>(); }
    void allComesOnceInTheOrderItWasStored();
    void voidedOnesAndWhatVoidsThemAreToldOf();
    void aTraineeSeesTheirOwnAlone();
    void whoWaitsIsToldAtOnce();
    void whoWaitsForNothingIsToldSo();
    void fourOfOneCredentialWaitAndTheOldestGivesWay();
    void aCrowdThatWaitsIsToldToo();
    void wrongQuestionsAreRefused_data();
    void wrongQuestionsAreRefused();
};

void tst_Changes::allComesOnceInTheOrderItWasStored() {
    auto told = m_asker->get("/sync/v1/changes", {});
    QCOMPARE(told.status, 200);
    QCOMPARE(ids(told), QStringList());
    QStringList expected;
    for (int i = 1; i <= 7; ++i) {
        say(i);
        expected << QString::number(i);
    }
    QStringList all;
    QByteArray after = next(told);
    for (bool more = true; more;) {
        told = m_asker->get("/sync/v1/changes?limit=3&after=" + after, {});
        all += ids(told);
        after = next(told);
        more = told.object()[QLatin1String("more")].toBool();
    }
    QCOMPARE(all, expected);
    QCOMPARE(ids(m_asker->get("/sync/v1/changes?after=" + after, {})), QStringList());
    say(8);
    QCOMPARE(ids(m_asker->get("/sync/v1/changes?after=" + after, {})), QStringList{QStringLiteral("8")});
}

void tst_Changes::voidedOnesAndWhatVoidsThemAreToldOf() {
    say(1);
    say(2, R"({"mbox":"mailto:m@b.example"})", R"({"objectType":"StatementRef","id":")" + id(1) + R"("})",
        "http://adlnet.gov/expapi/verbs/voided");
    QCOMPARE(ids(m_asker->get("/sync/v1/changes", {})),
             (QStringList{QStringLiteral("1"), QStringLiteral("2")}));
}

void tst_Changes::aTraineeSeesTheirOwnAlone() {
    const auto anna = m_asker->server.credential("anna", access::Role::Trainee);
    say(1);
    say(2, R"({"account":{"homePage":"https://understudy.example","name":")" +
               QByteArray::fromStdString(anna.credential.account) + R"("}})");
    const auto told = m_asker->ask({.target = "/sync/v1/changes"}, tests::Asker::pairOf(anna));
    QCOMPARE(ids(told), QStringList{QStringLiteral("2")});
    say(3); // somebody else's: she goes on waiting
    const auto later =
        m_asker->ask({.target = "/sync/v1/changes?wait=1&after=" + next(told)}, tests::Asker::pairOf(anna));
    QCOMPARE(ids(later), QStringList());
    QVERIFY(next(later).toLongLong() > next(told).toLongLong());
    QCOMPARE(m_asker->ask({.target = "/sync/v1/changes"}, {}).status, 401);
}

void tst_Changes::whoWaitsIsToldAtOnce() {
    say(1);
    const auto after = next(m_asker->get("/sync/v1/changes", {}));
    QNetworkAccessManager manager;
    QElapsedTimer timer;
    timer.start();
    auto* reply =
        m_asker->send(manager, {.target = "/sync/v1/changes?wait=50&after=" + after}, m_asker->administrator);
    say(2);
    QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 30'000);
    QVERIFY(timer.elapsed() < 40'000);
    QCOMPARE(ids(tests::Asker::toldBy(reply)), QStringList{QStringLiteral("2")});
}

void tst_Changes::whoWaitsForNothingIsToldSo() {
    say(1);
    const auto after = next(m_asker->get("/sync/v1/changes", {}));
    const auto told = m_asker->get("/sync/v1/changes?wait=1&after=" + after, {});
    QCOMPARE(told.status, 200);
    QCOMPARE(ids(told), QStringList());
    QCOMPARE(next(told), after);
}

void tst_Changes::fourOfOneCredentialWaitAndTheOldestGivesWay() {
    const auto anna = m_asker->server.credential("anna", access::Role::Trainee);
    const auto after = next(m_asker->get("/sync/v1/changes", {}));
    QNetworkAccessManager manager;
    std::vector<QNetworkReply*> replies;
    const auto wait = [&] {
        replies.push_back(m_asker->send(manager, {.target = "/sync/v1/changes?wait=60&after=" + after},
                                        tests::Asker::pairOf(anna)));
    };
    const auto finished = [&] {
        return std::count_if(replies.begin(), replies.end(), [](auto* one) { return one->isFinished(); });
    };
    for (int i = 0; i < 5; ++i)
        wait();
    QTRY_COMPARE_WITH_TIMEOUT(finished(), 1, 30'000);
    const auto first =
        std::find_if(replies.begin(), replies.end(), [](auto* one) { return one->isFinished(); });
    const auto told = tests::Asker::toldBy(*first);
    replies.erase(first);
    QCOMPARE(told.status, 200);
    QCOMPARE(ids(told), QStringList());
    say(1, R"({"account":{"homePage":"https://understudy.example","name":")" +
               QByteArray::fromStdString(anna.credential.account) + R"("}})");
    QTRY_COMPARE_WITH_TIMEOUT(finished(), 4, 30'000);
    for (auto* one : replies)
        QCOMPARE(ids(tests::Asker::toldBy(one)), QStringList{QStringLiteral("1")});
}

// Looking for many is put off, but never left out.
void tst_Changes::aCrowdThatWaitsIsToldToo() {
    const auto after = next(m_asker->get("/sync/v1/changes", {}));
    std::vector<std::unique_ptr<QNetworkAccessManager>> managers; // one has six connections
    std::vector<std::vector<QNetworkReply*>> replies(14);
    std::vector<QByteArray> accounts;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto made = m_asker->server.credential("p" + std::to_string(i), access::Role::Trainee);
        accounts.push_back(R"({"account":{"homePage":"https://understudy.example","name":")" +
                           QByteArray::fromStdString(made.credential.account) + R"("}})");
        managers.push_back(std::make_unique<QNetworkAccessManager>());
        for (int k = 0; k < 4; ++k)
            replies[i].push_back(m_asker->send(*managers.back(),
                                               {.target = "/sync/v1/changes?wait=60&after=" + after},
                                               tests::Asker::pairOf(made)));
    }
    const auto allTold = [&](std::size_t i) {
        return std::all_of(replies[i].begin(), replies[i].end(), [](auto* one) { return one->isFinished(); });
    };
    for (std::size_t i = 0; i < replies.size(); ++i)
        say(static_cast<int>(i + 1), accounts[i]);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        QTRY_VERIFY_WITH_TIMEOUT(allTold(i), 30'000);
        for (auto* one : replies[i])
            QCOMPARE(ids(tests::Asker::toldBy(one)), QStringList{QString::number(i + 1)});
    }
}

void tst_Changes::wrongQuestionsAreRefused_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"after=x", "after=-1", "limit=x", "wait=soon", "since=1", "after=1x", "wait=-1"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Changes::wrongQuestionsAreRefused() {
    QFETCH(QByteArray, query);
    QCOMPARE(m_asker->get("/sync/v1/changes?" + query, {}).status, 400);
    QCOMPARE(
        m_asker->ask({.method = "POST", .target = "/sync/v1/changes", .body = "{}", .version = {}}).status,
        405);
}

QTEST_GUILESS_MAIN(tst_Changes)
#include "tst_Changes.moc"
