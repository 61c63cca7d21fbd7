#include "core/http/Target.h"
#include "core/lrs/MoreLink.h"
#include "tests/fakes/PushedClock.h"

#include <QTest>

using namespace understudy;
using lrs::MoreLink;

class tst_MoreLink final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLinkLeadsBackToItsPlace();
    void aLinkIsGoodForADayAndNoForever();
    void aLinkIsForTheOneWhoAskedAlone();
    void aForgedLinkIsNone();
};

namespace {

const MoreLink::Place place{{{"agent", R"({"mbox":"mailto:a+b@c.example"})"}, {"limit", "3"}}, 4711, 9000};

std::string tokenOf(const std::string& link) { return http::parseTarget(link)->query.at(0).second; }

} // namespace

void tst_MoreLink::aLinkLeadsBackToItsPlace() {
    const fakes::PushedClock clock;
    const MoreLink links(clock, "secret");
    const auto link = links.write(place, "dev 1");
    QVERIFY(link.starts_with("/xapi/statements?more="));
    const auto read = links.read(tokenOf(link), "dev 1");
    QVERIFY(read);
    QCOMPARE(read->parameters, place.parameters);
    QCOMPARE(read->after, place.after);
    QCOMPARE(read->upTo, place.upTo);
    QVERIFY(MoreLink(clock, "secret").read(tokenOf(link), "dev 1")); // another process of the same server
}

void tst_MoreLink::aLinkIsGoodForADayAndNoForever() {
    fakes::PushedClock clock;
    const MoreLink links(clock, "secret");
    const auto token = tokenOf(links.write(place, "dev-1"));
    clock.push(std::chrono::hours(25));
    QVERIFY(links.read(token, "dev-1"));
    clock.push(std::chrono::hours(24));
    QVERIFY(!links.read(token, "dev-1"));
}

void tst_MoreLink::aLinkIsForTheOneWhoAskedAlone() {
    const fakes::PushedClock clock;
    const MoreLink links(clock, "secret");
    QVERIFY(!links.read(tokenOf(links.write(place, "dev-1")), "dev-2"));
}

void tst_MoreLink::aForgedLinkIsNone() {
    const fakes::PushedClock clock;
    const MoreLink links(clock, "secret");
    const auto token = tokenOf(links.write(place, "dev-1"));
    for (std::size_t i = 0; i < token.size(); i += 7) {
        auto forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        QVERIFY2(!links.read(forged, "dev-1"), forged.c_str());
    }
    for (const char* nonsense : {"", ".", "x", "x.y", "....", "é.é"})
        QVERIFY(!links.read(nonsense, "dev-1"));
    QVERIFY(!MoreLink(clock, "other").read(token, "dev-1"));
}

QTEST_GUILESS_MAIN(tst_MoreLink)
#include "tst_MoreLink.moc"
