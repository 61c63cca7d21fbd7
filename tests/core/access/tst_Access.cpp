#include "core/access/Door.h"
#include "core/store/Database.h"

#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using access::Access;
using access::Door;
using access::Role;

class tst_Access final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<store::Database> m_database;
    fakes::PushedClock m_clock;

    Access people() { return Access(m_database->sql(), m_clock, "https://home.example"); }
    static std::string basic(const std::string& user, const std::string& password) {
        return "Basic " + QByteArray::fromStdString(user + ':' + password).toBase64().toStdString();
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = store::Database::open(m_folder->path().toStdString());
        QVERIFY(opened.ok());
        m_database = std::move(*opened);
    }
    void cleanup() {
        m_database.reset();
        m_folder.reset();
    }

    void aNameBelongsToOnePerson() {
        const auto anna = people().addPerson("anna", "Anna Berg", Role::Mentor);
        QVERIFY(anna.ok() && anna->account.starts_with("p-"));
        const auto again = people().addPerson("anna", "Another", Role::Trainee);
        QVERIFY(!again.ok() && again.error().code == Errc::Refused);
        const auto found = people().person("anna");
        QVERIFY(found.ok() && *found && (*found)->fullName == "Anna Berg" && (*found)->role == Role::Mentor);
        QCOMPARE((*people().person((*found)->id))->account, anna->account);
        QVERIFY(!*people().person("nobody"));
    }

    void namesThatWouldSpoilAListAreRefused() {
        for (const char* name : {"", "-x", "a\nb", "a\tb", "\x7f", "with space", "Zoë"})
            QVERIFY2(!people().addPerson(name, "Somebody", Role::Trainee).ok(), name);
        QVERIFY(!people().addPerson(std::string(65, 'x'), "Somebody", Role::Trainee).ok());
        for (const std::string& full : {std::string(), std::string("-x"), std::string("a\nb"),
                                        std::string("a\x7f"), std::string(201, 'x')}) {
            QVERIFY2(!people().addPerson("bert", full, Role::Trainee).ok(), full.c_str());
            QVERIFY(!people().rename(1, full).ok());
        }
        QVERIFY(people().addPerson("zoe", "Zoë Müller-Lüdenscheidt <b>", Role::Trainee).ok());
        std::string umlauts;
        for (int i = 0; i < 200; ++i)
            umlauts += "ü"; // letters are counted, not bytes
        QVERIFY(people().addPerson("uwe", umlauts, Role::Trainee).ok());
        QVERIFY(people().rename((*people().person("uwe"))->id, "Uwe").ok());
        QCOMPARE((*people().person("uwe"))->fullName, std::string("Uwe"));
    }

    void aCodeMakesOneDeviceWithinFourteenDays() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Trainee);
        const auto code = *people().makeCode(anna.id);
        const auto late = *people().makeCode(anna.id);
        QVERIFY(!*people().redeem("AAAA-AAAA-AAAA-AAAA", "d", "l"));
        auto typed = QString::fromStdString(code).toLower().remove(u'-').toStdString();
        const auto made = *people().redeem(typed, "d", "laptop");
        QVERIFY(made && made->password.size() == 26 && made->fullName == "Anna");
        QVERIFY(!*people().redeem(code, "another", "laptop"));
        m_clock.push(10min);
        QVERIFY(!*people().redeem(code, "d", "laptop"));
        m_clock.push(14 * 24h);
        QVERIFY(!*people().redeem(late, "d", "laptop"));
        const auto devices = *people().devices(anna.id);
        QCOMPARE(devices.size(), 1U);
        QCOMPARE(devices[0].label, std::string("laptop"));
    }

    void whoLostTheReplyAsksAgainAndIsStillOneDevice() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Trainee);
        const auto code = *people().makeCode(anna.id);
        const auto lost = *people().redeem(code, "d", "laptop");
        m_clock.push(9min);
        const auto got = *people().redeem(code, "d", "laptop");
        QVERIFY(lost && got && got->password.size() == 26 && got->fullName == "Anna");
        QCOMPARE(got->credential.user, lost->credential.user);
        QVERIFY(got->password != lost->password);
        QVERIFY(!*people().deviceOf(lost->credential.user, lost->password));
        QVERIFY(*people().deviceOf(got->credential.user, got->password));
        QCOMPARE((*people().devices(anna.id)).size(), 1U);
        QVERIFY(!*people().redeem(code, "another", "laptop"));
        QVERIFY(*people().revoke(got->credential.user));
        QVERIFY(!*people().redeem(code, "d", "laptop"));
        const auto again = *people().redeem(*people().makeCode(anna.id), "d", "laptop");
        QVERIFY(again && again->credential.user != got->credential.user); // a new code is a new device
    }

    void theDoorKnowsDevicesUntilTheyAreRevoked() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Coordinator);
        const auto made = *people().addDevice(anna, "program", "report", *access::scopesNamed("all/read"));
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        const auto right = basic(made.credential.user, made.password);
        QCOMPARE(*door.verify(right, "::1", known), Door::Verdict::Known);
        QCOMPARE(known.account, anna.account);
        QCOMPARE(known.homePage, std::string("https://home.example"));
        QCOMPARE(known.role, Role::Coordinator);
        QCOMPARE(access::scopeNames(known.scopes), std::string("all/read"));
        QCOMPARE(*door.verify("Basic !!!", "::1", known), Door::Verdict::Malformed);
        QCOMPARE(*door.verify("", "::1", known), Door::Verdict::Malformed);
        QVERIFY(*people().revoke(made.credential.user));
        QVERIFY(!*people().revoke(made.credential.user));
        QCOMPARE(*door.verify(right, "::1", known), Door::Verdict::Unknown);
        QVERIFY((*people().devices(anna.id))[0].revoked);
    }

    void guessingIsHeldUpAndTheRightPasswordIsNot() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Trainee);
        const auto made = *people().addDevice(anna, "d", "l");
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        const auto wrong = basic(made.credential.user, "guess");
        for (int i = 0; i < 10; ++i)
            QCOMPARE(
                *door.verify(basic(made.credential.user, "guess" + std::to_string(i)), "10.0.0.9", known),
                Door::Verdict::Unknown);
        QCOMPARE(*door.verify(wrong, "10.0.0.9", known), Door::Verdict::TooMany);
        QCOMPARE(*door.verify(wrong, "10.0.0.8", known), Door::Verdict::Unknown);
        QCOMPARE(*door.verify(basic(made.credential.user, made.password), "10.0.0.9", known),
                 Door::Verdict::Known);
        m_clock.push(61s);
        QCOMPARE(*door.verify(wrong, "10.0.0.9", known), Door::Verdict::Unknown);
    }

    void theSameWrongPasswordIsOneGuess() {
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        for (int i = 0; i < 100; ++i)
            QCOMPARE(*door.verify(basic("dev-x", "old"), "10.0.0.9", known), Door::Verdict::Unknown);
        for (int i = 0; i < 9; ++i)
            QCOMPARE(*door.verify(basic("dev-x", "guess" + std::to_string(i)), "10.0.0.9", known),
                     Door::Verdict::Unknown);
        QCOMPARE(*door.verify(basic("dev-x", "one more"), "10.0.0.9", known), Door::Verdict::TooMany);
        QCOMPARE(*door.verify(basic("dev-x", "old"), "10.0.0.9", known), Door::Verdict::Unknown);
        // For another name, and from elsewhere, it is a guess of its own.
        QCOMPARE(*door.verify(basic("dev-y", "old"), "10.0.0.9", known), Door::Verdict::Unknown);
        QCOMPARE(*door.verify(basic("dev-x", "one more"), "10.0.0.8", known), Door::Verdict::Unknown);
    }

    void oneNetworkGetsOnlySoManyWrongAnswers() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Trainee);
        const auto made = *people().addDevice(anna, "d", "l");
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        int held = 0;
        for (int i = 0; i < 1000; ++i) // over all names, the same password or not
            held += *door.verify(basic("dev-" + std::to_string(i / 2), "guess"), "10.0.0.9", known) ==
                    Door::Verdict::TooMany;
        QCOMPARE(held, 700);
        QCOMPARE(*door.verify(basic("dev-x", "guess"), "10.0.0.8", known), Door::Verdict::Unknown);
        QCOMPARE(*door.verify(basic(made.credential.user, made.password), "10.0.0.9", known),
                 Door::Verdict::Known);
        m_clock.push(61s);
        QCOMPARE(*door.verify(basic("dev-x", "guess"), "10.0.0.9", known), Door::Verdict::Unknown);
    }

    void whoGuessesIsCountedByTheirNetwork() {
        using access::networkOf;
        QCOMPARE(networkOf("10.0.0.9"), std::string("10.0.0.9"));
        QCOMPARE(networkOf("::ffff:10.0.0.9"), std::string("10.0.0.9"));
        QCOMPARE(networkOf("2001:db8:1:2:3:4:5:6"), std::string("2001:db8:1:2::/64"));
        QCOMPARE(networkOf("fe80::1%eth0"), networkOf("fe80::2"));
        QCOMPARE(networkOf("unknown"), std::string("unknown"));
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        for (int i = 1; i <= 11; ++i)
            QCOMPARE(*door.verify(basic("dev-x", "guess" + std::to_string(i)),
                                  "2001:db8::" + std::to_string(i), known),
                     i <= 10 ? Door::Verdict::Unknown : Door::Verdict::TooMany);
        QCOMPARE(*door.verify(basic("dev-x", "guess"), "2001:db8:0:1::1", known), Door::Verdict::Unknown);
    }

    void strangersNamesTakeLittleMemory() {
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        for (int i = 0; i < 7; ++i) // nobody's, and not kept
            QCOMPARE(*door.verify(basic(std::string(201, 'x'), "guess"), "::1", known),
                     Door::Verdict::Unknown);
        access::Throttle throttle(m_clock, 1, 60s, 100);
        for (int i = 0; i < 1000; ++i) {
            throttle.failed("name " + std::to_string(i));
            QVERIFY(!throttle.open("name " + std::to_string(i)));
            QVERIFY(throttle.size() <= 100);
            m_clock.push(1ms);
        }
        QVERIFY(throttle.open("name 0")); // the oldest have gone
        QVERIFY(!throttle.open("name 960"));
        throttle.forgive("name 999");
        QVERIFY(throttle.open("name 999"));
    }

    void aNewRoleHoldsFromTheNextRequest() {
        const auto anna = *people().addPerson("anna", "Anna", Role::Trainee);
        const auto made = *people().addDevice(anna, "d", "l");
        QVERIFY(people().setRole(anna.id, Role::Manager).ok());
        Door door(m_database->sql(), m_clock, "https://home.example");
        access::Credential known;
        QCOMPARE(*door.verify(basic(made.credential.user, made.password), "::1", known),
                 Door::Verdict::Known);
        QCOMPARE(known.role, Role::Manager);
    }
};

QTEST_GUILESS_MAIN(tst_Access)
#include "tst_Access.moc"
