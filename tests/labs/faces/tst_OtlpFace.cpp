#include "labs/faces/OtlpFace.h"

#include "labs/faces/ControlFace.h"
#include "labs/faces/JaegerFace.h"
#include "tests/fakes/SmallProduction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace understudy;

namespace {

class Answered final : public http::Exchange {
public:
    void reply(http::Response answer) override { response = std::move(answer); }
    std::shared_ptr<http::BodyWriter> begin(http::Response) override { return nullptr; }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { return nullptr; }
    http::Response response;
};

template <class Face>
http::Response ask(Face& face, const char* method, const std::string& path, const http::Pairs& query = {},
                   std::string body = {}) {
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.query = query;
    request.headers = {{"content-type", "application/json"}, {"authorization", "Bearer control"}};
    request.body = std::move(body);
    const auto answered = std::make_shared<Answered>();
    face.handle(request, answered);
    return answered->response;
}

std::string json(std::string quoted) {
    std::replace(quoted.begin(), quoted.end(), '\'', '"');
    return quoted;
}

std::string spanWith(const std::string& name) {
    return json("{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':"
                "'mine'}}]},'scopeSpans':[{'spans':[{'traceId':'5b8efff798038103d269b633813fc60c','spanId':"
                "'eee19b7ec3c1b174','startTimeUnixNano':'1763370000000000000','endTimeUnixNano':"
                "'1763370000001000000','name':'" +
                name + "'}]}]}]}");
}

std::string twoMegabytes() {
    return json("{'resourceSpans':[],'pad':'" + std::string(2'000'000, 'x') + "'}");
}

} // namespace

class TestOtlpFace : public QObject {
    Q_OBJECT
    std::unique_ptr<cluster::Stage> m_stage;
    std::unique_ptr<faces::OtlpFace> m_otlp;

    int post(std::string body) { return ask(*m_otlp, "POST", "/v1/traces", {}, std::move(body)).status; }

private Q_SLOTS:
    void init() {
        auto made = fakes::smallProduction();
        m_stage = std::make_unique<cluster::Stage>(made->topology(), made->scenario(), 1,
                                                   1'763'370'000'000'000, 1.0);
        m_otlp = std::make_unique<faces::OtlpFace>(*m_stage);
    }

    void aLabThatIsStartedAnewHasRoomForTracesAgain() {
        const std::string large = twoMegabytes();
        int taken = 0;
        while (taken < 100 && post(large) == 200)
            ++taken;
        QCOMPARE(taken, 33); // 64 MiB
        QCOMPARE(post(large), 429);
        m_stage->restart(m_stage->world().scenario(), 2, 1'763'370'000'000'000);
        QCOMPARE(post(large), 200);
    }
    void aLabThatGoesOnKnowsWhatItHasTaken() {
        const std::string large = twoMegabytes();
        for (int i = 0; i < 32; ++i)
            QCOMPARE(post(large), 200);
        m_otlp = std::make_unique<faces::OtlpFace>(*m_stage); // as after a restart of the program
        QCOMPARE(post(large), 200);
        QCOMPARE(post(large), 429);
    }
    void aTextThatIsCutInACharacterIsStillShown() {
        std::string name(4095, 'n'); // of 4096 bytes kept, the last is half of what follows
        QCOMPARE(post(spanWith(name + "\xc3\xa4")), 200);
        faces::JaegerFace jaeger(*m_stage);
        const auto shown = ask(jaeger, "GET", "/api/traces/5b8efff798038103d269b633813fc60c");
        QCOMPARE(shown.status, 200);
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(shown.body));
        QVERIFY2(document.isObject(), "no JSON, for it is no UTF-8");
        const QString operation =
            document[QStringLiteral("data")][0][QStringLiteral("spans")][0][QStringLiteral("operationName")]
                .toString();
        QCOMPARE(operation.size(), 4096);
        QVERIFY(operation.endsWith(QChar(0xfffd)));
    }
    void theJournalIsReadableWhateverWasAsked() {
        faces::ControlFace control(
            *m_stage, "control", [] { return 1; }, [] { return 1'763'370'000'000'000; });
        cluster::Action odd;
        odd.via = "prometheus";
        odd.verb = "promql";
        odd.resource = "query";
        odd.name = "up\xff";
        m_stage->note(odd);
        const auto journal = ask(control, "GET", "/lab/v1/journal");
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(journal.body));
        QVERIFY2(document.isObject(), "no JSON, for it is no UTF-8");
        QCOMPARE(document[QStringLiteral("entries")][0][QStringLiteral("name")].toString(),
                 QStringLiteral("up") + QChar(0xfffd));
    }
};

QTEST_GUILESS_MAIN(TestOtlpFace)
#include "tst_OtlpFace.moc"
