#include "core/traces/TraceClient.h"
#include "tests/fakes/CannedServer.h"

#include <QTest>

using namespace understudy;
using namespace understudy::traces;

class tst_TraceClient final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSearchAsksAsJaegerWantsIt() {
        fakes::CannedServer server([](const fakes::Asked&) { return fakes::Canned{200, R"({"data":[]})"}; });
        TraceClient client(QUrl(server.url().toString() + QStringLiteral("/jaeger/")));
        TraceQuery query;
        query.service = QStringLiteral("a b&c");
        query.operation = QStringLiteral("GET /x?y=1");
        query.tags = QStringLiteral("http.status_code=500 msg=\"two words\"");
        query.shortest = 1'500'000;
        query.from = 10;
        query.to = 20;
        std::optional<Result<std::vector<Trace>>> found;
        client.search(query, this, [&](const auto& answer) { found = answer; });
        QTRY_VERIFY(found.has_value());
        QVERIFY(found->ok());
        const auto& asked = server.asked().last();
        QCOMPARE(asked.path, QStringLiteral("/jaeger/api/traces"));
        const auto item = [&asked](const char* name) {
            return asked.query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        };
        QCOMPARE(item("service"), QStringLiteral("a b&c"));
        QCOMPARE(item("operation"), QStringLiteral("GET /x?y=1"));
        QCOMPARE(item("tags"), QStringLiteral("{\"http.status_code\":\"500\",\"msg\":\"two words\"}"));
        QCOMPARE(item("minDuration"), QStringLiteral("1500000us"));
        QVERIFY(item("maxDuration").isEmpty());
        QCOMPARE(item("start"), QStringLiteral("10"));
        QCOMPARE(item("end"), QStringLiteral("20"));
        QCOMPARE(item("limit"), QStringLiteral("20"));
    }

    void namesAreSorted() {
        fakes::CannedServer server([](const fakes::Asked& asked) {
            return asked.path == QLatin1String("/api/services/a%2Fb/operations") ||
                           asked.path == QLatin1String("/api/services/a/b/operations")
                       ? fakes::Canned{200, R"({"data":[{"name":"z"},{"name":"y"}]})"}
                       : fakes::Canned{200, R"({"data":["b","a","b"]})"};
        });
        TraceClient client(server.url());
        std::optional<Result<QStringList>> names;
        client.services(this, [&](const auto& answer) { names = answer; });
        QTRY_VERIFY(names.has_value());
        QCOMPARE(**names, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        names.reset();
        client.operations(QStringLiteral("a/b"), this, [&](const auto& answer) { names = answer; });
        QTRY_VERIFY(names.has_value());
        QCOMPARE(**names, (QStringList{QStringLiteral("y"), QStringLiteral("z")}));
    }

    void troubleIsASentence_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("cut");
        QTest::addColumn<int>("code");
        QTest::newRow("not found") << 404
                                   << QByteArray(R"({"errors":[{"code":404,"msg":"trace not found"}]})") << -1
                                   << int(Errc::Refused);
        QTest::newRow("bad request") << 400
                                     << QByteArray(
                                            R"({"errors":[{"msg":"parameter 'service' is required"}]})")
                                     << -1 << int(Errc::Unreachable);
        QTest::newRow("a page of something else") << 200 << QByteArray("<html>") << -1 << int(Errc::BadInput);
        QTest::newRow("cut") << 200 << QByteArray(R"({"data":[]})") << 4 << int(Errc::Unreachable);
    }
    void troubleIsASentence() {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, cut);
        QFETCH(int, code);
        fakes::CannedServer server([&](const fakes::Asked&) {
            fakes::Canned canned{status, body};
            canned.cutAfter = cut;
            return canned;
        });
        TraceClient client(server.url());
        std::optional<Result<std::vector<Trace>>> found;
        client.trace(QStringLiteral("abc123"), this, [&](const auto& answer) { found = answer; });
        QTRY_VERIFY(found.has_value());
        QVERIFY(!found->ok());
        QCOMPARE(int(found->error().code), code);
        QVERIFY(found->error().sentence.endsWith(QLatin1Char('.')));
    }

    void aServerThatHangsIsGivenUp() {
        fakes::CannedServer server([](const fakes::Asked&) {
            fakes::Canned canned;
            canned.hang = true;
            return canned;
        });
        TraceClient client(server.url());
        client.setTimeout(std::chrono::milliseconds(100));
        std::optional<Result<QStringList>> names;
        client.services(this, [&](const auto& answer) { names = answer; });
        QTRY_VERIFY(names.has_value());
        QCOMPARE(names->error().code, Errc::TimedOut);
    }

    void durationsAndTagsAreReadAsTyped() {
        QCOMPARE(durationFrom(QStringLiteral("1.5s")), std::optional<qint64>(1'500'000));
        QCOMPARE(durationFrom(QStringLiteral(" 200 ms ")), std::optional<qint64>(200'000));
        QCOMPARE(durationFrom(QStringLiteral("2min")), std::optional<qint64>(120'000'000));
        QCOMPARE(durationFrom(QStringLiteral("800us")), std::optional<qint64>(800));
        for (const char* wrong : {"", "5", "-1s", "1 day", "1,5s", "99999999999999999h"})
            QVERIFY2(!durationFrom(QLatin1String(wrong)), wrong);
        QCOMPARE(tagsFrom(QStringLiteral("a=1  b=\"x y\""))->size(), 2u);
        QVERIFY(tagsFrom(QString())->empty());
        for (const char* wrong : {"a", "=1", "a=1 b", "a=\"x"})
            QVERIFY2(!tagsFrom(QLatin1String(wrong)), wrong);
    }
};

QTEST_GUILESS_MAIN(tst_TraceClient)
#include "tst_TraceClient.moc"
