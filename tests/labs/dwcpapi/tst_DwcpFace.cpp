#include "labs/dwcpapi/DwcpFace.h"
#include "tests/fakes/SmallProduction.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::dwcp;

namespace {

/// Keeps what is replied.
class Kept final : public http::Exchange {
public:
    void reply(http::Response response) override {
        status = response.status;
        body = json::parse(response.body);
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response) override { return {}; }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { return {}; }
    int status = 0;
    json::value body;
};

} // namespace

/// The platform's API over HTTP: who may do what, and what the journal keeps.
class TestDwcpFace : public QObject {
    Q_OBJECT
    std::unique_ptr<Stage> m_stage;
    std::unique_ptr<DwcpFace> m_face;

    Kept ask(const char* method, const char* path, const std::string& token, const char* body = "",
             http::Pairs query = {}) {
        http::Request request;
        request.method = method;
        request.path = path;
        request.query = std::move(query);
        request.body = body;
        if (!token.empty())
            request.headers.emplace_back("authorization", "Bearer " + token);
        const auto kept = std::make_shared<Kept>();
        m_face->handle(request, kept);
        return *kept;
    }
    std::string code(const Kept& kept) { return std::string(kept.body.at("error").at("code").as_string()); }
    void advance(Micros to) { m_stage->world().advanceTo(to); }

private Q_SLOTS:
    void init() {
        Scenario scenario;
        scenario.seed = 7;
        m_stage =
            std::make_unique<Stage>(fakes::smallProduction()->topology(), scenario, 0, 1762765200000000, 1);
        m_face = std::make_unique<DwcpFace>(*m_stage, "secret");
    }
    void withoutAGoodTokenNobodyIsToldAnything_data() {
        QTest::addColumn<QByteArray>("token");
        for (const char* token :
             {"", "x", "..", "operator.0.", "operator.0.0000", "operator.99999999999999999999.1"})
            QTest::newRow(token) << QByteArray(token);
    }
    void withoutAGoodTokenNobodyIsToldAnything() {
        QFETCH(const QByteArray, token);
        const Kept kept = ask("GET", "/v3/cluster/status", token.toStdString());
        QCOMPARE(kept.status, 401);
        QCOMPARE(code(kept), std::string("UNAUTHENTICATED"));
    }
    void aTokenOfAnotherLabIsNotGoodHere() {
        DwcpFace other(*m_stage, "another secret");
        QCOMPARE(ask("GET", "/v3/cluster/status", other.token(DwcpFace::Role::Operator)).status, 401);
    }
    void aViewerLooksAndAnOperatorChanges() {
        const std::string viewer = m_face->token(DwcpFace::Role::Viewer),
                          op = m_face->token(DwcpFace::Role::Operator);
        QCOMPARE(ask("GET", "/v3/cluster/status", viewer).status, 200);
        const Kept no = ask("POST", "/v3/vms", viewer, R"({"name":"a"})");
        QCOMPARE(no.status, 403);
        QCOMPARE(code(no), std::string("PERMISSION_DENIED"));
        QCOMPARE(ask("POST", "/v3/vms", op, R"({"name":"a"})").status, 201);
    }
    void aLoginLastsADayOfTheLabsTime() {
        QCOMPARE(ask("POST", "/v3/auth/login", "", R"({"username":"operator","password":"guess"})").status,
                 401);
        QCOMPARE(ask("POST", "/v3/auth/login", "", "nonsense").status, 401);
        const std::string body = json::serialize(
            json::object{{"username", "viewer"}, {"password", m_face->password(DwcpFace::Role::Viewer)}});
        const Kept kept = ask("POST", "/v3/auth/login", "", body.c_str());
        QCOMPARE(kept.status, 200);
        const std::string token(kept.body.at("token").as_string());
        QCOMPARE(ask("GET", "/v3/nodes", token).status, 200);
        QCOMPARE(ask("POST", "/v3/vms", token, R"({"name":"a"})").status, 403);
        advance(25 * hour);
        QCOMPARE(ask("GET", "/v3/nodes", token).status, 401);
    }
    void whatChangesIsInTheJournalAndBringsTheSameWorldBack() {
        const std::string op = m_face->token(DwcpFace::Role::Operator);
        QCOMPARE(ask("POST", "/v3/vms", op, R"({"name":"a","resources":{"memory_gb":2}})").status, 201);
        advance(10 * second);
        const std::string vm = m_stage->world().platform().machines.find("a")->id;
        const std::string move = json::serialize(json::object{{"vm_id", vm}});
        QCOMPARE(ask("POST", "/v3/migrations", op, move.c_str()).status, 202);
        QCOMPARE(ask("GET", "/v3/ops/consensus/analyze", op, "", {{"node", "worker-003"}}).status, 200);
        QCOMPARE(ask("POST", "/v3/vms", op, "{}").status, 400);
        advance(minute);
        const auto entries = m_stage->journal().entries();
        QCOMPARE(entries.size(), std::size_t(4));
        QCOMPARE(entries[2].resource, std::string("dwcp/consensus"));
        QCOMPARE(entries[2].verb, std::string("analyze"));
        QCOMPARE(entries[2].name, std::string("worker-003"));
        QVERIFY(entries[2].read && !entries[1].read);
        const auto digest = m_stage->world().digest();
        Scenario scenario;
        scenario.seed = 7;
        Stage again(fakes::smallProduction()->topology(), scenario, 0, 1762765200000000, 1);
        DwcpFace face(again, "secret");
        for (const auto& entry : entries)
            if (!entry.read) {
                again.world().advanceTo(entry.at);
                again.perform(entry);
            }
        again.world().advanceTo(minute);
        QCOMPARE(again.world().digest(), digest);
    }
    void aBodyThatIsTooLargeIsRefused() {
        const std::string large(70000, ' ');
        QCOMPARE(ask("POST", "/v3/vms", m_face->token(DwcpFace::Role::Operator), large.c_str()).status, 413);
    }
};

QTEST_GUILESS_MAIN(TestDwcpFace)
#include "tst_DwcpFace.moc"
