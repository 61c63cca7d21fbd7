#include "core/web/BoundedRequest.h"
#include "tests/fakes/CannedServer.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QTest>

#include <memory>

using namespace understudy;
using namespace understudy::web;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

class tst_BoundedRequest final : public QObject {
    Q_OBJECT

    QNetworkAccessManager m_network;
    std::optional<Ending> m_ending;

    Call ask(const CannedServer& server, Bounds bounds, QObject* context,
             const std::optional<QByteArray>& body = {}) {
        m_ending.reset();
        QUrl url = server.url();
        url.setPath(QStringLiteral("/secret-path"));
        url.setQuery(QStringLiteral("token=hush"));
        return send(m_network, QNetworkRequest(url), body, bounds, context,
                    [this](const Ending& ending) { m_ending = ending; });
    }

private Q_SLOTS:
    void initTestCase() { m_network.setProxy(QNetworkProxy::NoProxy); }

    void aWholeAnswerComesWithItsStatus_data() {
        QTest::addColumn<int>("status");
        for (const int status : {200, 204, 404, 500, 507})
            QTest::addRow("%d", status) << status;
    }
    void aWholeAnswerComesWithItsStatus() {
        QFETCH(int, status);
        const QByteArray body = status == 204 ? QByteArray() : QByteArray("said");
        CannedServer server([&](const Asked&) { return Canned{status, body}; });
        const Call call = ask(server, {}, this);
        QVERIFY(!m_ending); // never from inside the call
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->kind, Ending::Kind::Answered);
        QCOMPARE(m_ending->status, status);
        QCOMPARE(m_ending->body, body);
        QVERIFY(!call.underway());
    }

    void aBodyIsPostedAndNoBodyIsAsked() {
        CannedServer server([](const Asked&) { return Canned{200, "{}"}; });
        ask(server, {}, this, QByteArray("a=1"));
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(server.asked().last().method, "POST");
        ask(server, {}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(server.asked().last().method, "GET");
    }

    void aServerThatHangsIsLeftAtTheDeadline() {
        CannedServer server([](const Asked&) {
            Canned canned;
            canned.hang = true;
            return canned;
        });
        ask(server, {std::chrono::milliseconds(80), 1000}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->kind, Ending::Kind::TimedOut);
        QVERIFY(m_ending->body.isEmpty());
    }

    void anAnswerLargerThanAllowedIsRefusedAlsoByOneByte() {
        CannedServer server([](const Asked&) { return Canned{200, QByteArray(1001, 'x')}; });
        ask(server, {std::chrono::seconds(20), 1000}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->kind, Ending::Kind::TooLarge);
        QVERIFY(m_ending->body.isEmpty());
        ask(server, {std::chrono::seconds(20), 1001}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->body.size(), 1001);
    }

    void aCutAnswerIsNone() {
        CannedServer server([](const Asked&) {
            Canned canned{200, "twelve bytes"};
            canned.cutAfter = 4;
            return canned;
        });
        ask(server, {}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->kind, Ending::Kind::Unreachable);
    }

    void nobodyThereIsToldWithoutThePathAndItsSecrets() {
        auto server = std::make_unique<CannedServer>([](const Asked&) { return Canned{200, {}}; });
        QUrl url = server->url();
        server.reset();
        url.setUserInfo(QStringLiteral("ada:pass"));
        url.setPath(QStringLiteral("/secret-path"));
        url.setQuery(QStringLiteral("token=hush"));
        m_ending.reset();
        send(m_network, QNetworkRequest(url), {}, {}, this,
             [this](const Ending& ending) { m_ending = ending; });
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(m_ending->kind, Ending::Kind::Unreachable);
        QCOMPARE(m_ending->status, 0);
        for (const char* hidden : {"pass", "hush", "secret-path"})
            QVERIFY2(!m_ending->detail.contains(QLatin1String(hidden)), qPrintable(m_ending->detail));
        QVERIFY(m_ending->detail.contains(QString::number(url.port())));
    }

    void whatWasCancelledOrHasNobodyWaitingIsNotTold() {
        int said = 0;
        CannedServer server([](const Asked&) { return Canned{200, "{}"}; });
        Call call =
            send(m_network, QNetworkRequest(server.url()), {}, {}, this, [&said](const Ending&) { ++said; });
        QVERIFY(call.underway());
        call.cancel();
        call.cancel(); // and once more does no harm
        QVERIFY(!call.underway());
        auto context = std::make_unique<QObject>();
        send(m_network, QNetworkRequest(server.url()), {}, {}, context.get(),
             [&said](const Ending&) { ++said; });
        context.reset();
        ask(server, {}, this); // comes after both of them
        QTRY_VERIFY_WITH_TIMEOUT(m_ending.has_value(), 20'000);
        QCOMPARE(said, 0);
    }
};

QTEST_GUILESS_MAIN(tst_BoundedRequest)
#include "tst_BoundedRequest.moc"
