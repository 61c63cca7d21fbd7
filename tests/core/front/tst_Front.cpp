#include "core/front/Front.h"

#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;
using front::Front;

namespace {

class Caught final : public http::Exchange {
public:
    explicit Caught(std::optional<http::Response>& into)
        : m_into(into) {}
    void reply(http::Response response) override { m_into = std::move(response); }
    std::shared_ptr<http::BodyWriter> begin(http::Response head) override {
        m_into = std::move(head);
        return nullptr;
    }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { return nullptr; }

private:
    std::optional<http::Response>& m_into;
};

std::string headerOf(const http::Response& response, const char* name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name)
            return value;
    }
    return {};
}

std::string basic(const char* pair) { return "Basic " + QByteArray(pair).toBase64().toStdString(); }

} // namespace

class tst_Front final : public QObject {
    Q_OBJECT

    fakes::PushedClock m_clock;
    std::vector<std::string> m_lines;
    http::Request m_seen;
    bool m_ready = true;
    http::Handler m_inner = [](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
        exchange->reply({200, {{"Content-Type", "text/plain"}}, "hello"});
    };

    Front make(const char* proxies = "", const char* token = "", bool strict = false) {
        return Front({*front::Proxies::named(proxies), token, strict,
                      front::RequestLog(front::RequestLog::Format::Logfmt,
                                        [this](const std::string& line) { m_lines.push_back(line); }),
                      m_clock,
                      [this](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                          m_seen = request;
                          m_inner(request, std::move(exchange));
                      },
                      [this] {
                          return m_ready ? Result<void>()
                                         : Error{Errc::Busy, QStringLiteral("The database is away."), {}};
                      },
                      [](front::Exposition& out) { out.single("inner_figure", "gauge", "One.", 7); }});
    }
    http::Response ask(Front& front, http::Request request) {
        std::optional<http::Response> response;
        front.handle(request, std::make_shared<Caught>(response));
        return response.value_or(http::Response{0, {}, {}});
    }
    static http::Request get(const char* path, http::Pairs headers = {}, const char* client = "127.0.0.1") {
        http::Request request;
        request.method = "GET";
        request.path = path;
        request.client = client;
        request.headers = std::move(headers);
        return request;
    }

private Q_SLOTS:
    void init() {
        m_lines.clear();
        m_ready = true;
    }

    void everyAnswerIsSafeInABrowser() {
        auto plain = make();
        const auto response = ask(plain, get("/somewhere"));
        QCOMPARE(headerOf(response, "X-Content-Type-Options"), std::string("nosniff"));
        QVERIFY(headerOf(response, "Content-Security-Policy").find("frame-ancestors 'none'") !=
                std::string::npos);
        QCOMPARE(headerOf(response, "Cache-Control"), std::string("no-store"));
        QCOMPARE(headerOf(response, "X-Request-Id").size(), std::size_t(16));
        auto request = get("/");
        request.secure = true;
        QVERIFY(headerOf(ask(plain, request), "Strict-Transport-Security").empty());
        auto strict = make("", "", true);
        QVERIFY(!headerOf(ask(strict, request), "Strict-Transport-Security").empty());
        QVERIFY(headerOf(ask(strict, get("/")), "Strict-Transport-Security").empty());
    }

    void anAnswersOwnHeadersStay() {
        auto front = make();
        const auto before = m_inner;
        m_inner = [](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            exchange->reply({200, {{"content-security-policy", "default-src 'self'"}}, {}});
        };
        const auto response = ask(front, get("/"));
        m_inner = before;
        QVERIFY(headerOf(response, "Content-Security-Policy").empty());
        QCOMPARE(headerOf(response, "content-security-policy"), std::string("default-src 'self'"));
    }

    void neitherSecretsNorValuesReachTheLog() {
        auto front = make();
        auto request = get("/xapi/statements", {{"authorization", basic("dev-abc123:SECRET")}});
        request.query = {{"agent", "{\"mbox\":\"mailto:anna@example.org\"}"}, {"limit", "5"}};
        request.body = "PRIVATE";
        ask(front, request);
        ask(front, get("/xapi/statements", {{"authorization", basic("my password:ANNA")}}));
        ask(front, get("/xapi/statements", {{"authorization", "Bearer TOKEN"}}));
        ask(front, get("/", {{"cookie", "understudy=COOKIE"}}));
        QCOMPARE(m_lines.size(), std::size_t(4));
        QVERIFY(
            m_lines[0].find("parameters=agent,limit credential=dev-abc123 status=200 received=7 sent=5") !=
            std::string::npos);
        QVERIFY(m_lines[1].find("credential=?") != std::string::npos);
        QVERIFY(m_lines[2].find("credential=bearer") != std::string::npos);
        QVERIFY(m_lines[3].find("credential=session") != std::string::npos);
        for (const auto& line : m_lines)
            for (const char* secret :
                 {"SECRET", "example.org", "ANNA", "PRIVATE", "password", "TOKEN", "COOKIE"})
                QVERIFY2(line.find(secret) == std::string::npos, line.c_str());
    }

    void aRequestThatIsDroppedIsLoggedToo() {
        auto front = make();
        const auto before = m_inner;
        m_inner = [](const http::Request&, std::shared_ptr<http::Exchange>) {};
        ask(front, get("/"));
        m_inner = before;
        QVERIFY(m_lines.size() == 1 && m_lines[0].find("status=500") != std::string::npos);
    }

    void itIsHealthyAsLongAsItAnswersAndReadyWithItsDatabase() {
        auto front = make();
        QCOMPARE(ask(front, get("/readyz")).status, 200);
        m_ready = false;
        QCOMPARE(ask(front, get("/healthz")).status, 200);
        const auto away = ask(front, get("/readyz"));
        QCOMPARE(away.status, 503);
        QCOMPARE(away.body, std::string("The database is away.\n"));
        auto post = get("/healthz");
        post.method = "POST";
        QCOMPARE(ask(front, post).status, 405);
    }

    void figuresAreForThisComputerOrTheirToken() {
        auto front = make("", "s3cret");
        QCOMPARE(ask(front, get("/metrics")).status, 200);
        QCOMPARE(ask(front, get("/metrics", {}, "192.0.2.7")).status, 401);
        QCOMPARE(ask(front, get("/metrics", {{"authorization", "Bearer s3cret"}}, "192.0.2.7")).status, 200);
        QCOMPARE(ask(front, get("/metrics", {{"authorization", "Bearer s3cre"}}, "192.0.2.7")).status, 401);
        // Through a proxy on this computer that nobody told us about.
        QCOMPARE(ask(front, get("/metrics", {{"x-forwarded-for", "192.0.2.7"}})).status, 401);
        auto without = make();
        QCOMPARE(ask(without, get("/metrics", {{"authorization", "Bearer "}}, "192.0.2.7")).status, 401);
    }

    void requestsAreCountedByResourceMethodAndStatus() {
        auto front = make();
        for (int i = 0; i < 3; ++i)
            ask(front, get("/xapi/statements"));
        auto odd = get("/anna's secret page");
        odd.method = "BREW";
        ask(front, odd);
        const auto text = ask(front, get("/metrics")).body;
        const auto holds = [&](const char* line) {
            QVERIFY2(text.find(std::string(line) + "\n") != std::string::npos, (text + line).c_str());
        };
        holds("understudy_requests_total{resource=\"statements\",method=\"GET\",status=\"200\"} 3");
        holds("understudy_requests_total{resource=\"pages\",method=\"other\",status=\"200\"} 1");
        holds("understudy_request_duration_seconds_bucket{resource=\"statements\",le=\"+Inf\"} 3");
        holds("understudy_request_duration_seconds_count{resource=\"statements\"} 3");
        holds("inner_figure 7");
        QVERIFY(text.find("anna") == std::string::npos);
        const auto at = text.find("\nprocess_resident_memory_bytes ");
        QVERIFY(at != std::string::npos && std::stod(text.substr(at + 31)) > 1e6);
    }

    void theProxysClientIsTheOneThatCounts() {
        auto front = make("127.0.0.1");
        auto request = get("/", {{"x-forwarded-for", "192.0.2.7"}, {"x-forwarded-proto", "https"}});
        request.body = "kept";
        ask(front, request);
        QCOMPARE(m_seen.client, std::string("192.0.2.7"));
        QVERIFY(m_seen.secure && m_seen.body == "kept");
        QCOMPARE(m_lines.size(), std::size_t(1));
        QVERIFY(m_lines[0].find("client=192.0.2.7") != std::string::npos);
        QCOMPARE(ask(front, get("/metrics", {{"x-forwarded-for", "192.0.2.7"}})).status, 401);
    }
};

QTEST_APPLESS_MAIN(tst_Front)
#include "tst_Front.moc"
