#include "core/front/Proxies.h"

#include <QTest>

using namespace understudy;
using front::Proxies;

namespace {

http::Request from(const char* client, http::Pairs headers = {}) {
    http::Request request;
    request.client = client;
    request.headers = std::move(headers);
    return request;
}

} // namespace

class tst_Proxies final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesAndNetworksAreKnown() {
        const auto proxies = *Proxies::named("127.0.0.1, ::1,10.1.0.0/16,2001:db8::/33");
        for (const char* one : {"127.0.0.1", "::1", "10.1.255.3", "2001:db8:7fff::1", "::ffff:10.1.0.9"})
            QVERIFY2(proxies.trusts(one), one);
        for (const char* one : {"127.0.0.2", "10.2.0.1", "2001:db8:8000::1", "", "proxy", "::"})
            QVERIFY2(!proxies.trusts(one), one);
        QVERIFY(!Proxies::named("")->any() && !Proxies::named("")->trusts("127.0.0.1"));
    }

    void whatIsNoAddressIsRefused() {
        for (const char* one : {"proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::1/129", "1.2.3"})
            QVERIFY2(!Proxies::named(one), one);
    }

    void aProxyTellsWhoCame() {
        const auto proxies = *Proxies::named("127.0.0.1,10.0.0.0/8");
        auto request = from("127.0.0.1", {{"x-forwarded-for", "6.6.6.6, 192.0.2.7, 10.0.0.2"},
                                          {"x-forwarded-proto", "https"}});
        proxies.unwrap(request);
        QCOMPARE(request.client,
                 std::string("192.0.2.7")); // what is before it the client itself may have said
        QVERIFY(request.secure);
    }

    void aStrangerTellsNothing() {
        const auto proxies = *Proxies::named("10.0.0.0/8");
        auto request = from("192.0.2.7", {{"x-forwarded-for", "127.0.0.1"}, {"x-forwarded-proto", "https"}});
        proxies.unwrap(request);
        QCOMPARE(request.client, std::string("192.0.2.7"));
        QVERIFY(!request.secure);
    }

    void aProxyTellsWhatItWasAskedAs() {
        const auto proxies = *Proxies::named("127.0.0.1");
        const auto hostOf = [&](const char* client, const char* told) {
            auto request = from(client, {{"host", "127.0.0.1:8443"}, {"x-forwarded-host", told}});
            proxies.unwrap(request);
            return request.header("host");
        };
        QCOMPARE(hostOf("127.0.0.1", "training.example.org"), std::string("training.example.org"));
        QCOMPARE(hostOf("127.0.0.1", "evil.example, training.example.org:444"),
                 std::string("training.example.org:444"));
        for (const char* nothing : {"", "a b", "x/y", "<b>"})
            QCOMPARE(hostOf("127.0.0.1", nothing), std::string("127.0.0.1:8443"));
        QCOMPARE(hostOf("192.0.2.7", "training.example.org"), std::string("127.0.0.1:8443"));
    }

    void nonsenseIsNotFollowed() {
        const auto proxies = *Proxies::named("127.0.0.1");
        auto request = from("127.0.0.1", {{"x-forwarded-for", "192.0.2.7, unknown"}});
        proxies.unwrap(request);
        QCOMPARE(request.client, std::string("127.0.0.1"));
        QVERIFY(!request.secure);
        request = from("127.0.0.1", {{"x-forwarded-for", "192.0.2.7"}, {"x-forwarded-for", " 2001:db8::1 "}});
        proxies.unwrap(request);
        QCOMPARE(request.client, std::string("2001:db8::1"));
    }
};

QTEST_APPLESS_MAIN(tst_Proxies)
#include "tst_Proxies.moc"
