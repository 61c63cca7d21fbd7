#include "core/sync/Trial.h"

#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using sync::Answer;
using sync::Call;
using sync::Finding;
using tests::PaperStore;

/// What "Try it" says of a record store.
class tst_Trial final : public QObject {
    Q_OBJECT

    static Finding tryOut(PaperStore& store, const QByteArray& about,
                          const QString& version = QStringLiteral("1.0.3")) {
        const auto further = store.instead;
        store.instead = [&, further](const Call& call) -> std::optional<Answer> {
            if (call.url.path().endsWith(QStringLiteral("/about")))
                return Answer{200, {}, about, {}};
            return further ? further(call) : std::nullopt;
        };
        auto account = tests::accountAtPaper();
        account.version = version;
        account.byKey = true;
        std::optional<Finding> found;
        sync::tryOut(store, account, [&](const Finding& finding) { found = finding; });
        (void)QTest::qWaitFor([&] { return found.has_value(); }, 5000);
        return found.value_or(Finding{});
    }
    static QByteArray about(const char* versions = "\"1.0.3\",\"2.0.0\"") {
        return "{\"version\":[" + QByteArray(versions) + "]}";
    }

private Q_SLOTS:
    void aStoreThatWorksIsDescribed() {
        PaperStore store;
        const auto found = tryOut(store, about());
        QVERIFY2(found.good, qPrintable(found.sentence));
        QVERIFY(found.sentence.contains(QStringLiteral("1.0.3, 2.0.0")));
        QVERIFY(found.sentence.contains(QStringLiteral("no statement yet")));
        QCOMPARE(store.calls.size(), std::size_t(2));
        QCOMPARE(store.calls[0].url, QUrl(QStringLiteral("https://lrs.example/xapi/about")));
        QCOMPARE(store.calls[1].url, QUrl(QStringLiteral("https://lrs.example/xapi/statements?limit=1")));
        for (const auto& call : store.calls)
            QCOMPARE(call.method, QByteArray("GET")); // nothing is written there
        for (const auto& [name, value] : store.calls[0].headers)
            QVERIFY(name != "Authorization");
    }

    void theNewestStatementIsDated() {
        PaperStore store;
        store.instead = [&](const Call&) {
            return store.say(200, "{\"statements\":[{\"stored\":\"2025-11-18T07:00:00Z\"}],\"more\":\"\"}");
        };
        QVERIFY(tryOut(store, about()).sentence.contains(QStringLiteral("2025-11-18")));
    }

    void theOtherVersionIsNamed() {
        PaperStore store;
        const auto found = tryOut(store, about("\"1.0.3\""), QStringLiteral("2.0.0"));
        QVERIFY(!found.good);
        QVERIFY(found.sentence.contains(QStringLiteral("speaks xAPI 1.0.3. Choose that version")));
        QCOMPARE(store.calls.size(), std::size_t(1)); // the key was not sent
    }

    void aWrongKeyAKeyThatMayNotReadAndAnotherServerAreToldApart() {
        const auto said = [](int status, const QByteArray& aboutThem) {
            PaperStore store;
            store.instead = [&](const Call&) { return store.say(status, "{}"); };
            const auto found = tryOut(store, aboutThem);
            return found.good ? QStringLiteral("good") : found.sentence;
        };
        QVERIFY(said(401, about()).contains(QStringLiteral("does not take this key and secret")));
        QVERIFY(said(403, about()).contains(QStringLiteral("may not read")));
        QVERIFY(said(500, about()).contains(QStringLiteral("busy or in trouble")));
        QVERIFY(said(200, about()).contains(QStringLiteral("not the training server")));
        QVERIFY(said(200, "<html>Welcome</html>").contains(QStringLiteral("no learning record store")));
        QVERIFY(said(200, "{\"version\":[]}").contains(QStringLiteral("no learning record store")));
    }

    void nobodyIsSaidToo() {
        PaperStore store;
        std::optional<Finding> found;
        store.instead = [](const Call&) { return Answer{}; };
        sync::tryOut(store, tests::accountAtPaper(), [&](const Finding& finding) { found = finding; });
        QTRY_VERIFY(found);
        QVERIFY(found->sentence.contains(QStringLiteral("Nobody answers")));
    }
};

QTEST_GUILESS_MAIN(tst_Trial)
#include "tst_Trial.moc"
