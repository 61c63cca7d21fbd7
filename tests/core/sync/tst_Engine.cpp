#include "core/sync/Engine.h"

#include "core/base/Clock.h"
#include "core/journal/Journal.h"
#include "core/sync/HttpNetwork.h"
#include "core/sync/Statement.h"
#include "core/sync/Trial.h"

#include "tests/core/sync/Laptop.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using State = sync::Status::State;
using tests::answerOf;
using tests::BadNetwork;
using tests::Laptop;
using tests::storeSays;

// Declared before the first raw string: moc loses its way in them.
class tst_Engine final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoLaptopsOfOnePersonEndWithTheSameFacts();
    void anotherPersonsFactsStayWithThem();
    void lostRepliesAndDoubledRequestsChangeNothing();
    void aBatchThatArrivesInAnotherOrderIsTheSame();
    void aPoisonStatementIsSetAsideAndTheRestGoesOn();
    void aTooLargeBatchIsHalved();
    void anIdTakenByAnotherStatementLosesNoAnswer();
    void aRevokedDeviceStopsKeepsEverythingAndSaysWhatToDo();
    void aLoginPageOfTheNetworkIsNotMistakenForTheServer();
    void aServerInTroubleIsTriedAgainWhenItAsksFor();
    void aNewServerGetsEverythingFromTheBeginning();
    void whatTheServerRefusedIsSaidAndCanBeSentAgain();
    void theStatusNamesTheOldestThatWaits();
    void manyPagesAreReadToTheEnd();
    void aMoreLinkCannotCarryThePasswordElsewhere();
    void anEnrollmentCodeWorksOnceAndNotOverPlainHttpToOthers();
    void aWrongServerAWrongCodeAndALoginPageAreToldApart();
    void bothVersionsOfTheProtocolCarryTheSame();
};

void tst_Engine::twoLaptopsOfOnePersonEndWithTheSameFacts() {
    tests::ServerInProcess server;
    Laptop first;
    Laptop second;
    first.enroll(server, server.addPerson("anna"));
    second.enroll(server, server.codeFor("anna"));
    QCOMPARE(first.account.name, second.account.name);
    QVERIFY(first.account.user != second.account.user);
    for (int i = 0; i < 120; ++i)
        first.answer(i);
    for (int i = 0; i < 30; ++i)
        second.answer(i, false);
    first.syncNow();
    second.syncNow();
    first.syncNow();
    QCOMPARE(first.facts().size(), std::size_t(150));
    QVERIFY(first.facts() == second.facts());
    QCOMPARE(first.engine->status().waiting, 0);
    QCOMPARE(server.count("statement"), 150);
    // Nothing is sent or counted again.
    first.network.calls.clear();
    first.syncNow();
    QCOMPARE(first.network.posts(), 0);
    QCOMPARE(server.count("statement"), 150);
}

void tst_Engine::anotherPersonsFactsStayWithThem() {
    tests::ServerInProcess server;
    Laptop anna;
    Laptop ben;
    anna.enroll(server, server.addPerson("anna"));
    ben.enroll(server, server.addPerson("ben"));
    anna.answer(1);
    anna.syncNow();
    ben.syncNow();
    QVERIFY(ben.facts().empty());
}

void tst_Engine::lostRepliesAndDoubledRequestsChangeNothing() {
    const auto seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    qInfo("seed %u", seed);
    tests::ServerInProcess server;
    const auto spoil = [&](BadNetwork& network) {
        network.losesReply = [&](const auto&) { return random.bounded(3) == 0; };
        network.doubles = [&](const auto&) { return random.bounded(3) == 0; };
        network.instead = [&](const sync::Call&) -> std::optional<sync::Answer> {
            if (random.bounded(4) == 0)
                return sync::Answer{}; // lost on the way there
            return std::nullopt;
        };
    };
    Laptop first(spoil);
    Laptop second(spoil);
    first.enroll(server, server.addPerson("anna"));
    second.enroll(server, server.codeFor("anna"));
    first.engine->setAccount(first.account);
    second.engine->setAccount(second.account);
    for (int i = 0; i < 60; ++i) {
        first.answer(i);
        second.answer(i);
        if (i % 7 == 0)
            first.engine->syncNow();
        QTest::qWait(1);
    }
    const auto settled = [&] {
        first.engine->syncNow();
        second.engine->syncNow();
        return first.facts().size() == 120 && second.facts() == first.facts();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(settled(), qPrintable(QString::number(seed)), 60000);
    QTRY_COMPARE_WITH_TIMEOUT((first.engine->syncNow(), first.engine->status().waiting), 0, 20000);
    QCOMPARE(server.count("statement"), 120);
    QCOMPARE(first.engine->status().parked, 0);
}

void tst_Engine::aBatchThatArrivesInAnotherOrderIsTheSame() {
    tests::ServerInProcess server;
    Laptop first;
    Laptop second([](BadNetwork& network) {
        network.instead = [](const sync::Call&) { return std::optional<sync::Answer>(); };
    });
    first.enroll(server, server.addPerson("anna"));
    second.enroll(server, server.codeFor("anna"));
    for (int i = 0; i < 10; ++i)
        first.answer(i);
    // The server gets the batch backwards from somebody with the same right to send it.
    QJsonArray backwards;
    for (const auto& fact : first.facts())
        backwards.prepend(sync::toStatement(fact, {first.account.homePage, first.account.name}));
    std::optional<int> status;
    sync::HttpNetwork real;
    const auto pair = (first.account.user + u':' + first.account.password).toUtf8().toBase64();
    real.send({"POST",
               QUrl(first.account.endpoint.toString() + QStringLiteral("/statements")),
               {{"Authorization", "Basic " + pair},
                {"X-Experience-API-Version", "2.0.0"},
                {"Content-Type", "application/json"}},
               QJsonDocument(backwards).toJson()},
              [&](const sync::Answer& answer) { status = answer.status; });
    QTRY_COMPARE(status, 200);
    first.syncNow();
    second.syncNow();
    QCOMPARE(server.count("statement"), 10);
    QVERIFY(first.facts() == second.facts());
}

void tst_Engine::aPoisonStatementIsSetAsideAndTheRestGoesOn() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    for (int i = 0; i < 40; ++i)
        laptop.answer(i);
    const auto poison = laptop.facts().at(23).id.toUtf8();
    laptop.network.instead = [&](const sync::Call& call) -> std::optional<sync::Answer> {
        if (call.method == "POST" && call.body.contains(poison))
            return storeSays(400, R"({"error":"context is not understood."})");
        return std::nullopt;
    };
    laptop.syncNow();
    QCOMPARE(server.count("statement"), 39);
    QCOMPARE(laptop.engine->status().parked, 1);
    QCOMPARE(laptop.engine->status().waiting, 0);
    QCOMPARE(laptop.facts().size(), std::size_t(40)); // kept
    QVERIFY2(laptop.network.posts() < 20, qPrintable(QString::number(laptop.network.posts())));
}

void tst_Engine::aTooLargeBatchIsHalved() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    for (int i = 0; i < 40; ++i)
        laptop.answer(i);
    laptop.network.instead = [&](const sync::Call& call) -> std::optional<sync::Answer> {
        if (call.method == "POST" && call.body.size() > 8000)
            return answerOf(413);
        return std::nullopt;
    };
    laptop.syncNow();
    QCOMPARE(server.count("statement"), 40);
    QCOMPARE(laptop.engine->status().parked, 0);
}

void tst_Engine::anIdTakenByAnotherStatementLosesNoAnswer() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.answer(1);
    const auto fact = laptop.facts().front();
    auto other = fact;
    other.body[QStringLiteral("response")] = QStringLiteral("b");
    std::optional<int> status;
    sync::HttpNetwork real;
    const auto pair = (laptop.account.user + u':' + laptop.account.password).toUtf8().toBase64();
    real.send(
        {"POST",
         QUrl(laptop.account.endpoint.toString() + QStringLiteral("/statements")),
         {{"Authorization", "Basic " + pair},
          {"X-Experience-API-Version", "2.0.0"},
          {"Content-Type", "application/json"}},
         QJsonDocument(sync::toStatement(other, {laptop.account.homePage, laptop.account.name})).toJson()},
        [&](const sync::Answer& answer) { status = answer.status; });
    QTRY_COMPARE(status, 200);
    laptop.syncNow();
    QCOMPARE(server.count("statement"), 2);
    QCOMPARE(laptop.engine->status().waiting, 0);
    QCOMPARE(laptop.facts().size(), std::size_t(1));
}

void tst_Engine::aRevokedDeviceStopsKeepsEverythingAndSaysWhatToDo() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.answer(1);
    laptop.syncNow();
    const auto user = laptop.account.user.toStdString();
    QVERIFY(server.access([&](access::Access& access) { return *access.revoke(user); }));
    laptop.answer(2);
    laptop.engine->syncNow();
    QTRY_COMPARE(laptop.engine->status().state, State::Refused);
    QVERIFY(laptop.engine->status().sentence.contains(QStringLiteral("kept")));
    QCOMPARE(laptop.engine->status().waiting, 1);
    const auto calls = laptop.network.calls.size();
    laptop.engine->noteNewFacts();
    QTest::qWait(1500);
    QCOMPARE(laptop.network.calls.size(), calls); // it does not knock on
    laptop.enroll(server, server.codeFor("anna"));
    laptop.engine->setAccount(laptop.account);
    QTRY_COMPARE(laptop.engine->status().state, State::Synced);
    QCOMPARE(server.count("statement"), 2);
}

void tst_Engine::aLoginPageOfTheNetworkIsNotMistakenForTheServer() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.answer(1);
    int status = 200;
    laptop.network.instead = [&](const sync::Call&) { return answerOf(status, "<html>Log in</html>"); };
    for (const int each : {200, 204, 302, 404, 503, 511}) {
        status = each;
        laptop.engine->setAccount(laptop.account);
        QTRY_COMPARE(laptop.engine->status().state, State::Offline);
        QCOMPARE(laptop.engine->status().waiting, 1);
        QCOMPARE(laptop.engine->status().parked, 0);
    }
}

void tst_Engine::aServerInTroubleIsTriedAgainWhenItAsksFor() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.answer(1);
    int refusals = 2;
    laptop.network.instead = [&](const sync::Call&) -> std::optional<sync::Answer> {
        if (refusals-- > 0)
            return answerOf(503, {}, {{"Retry-After", "1"}});
        return std::nullopt;
    };
    laptop.engine->setAccount(laptop.account);
    QTRY_COMPARE_WITH_TIMEOUT(laptop.engine->status().state, State::Synced, 15000);
    QCOMPARE(server.count("statement"), 1);
}

void tst_Engine::aNewServerGetsEverythingFromTheBeginning() {
    tests::ServerInProcess first;
    tests::ServerInProcess second;
    Laptop laptop;
    laptop.enroll(first, first.addPerson("anna"));
    for (int i = 0; i < 5; ++i)
        laptop.answer(i);
    laptop.syncNow();
    laptop.enroll(second, second.addPerson("anna"));
    laptop.engine->setAccount(laptop.account);
    QTRY_COMPARE(second.count("statement"), 5);
    QTRY_COMPARE(laptop.engine->status().state, State::Synced);
}

void tst_Engine::whatTheServerRefusedIsSaidAndCanBeSentAgain() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.answer(1);
    bool strict = true;
    laptop.network.instead = [&](const sync::Call& call) -> std::optional<sync::Answer> {
        if (strict && call.method == "POST")
            return storeSays(400, R"({"error":"The quiz is not known here."})");
        return std::nullopt;
    };
    laptop.syncNow();
    QCOMPARE(laptop.engine->status().parked, 1);
    QCOMPARE(laptop.engine->status().refused.front().reason, QStringLiteral("The quiz is not known here."));
    strict = false;
    laptop.engine->retryParked();
    QTRY_COMPARE(server.count("statement"), 1);
    QTRY_COMPARE(laptop.engine->status().parked, 0);
    QVERIFY(laptop.engine->status().refused.empty());
}

void tst_Engine::theStatusNamesTheOldestThatWaits() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.syncNow();
    QVERIFY(!laptop.engine->status().oldest);
    laptop.network.instead = [](const sync::Call&) { return sync::Answer{}; };
    laptop.answer(1);
    laptop.pushClock(std::chrono::hours(3));
    laptop.answer(2);
    laptop.engine->syncNow();
    QTRY_COMPARE(laptop.engine->status().state, State::Offline);
    QCOMPARE(laptop.engine->status().waiting, 2);
    QCOMPARE(*laptop.engine->status().oldest, laptop.facts().front().at);
}

void tst_Engine::manyPagesAreReadToTheEnd() {
    tests::ServerInProcess server;
    Laptop first;
    Laptop second;
    first.enroll(server, server.addPerson("anna"));
    second.enroll(server, server.codeFor("anna"));
    for (int i = 0; i < 1203; ++i)
        first.answer(i);
    first.syncNow();
    second.syncNow();
    QVERIFY(first.facts() == second.facts());
    QVERIFY(second.network.calls.size() >= 3);
}

void tst_Engine::aMoreLinkCannotCarryThePasswordElsewhere() {
    tests::ServerInProcess server;
    Laptop laptop;
    laptop.enroll(server, server.addPerson("anna"));
    laptop.network.instead = [&](const sync::Call&) {
        return storeSays(200, R"({"statements":[],"more":"https://evil.example/xapi/statements?more=1"})");
    };
    laptop.engine->setAccount(laptop.account);
    QTRY_COMPARE(laptop.engine->status().state, State::Offline);
    QCOMPARE(laptop.network.calls.size(), std::size_t(1));
}

void tst_Engine::anEnrollmentCodeWorksOnceAndNotOverPlainHttpToOthers() {
    tests::ServerInProcess server;
    const auto code = server.addPerson("anna");
    Laptop first;
    first.enroll(server, QByteArray::fromStdString(code).toLower().toStdString()); // typed in lower case
    std::optional<Result<sync::Account>> got;
    sync::HttpNetwork real;
    const auto take = [&](Result<sync::Account> result) { got = std::move(result); };
    sync::enroll(real, server.root(), QString::fromStdString(code), QStringLiteral("d"), {}, take);
    QTRY_VERIFY(got);
    QVERIFY(!got->ok() && got->error().code == Errc::Refused);
    got.reset();
    sync::enroll(real, QUrl(QStringLiteral("http://server.example")), QStringLiteral("x"), {}, {}, take);
    QVERIFY(got && !got->ok());
}

void tst_Engine::aWrongServerAWrongCodeAndALoginPageAreToldApart() {
    tests::ServerInProcess server;
    BadNetwork network;
    const auto sentenceFor = [&](const QString& code) {
        std::optional<Result<sync::Account>> got;
        sync::enroll(network, server.root(), code, QStringLiteral("d"), {},
                     [&](Result<sync::Account> result) { got = std::move(result); });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, 10000) || got->ok())
            return QStringLiteral("enrolled");
        return got->error().sentence;
    };
    QVERIFY(sentenceFor(QStringLiteral("AAAA-AAAA-AAAA-AAAA"))
                .contains(QStringLiteral("does not take this code")));
    network.instead = [](const sync::Call&) { return answerOf(200, "<html>Log in</html>"); };
    QVERIFY(sentenceFor(QStringLiteral("A")).contains(QStringLiteral("log in first")));
    network.instead = [](const sync::Call&) {
        return answerOf(302, {}, {{"Location", "http://hotel.example/"}});
    };
    QVERIFY(sentenceFor(QStringLiteral("A")).contains(QStringLiteral("log in first")));
    network.instead = [](const sync::Call&) { return answerOf(503); };
    QVERIFY(sentenceFor(QStringLiteral("A")).contains(QStringLiteral("stays good")));
    network.instead = [](const sync::Call&) { return sync::Answer{}; };
    QVERIFY(sentenceFor(QStringLiteral("A")).contains(QStringLiteral("does not answer")));
    // After ten wrong codes the server wants a pause, and that is said as well.
    network.instead = {};
    QString said;
    for (int i = 0; i < 12; ++i)
        said = sentenceFor(QStringLiteral("BBBB-BBBB-BBBB-BBB%1").arg(i % 10));
    QVERIFY2(said.contains(QStringLiteral("Wait a minute")), qPrintable(said));
}

void tst_Engine::bothVersionsOfTheProtocolCarryTheSame() {
    tests::ServerInProcess server;
    Laptop first;
    Laptop second;
    first.enroll(server, server.addPerson("anna"));
    second.enroll(server, server.codeFor("anna"));
    second.account.version = QStringLiteral("2.0.0");
    for (int i = 0; i < 5; ++i) {
        first.answer(i);
        second.answer(i, false);
    }
    first.syncNow();
    second.syncNow();
    first.syncNow();
    QCOMPARE(first.facts().size(), std::size_t(10));
    QVERIFY(first.facts() == second.facts());
    // Sent once more, a 2.0 server takes what 1.0.3 brought for the same, and the other way.
    QVERIFY(first.journal->forgetServer() && second.journal->forgetServer());
    first.account.version.swap(second.account.version);
    first.engine->setAccount(first.account);
    second.engine->setAccount(second.account);
    QTRY_COMPARE_WITH_TIMEOUT(*first.journal->unsentCount() + *second.journal->unsentCount(), 0, 20000);
    QCOMPARE(server.count("statement"), 10);
    QCOMPARE(*first.journal->parkedCount() + *second.journal->parkedCount(), 0);
    std::optional<sync::Finding> found;
    sync::tryOut(first.network, first.account, [&](const sync::Finding& finding) { found = finding; });
    QTRY_VERIFY(found);
    QVERIFY2(found->good, qPrintable(found->sentence));
    QVERIFY(found->sentence.contains(QStringLiteral("1.0.3, 2.0.0")));
    auto wrong = first.account;
    wrong.password = QStringLiteral("wrong");
    found.reset();
    sync::tryOut(first.network, wrong, [&](const sync::Finding& finding) { found = finding; });
    QTRY_VERIFY(found);
    QVERIFY(!found->good && found->sentence.contains(QStringLiteral("does not take this key")));
}

QTEST_GUILESS_MAIN(tst_Engine)
#include "tst_Engine.moc"
