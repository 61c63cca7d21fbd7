#include "core/sync/Account.h"

#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using sync::Account;
using sync::Answer;

Q_DECLARE_METATYPE(understudy::sync::Answer)

namespace {

Answer says(int status, const QByteArray& body = {}) { return {status, {}, body, {}}; }

Answer nobody(Answer::Trouble trouble) {
    Answer answer;
    answer.trouble = trouble;
    return answer;
}

} // namespace

/// How a laptop comes by its account, and what goes wrong on the way.
class tst_Account final : public QObject {
    Q_OBJECT

    static Result<Account> enroll(const Answer& answer,
                                  const QString& server = QStringLiteral("https://training.example"),
                                  tests::PaperStore* store = nullptr) {
        tests::PaperStore own;
        auto& network = store ? *store : own;
        network.instead = [answer](const sync::Call&) { return answer; };
        std::optional<Result<Account>> got;
        sync::enroll(network, QUrl(server, QUrl::StrictMode), QStringLiteral(" ab-cd "),
                     QStringLiteral("d-1"), QString(90, QLatin1Char('n')),
                     [&](Result<Account> result) { got = std::move(result); });
        (void)QTest::qWaitFor([&] { return got.has_value(); }, 5000);
        return got ? *got : Result<Account>(Error{Errc::TimedOut, {}, {}});
    }
    static Answer good() {
        return says(
            200,
            "{\"user\":\"dev-1\",\"password\":\"pw\",\"actor\":{\"account\":{\"homePage\":"
            "\"https://training.example\",\"name\":\"p-1\"}},\"endpoint\":\"https://evil.example/xapi\"}");
    }

private Q_SLOTS:
    void anAddressIsTakenWithoutItsScheme_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("address");
        const auto row = [](const char* typed, const char* address) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(address);
        };
        row(" training.example ", "https://training.example");
        row("training.example:8443", "https://training.example:8443");
        row("training.example/xapi", "https://training.example/xapi");
        row("localhost:8080", "http://localhost:8080");
        row("127.0.0.1:18443", "http://127.0.0.1:18443");
        row("[::1]:18443", "http://[::1]:18443");
        row("10.0.0.7", "https://10.0.0.7");
        row("http://training.example", "http://training.example"); // as typed: it is refused later
        row("", "");
        row("no address", "");
    }
    void anAddressIsTakenWithoutItsScheme() {
        QFETCH(QString, typed);
        QFETCH(QString, address);
        QCOMPARE(sync::addressOf(typed).toString(), address);
        const auto account =
            sync::accountAt({typed, QStringLiteral("key"), QStringLiteral("secret"), QStringLiteral("4711")});
        QCOMPARE(account.ok(), !address.isEmpty() && address != QStringLiteral("http://training.example"));
        if (account)
            QCOMPARE(account->endpoint.toString(), address);
    }

    void aCodeBecomesAnAccountAtTheServerThatWasTyped() {
        tests::PaperStore store;
        const auto account = enroll(good(), QStringLiteral("https://training.example/some/page?x=1"), &store);
        QVERIFY(account);
        QCOMPARE(account->endpoint, QUrl(QStringLiteral("https://training.example/xapi")));
        QCOMPARE(account->user, QStringLiteral("dev-1"));
        QVERIFY(!account->byKey);
        const auto& call = store.calls.front();
        QCOMPARE(call.url, QUrl(QStringLiteral("https://training.example/understudy/v1/enroll")));
        const auto body = QJsonDocument::fromJson(call.body).object();
        QCOMPARE(body[QStringLiteral("code")].toString(), QStringLiteral("ab-cd"));
        QCOMPARE(body[QStringLiteral("name")].toString().size(), 60);
    }

    void theNameAndThePlanOfTheRosterComeWithTheAccount() {
        QCOMPARE(enroll(good())->person, QString());
        QCOMPARE(enroll(good())->plan, sync::Plan());
        const auto told = [](QByteArray more) {
            auto answer = good();
            answer.body.insert(1, more.replace('\'', '"') + ',');
            return answer;
        };
        const auto anna = enroll(told("'name':'Anna Berg','track':'new-hire','start':'2026-11-16'"));
        QVERIFY(anna);
        QCOMPARE(anna->person, QStringLiteral("Anna Berg"));
        QCOMPARE(anna->plan, (sync::Plan{QStringLiteral("new-hire"), QDate(2026, 11, 16)}));
        QCOMPARE(sync::accountFromJson(sync::toJson(*anna))->person, QStringLiteral("Anna Berg"));
        for (const char* odd :
             {"'track':'new-hire'", "'start':'2026-11-16'", "'track':7,'start':'2026-11-16'",
              "'track':'new-hire','start':'soon'", "'track':'','start':'2026-11-16'"}) {
            const auto account = enroll(told(odd));
            QVERIFY2(account && account->plan == sync::Plan(), odd);
        }
    }

    void whatGoesWrongIsSaidWithWhatToDoAndWhetherTheCodeIsStillGood_data() {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<QString>("says");
        QTest::addColumn<bool>("stays");
        const auto row = [](const char* name, const Answer& answer, const char* sentence, bool stays) {
            QTest::newRow(name) << answer << QString::fromLatin1(sentence) << stays;
        };
        row("no network", Answer{}, "Check the address and the network", true);
        row("self-signed", nobody(Answer::Trouble::Certificate), "under Network, Certificate authority",
            true);
        row("proxy wants a login", nobody(Answer::Trouble::ProxyLogin), "under Network", true);
        row("proxy is gone", nobody(Answer::Trouble::Proxy), "Check its address below", true);
        row("wrong or used code", says(403, "{\"error\":\"not known\"}"), "used already", false);
        row("firewall", says(403, "<html>Blocked</html>"), "no Understudy server", true);
        row("too many tries", says(429), "Wait a minute", false);
        row("trouble", says(503), "Try again in a while", true);
        row("login page", says(200, "<html>Log in</html>"), "log in first", true);
        row("redirect", says(302), "log in first", true);
        row("another server", says(404), "Check the address", true);
        row("half an answer", says(200, "{\"user\":\"dev-1\",\"passw"), "log in first", true);
        row("an answer without a person", says(200, "{\"user\":\"dev-1\",\"password\":\"pw\"}"),
            "no Understudy server", true);
    }
    void whatGoesWrongIsSaidWithWhatToDoAndWhetherTheCodeIsStillGood() {
        QFETCH(Answer, answer);
        QFETCH(QString, says);
        QFETCH(bool, stays);
        const auto account = enroll(answer);
        QVERIFY(!account);
        const QString sentence = account.error().sentence;
        QVERIFY2(sentence.contains(says), qPrintable(sentence));
        QCOMPARE(sentence.contains(QStringLiteral("The code stays good")), stays);
    }

    void aCodeIsNeverSentWhereOthersCanReadAlong_data() {
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* server, bool allowed) {
            QTest::newRow(server) << QString::fromLatin1(server) << allowed;
        };
        row("https://training.example", true);
        row("https://training.example:8443/", true);
        row("http://127.0.0.1:8080", true);
        row("http://localhost", true);
        row("http://[::1]:80", true);
        row("http://training.example", false);
        row("http://127.0.0.1.evil.example", false);
        row("http://localhost.evil.example", false);
        row("ftp://training.example", false);
        row("training.example", false);
        row("", false);
        row("https://", false);
        row("https://training example", false);
    }
    void aCodeIsNeverSentWhereOthersCanReadAlong() {
        QFETCH(QString, server);
        QFETCH(bool, allowed);
        tests::PaperStore store;
        const auto account = enroll(good(), server, &store);
        QCOMPARE(account.ok(), allowed);
        QCOMPARE(store.calls.empty(), !allowed);
        if (!allowed)
            QVERIFY(account.error().sentence.contains(QStringLiteral("https://")));
    }

    void itIsKeptAndComesBackWhole() {
        Account account{QUrl(QStringLiteral("https://lrs.example/xapi")), QStringLiteral("key"),
                        QStringLiteral("secret"), QStringLiteral("https://lrs.example"),
                        QStringLiteral("4711")};
        account.version = QStringLiteral("2.0.0");
        account.byKey = account.oldIds = true;
        QCOMPARE(*sync::accountFromJson(sync::toJson(account)), account);
        // As kept by the program before it knew other stores.
        auto old = sync::toJson(account);
        for (const char* name : {"version", "byKey", "oldIds"})
            old.remove(QLatin1String(name));
        const auto read = sync::accountFromJson(old);
        QVERIFY(read);
        QCOMPARE(read->version, QStringLiteral("1.0.3"));
        QVERIFY(!read->byKey && !read->oldIds);
        old.remove(QStringLiteral("password"));
        QVERIFY(!sync::accountFromJson(old));
    }

    void anyRecordStoreIsTakenByItsSettingsPage() {
        sync::StoreTerms typed{QStringLiteral(" https://lrs.example:8443/data/xAPI/ "),
                               QStringLiteral(" key "), QStringLiteral("s p"), QStringLiteral(" 4711 ")};
        const auto account = sync::accountAt(typed);
        QVERIFY(account);
        QCOMPARE(account->endpoint, QUrl(QStringLiteral("https://lrs.example:8443/data/xAPI")));
        QCOMPARE(account->homePage, QStringLiteral("https://lrs.example:8443"));
        QCOMPARE(account->user, QStringLiteral("key"));
        QCOMPARE(account->password, QStringLiteral("s p"));
        QCOMPARE(account->name, QStringLiteral("4711"));
        QVERIFY(account->byKey && account->usable());
        typed.endpoint = QStringLiteral("https://lrs.example/xapi/statements");
        QCOMPARE(sync::accountAt(typed)->endpoint, QUrl(QStringLiteral("https://lrs.example/xapi")));
        for (auto wrong : {&sync::StoreTerms::endpoint, &sync::StoreTerms::key, &sync::StoreTerms::secret,
                           &sync::StoreTerms::name}) {
            auto missing = typed;
            missing.*wrong = QString();
            const auto none = sync::accountAt(missing);
            QVERIFY(!none && !none.error().sentence.isEmpty());
        }
        typed.endpoint = QStringLiteral("http://lrs.example/xapi");
        QVERIFY(!sync::accountAt(typed));
    }
};

QTEST_GUILESS_MAIN(tst_Account)
#include "tst_Account.moc"
