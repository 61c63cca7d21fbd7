#include "tests/fakes/LabServer.h"
#include "tests/labs/faces/Ask.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <zlib.h>

using namespace understudy;
using fakes::ask;
using fakes::get;
using fakes::target;

namespace {

constexpr std::size_t jaeger = 4, otlp = 5;

QJsonArray traces(const fakes::LabServer& lab, const std::vector<std::pair<QString, QString>>& query) {
    return get(lab.port(jaeger), target(QStringLiteral("/api/traces"), query))
        .object()[QStringLiteral("data")]
        .toArray();
}

QByteArray sent(const QByteArray& trace, const QByteArray& more = {}) {
    const QByteArray nanos = QByteArray::number(QDateTime::currentMSecsSinceEpoch()) + "000000";
    const QByteArray end = QByteArray::number(QDateTime::currentMSecsSinceEpoch() + 250) + "000000";
    return R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"my-app"}},)"
           R"({"key":"host.name","value":{"stringValue":"laptop"}}]},"scopeSpans":[{"spans":[{"traceId":")" +
           trace + R"(","spanId":"00000000000000a1","name":"checkout","kind":2,"startTimeUnixNano":")" +
           nanos + R"(","endTimeUnixNano":")" + end +
           R"(","attributes":[{"key":"items","value":{"intValue":"3"}}],"status":{"code":2,"message":"no stock"},)"
           R"("events":[{"timeUnixNano":")" +
           nanos + R"(","name":"retry","attributes":[]}]})" + more + "]}]}]}";
}

QByteArray packed(const QByteArray& text) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(text.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

const QByteArray traceId = "5b8efff798038103d269b633813fc60c";

} // namespace

class TestJaegerFace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTraceOfALogLineIsFoundWithCurlAndJq() {
        if (QStandardPaths::findExecutable(QStringLiteral("jq")).isEmpty() ||
            QStandardPaths::findExecutable(QStringLiteral("curl")).isEmpty())
            QSKIP("curl and jq are not both there");
        fakes::LabServer lab("lab: test\nseed: 7\nfaults:\n  - {id: f, at: -20m, do: bad_release, on: "
                             "production/dwcp-api, image: \"dwcp/api:3.2.0\", err: 0.2}\n");
        lab.push(2 * cluster::minute);
        const QString line = lab.with([](auto& world) {
            for (const auto& pod : world.store().template list<cluster::Pod>("production"))
                if (pod->meta.labels.at("app") == "dwcp-api")
                    for (const auto& each :
                         world.logs().lines(*pod, false, -cluster::minute, world.now(), world.epoch()))
                        if (each.text.find(" err=") != std::string::npos)
                            return QString::fromStdString(each.text);
            return QString();
        });
        static const QRegularExpression form(
            QStringLiteral("status=(\\d+) duration=(\\d+)ms trace=([0-9a-f]+) err=\"(.*)\""));
        const auto told = form.match(line);
        QVERIFY2(told.hasMatch(), qPrintable(line));
        const auto json =
            fakes::run(QStringLiteral("curl"),
                       {QStringLiteral("-sS"), QStringLiteral("http://127.0.0.1:%1/api/traces/%2")
                                                   .arg(lab.port(jaeger))
                                                   .arg(told.captured(3))});
        const auto seen = fakes::run(
            QStringLiteral("jq"),
            {QStringLiteral("-r"),
             QStringLiteral(".data[0] as $t | $t.spans[] | select($t.processes[.processID].serviceName == "
                            "\"dwcp-api\") | \"\\(.duration) \\(.tags[] | select(.key == "
                            "\"http.status_code\").value) \\(any(.tags[]; .key == \"error\")) "
                            "\\(.logs[0].fields[1].value)\"")},
            json.out.toUtf8());
        QCOMPARE(seen.out.trimmed(), told.captured(2) + QStringLiteral("000 ") + told.captured(1) +
                                         QStringLiteral(" true ") + told.captured(4));
        QCOMPARE(
            fakes::run(
                QStringLiteral("curl"),
                {QStringLiteral("-s"), QStringLiteral("-o"), QStringLiteral("/dev/null"),
                 QStringLiteral("-w"), QStringLiteral("%{http_code}"),
                 QStringLiteral("http://127.0.0.1:%1/api/traces/0123456789abcdef").arg(lab.port(jaeger))})
                .out,
            QStringLiteral("404"));
    }
    void aTraceTheScenarioNamesIsFoundByItsName() {
        fakes::LabServer lab(
            "lab: test\nseed: 7\ntraces:\n  - alias: abc123-def456-ghi789\n    at: -20m\n    root: {service: "
            "api-gateway, operation: POST /checkout, lasts: 30200ms, spans: [{service: payment-service, "
            "operation: "
            "payment_gateway_call, lasts: 29500ms}]}\n");
        for (const char* name : {"abc123-def456-ghi789", "abc123def4567890"}) {
            const auto data = get(lab.port(jaeger), QStringLiteral("/api/traces/") + QLatin1String(name))
                                  .object()[QStringLiteral("data")]
                                  .toArray();
            QCOMPARE(data.size(), 1);
            QCOMPARE(data[0][QLatin1String("traceID")].toString(), QStringLiteral("abc123def4567890"));
            QCOMPARE(data[0][QLatin1String("spans")].toArray().size(), 2);
        }
        QCOMPARE(traces(lab, {{QStringLiteral("service"), QStringLiteral("payment-service")},
                              {QStringLiteral("operation"), QStringLiteral("payment_gateway_call")}})
                     .size(),
                 1);
    }
    void aTraceOfARequestIsFoundAgainByItsId() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const auto services =
            get(lab.port(jaeger), QStringLiteral("/api/services")).object()[QStringLiteral("data")].toArray();
        QVERIFY(services.contains(QStringLiteral("api-gateway")));
        const auto found = traces(lab, {{QStringLiteral("service"), QStringLiteral("api-gateway")},
                                        {QStringLiteral("limit"), QStringLiteral("5")}});
        QCOMPARE(found.size(), 5);
        for (const auto& trace : found) {
            const QString id = trace[QStringLiteral("traceID")].toString();
            QCOMPARE(id.size(), 16);
            const auto again = get(lab.port(jaeger), QStringLiteral("/api/traces/") + id)
                                   .object()[QStringLiteral("data")][0];
            QCOMPARE(again, trace);
            const auto spans = trace[QStringLiteral("spans")].toArray();
            const auto root = spans[0];
            QVERIFY(root[QStringLiteral("references")].toArray().isEmpty());
            for (const auto& span : spans) { // nothing lasts longer than what it is a part of
                QVERIFY(span[QStringLiteral("startTime")].toInteger() >=
                        root[QStringLiteral("startTime")].toInteger());
                QVERIFY(span[QStringLiteral("startTime")].toInteger() +
                            span[QStringLiteral("duration")].toInteger() <=
                        root[QStringLiteral("startTime")].toInteger() +
                            root[QStringLiteral("duration")].toInteger());
                QVERIFY(trace[QStringLiteral("processes")].toObject().contains(
                    span[QStringLiteral("processID")].toString()));
            }
        }
        QCOMPARE(get(lab.port(jaeger), QStringLiteral("/api/traces/0123456789abcdef")).status, 404);
        QCOMPARE(get(lab.port(jaeger), QStringLiteral("/api/traces/nope")).status, 404);
    }
    void errorsAreFoundByTheirTag() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const auto failed = traces(lab, {{QStringLiteral("service"), QStringLiteral("api-gateway")},
                                         {QStringLiteral("tags"), QStringLiteral("{\"error\":\"true\"}")},
                                         {QStringLiteral("lookback"), QStringLiteral("5m")}});
        QVERIFY(!failed.isEmpty());
        for (const auto& trace : failed)
            QVERIFY(QJsonDocument(trace[QStringLiteral("spans")].toArray())
                        .toJson(QJsonDocument::Compact)
                        .contains(R"({"key":"error","type":"bool","value":true})"));
    }
    void theSlowSpanIsSlowForTheModelsReason() {
        fakes::LabServer lab("lab: t\nseed: 7\nfaults:\n  - {id: r, at: -10m, do: redis_down}\n");
        lab.push(cluster::minute);
        const auto slow = traces(lab, {{QStringLiteral("service"), QStringLiteral("auth-service")},
                                       {QStringLiteral("operation"), QStringLiteral("redis GET session")},
                                       {QStringLiteral("minDuration"), QStringLiteral("50ms")},
                                       {QStringLiteral("lookback"), QStringLiteral("3m")}});
        QVERIFY(!slow.isEmpty());
        fakes::LabServer calm;
        calm.push(cluster::minute);
        QVERIFY(traces(calm, {{QStringLiteral("service"), QStringLiteral("auth-service")},
                              {QStringLiteral("operation"), QStringLiteral("redis GET session")},
                              {QStringLiteral("minDuration"), QStringLiteral("50ms")},
                              {QStringLiteral("lookback"), QStringLiteral("3m")}})
                    .isEmpty());
    }
    void whatIsAskedWronglyIsRefused() {
        fakes::LabServer lab;
        const auto words = [&](const char* query) {
            const auto answered = get(lab.port(jaeger), QStringLiteral("/api/traces") + QLatin1String(query));
            return QString::number(answered.status) +
                   answered.object()[QStringLiteral("errors")][0][QStringLiteral("msg")].toString();
        };
        QCOMPARE(words(""), QStringLiteral("400parameter 'service' is required"));
        QVERIFY(words("?service=a&minDuration=fast").contains(QStringLiteral("fast")));
        QVERIFY(words("?service=a&tags=%7B").contains(QStringLiteral("tags")));
        QVERIFY(words("?service=a&tag=x").contains(QStringLiteral("key:value")));
        QVERIFY(words("?service=a&limit=many").contains(QStringLiteral("limit")));
        QVERIFY(words("?service=a&minDuration=2s&maxDuration=1s").contains(QStringLiteral("greater")));
        QVERIFY(traces(lab, {{QStringLiteral("service"), QStringLiteral("nosuch")}}).isEmpty());
        QCOMPARE(get(lab.port(jaeger), QStringLiteral("/api/operations")).status, 400);
        QCOMPARE(get(lab.port(jaeger), QStringLiteral("/api/dependencies")).status, 400);
    }
    void dependenciesAreTheModelsCalls() {
        fakes::LabServer lab;
        lab.push(cluster::minute);
        const auto all = get(lab.port(jaeger), QStringLiteral("/api/dependencies?endTs=%1&lookback=60000")
                                                   .arg(fakes::LabServer::wall() / 1000 + 50'000))
                             .object()[QStringLiteral("data")]
                             .toArray();
        bool seen = false;
        for (const auto& each : all)
            seen = seen || (each[QStringLiteral("parent")] == QStringLiteral("api-gateway") &&
                            each[QStringLiteral("child")] == QStringLiteral("auth-service") &&
                            each[QStringLiteral("callCount")].toInteger() > 1000);
        QVERIFY(seen);
    }
    void whatATraineesProgramSendsIsFound() {
        fakes::LabServer lab;
        lab.push(5 * cluster::second);
        for (const bool zipped : {false, true}) {
            const QByteArray body = sent(traceId);
            const auto taken = ask("POST", lab.port(otlp), QStringLiteral("/v1/traces"),
                                   zipped ? packed(body) : body, "application/json", zipped ? "gzip" : "");
            QCOMPARE(taken.status, 200);
            QVERIFY2(taken.body == R"({"partialSuccess":{}})", taken.body.constData());
        }
        const auto found =
            get(lab.port(jaeger), QStringLiteral("/api/traces/") + QString::fromLatin1(traceId))
                .object()[QStringLiteral("data")][0];
        const auto span = found[QStringLiteral("spans")][0];
        QCOMPARE(found[QStringLiteral("spans")].toArray().size(), 1);
        QCOMPARE(span[QStringLiteral("operationName")].toString(), QStringLiteral("checkout"));
        QVERIFY(span[QStringLiteral("duration")].toInteger() >= 249'000);
        const QByteArray text = QJsonDocument(found.toObject()).toJson(QJsonDocument::Compact);
        for (const char* part :
             {R"("serviceName":"my-app")", R"("value":"laptop")", R"("key":"items","type":"int64","value":3)",
              R"("key":"error","type":"bool","value":true)", "no stock", "retry"})
            QVERIFY2(text.contains(part), part);
        QVERIFY(get(lab.port(jaeger), QStringLiteral("/api/services")).body.contains("my-app"));
        lab.push(10 * cluster::second);
        QCOMPARE(traces(lab, {{QStringLiteral("service"), QStringLiteral("my-app")}}).size(), 1);
    }
    void whatIsNoOtlpIsRefusedInWords() {
        fakes::LabServer lab;
        const auto post = [&](const QByteArray& body, const QByteArray& type,
                              const QByteArray& packing = {}) {
            return ask("POST", lab.port(otlp), QStringLiteral("/v1/traces"), body, type, packing);
        };
        const auto protobuf = post("\x0a\x01", "application/x-protobuf");
        QCOMPARE(protobuf.status, 415);
        QVERIFY(protobuf.body.contains("http/json"));
        QCOMPARE(post("{}", "application/json").status, 400);
        QCOMPARE(post("no", "application/json").status, 400);
        QCOMPARE(post("no gzip", "application/json", "gzip").status, 400);
        QCOMPARE(post("{}", "application/json", "br").status, 415);
        QCOMPARE(post(packed(QByteArray(3'000'000, ' ')), "application/json", "gzip").status, 400);
        const auto partial = post(sent("short"), "application/json");
        QCOMPARE(partial.status, 200);
        QVERIFY(partial.body.contains(R"("rejectedSpans":"1")"));
        QCOMPARE(ask("POST", lab.port(otlp), QStringLiteral("/v1/metrics"), "{}").status, 404);
        QCOMPARE(get(lab.port(otlp), QStringLiteral("/v1/traces")).status, 405);
    }
};

QTEST_GUILESS_MAIN(TestJaegerFace)
#include "tst_JaegerFace.moc"
