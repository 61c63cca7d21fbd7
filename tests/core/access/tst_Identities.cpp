#include "core/access/Identities.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using tests::Place;

class tst_Identities final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anIdentifierIsOnePersonsAtMost_data() { Place::engines(); }
    void anIdentifierIsOnePersonsAtMost();
};

void tst_Identities::anIdentifierIsOnePersonsAtMost() {
    const Place place(QByteArray(QTest::currentDataTag()) == "PostgreSQL");
    if (place.address().empty())
        QSKIP("there is no PostgreSQL here");
    const auto database = place.open();
    const SystemClock clock;
    const std::string home = "https://h.example";
    access::Access people(database->sql(), clock, home);
    access::Identities identities(database->sql(), home);
    const auto anna = *people.addPerson("anna", "Anna Berg", access::Role::Trainee);
    const auto bert = *people.addPerson("bert", "Bert", access::Role::Trainee);
    const std::string mailbox = R"({"mbox":"mailto:a@b.example"})";
    const auto account = "account " + home + " " + anna.account;

    QVERIFY(!identities.of("mbox mailto:a@b.example")->has_value());
    QVERIFY(identities.link(anna, "mbox mailto:a@b.example", mailbox).ok());
    QVERIFY(identities.link(anna, "mbox mailto:a@b.example", mailbox).ok()); // again changes nothing
    QVERIFY(identities.link(anna, account, "{}").ok());                      // nor does their own
    QCOMPARE(identities.link(bert, "mbox mailto:a@b.example", mailbox).error().code, Errc::Refused);
    QCOMPARE(identities.link(bert, account, "{}").error().code, Errc::Refused);
    for (const auto& identity : {account, std::string("mbox mailto:a@b.example")}) {
        const auto known = *identities.of(identity);
        QVERIFY(known.has_value());
        QCOMPARE(known->fullName, std::string("Anna Berg"));
        QCOMPARE(known->account, anna.account);
        QCOMPARE(known->parties.size(), 2U);
        QCOMPARE(known->parties[1], mailbox);
    }
    QCOMPARE((*identities.of("account " + home + " " + bert.account))->parties.size(), 1U);
    QVERIFY(people.remove(anna.id).ok());
    QVERIFY(!identities.of("mbox mailto:a@b.example")->has_value());
}

QTEST_GUILESS_MAIN(tst_Identities)
#include "tst_Identities.moc"
