#include "core/access/Door.h"
#include "core/store/Database.h"

#include "tests/fakes/Issuer.h"
#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using access::Tokens;
using fakes::Issuer;
using Verdict = access::Tokens::Verdict;

class tst_Tokens final : public QObject {
    Q_OBJECT

    std::unique_ptr<Issuer> m_issuer;
    fakes::PushedClock m_clock;
    std::string m_set;
    int m_reads = 0;
    std::function<void(const Result<std::string>&)> m_waiting;
    bool m_slow = false;

    Tokens make() {
        return Tokens({"https://id.example", "understudy", "preferred_username", "roles"}, m_clock,
                      [this](std::function<void(const Result<std::string>&)> done) {
                          ++m_reads;
                          if (m_slow)
                              m_waiting = std::move(done);
                          else
                              done(m_set);
                      });
    }
    QJsonObject claims(const QJsonObject& more = {}) const {
        const auto now = m_clock.now().time_since_epoch().count() / 1000;
        QJsonObject all{{QStringLiteral("iss"), QStringLiteral("https://id.example")},
                        {QStringLiteral("aud"), QStringLiteral("understudy")},
                        {QStringLiteral("sub"), QStringLiteral("4711")},
                        {QStringLiteral("preferred_username"), QStringLiteral("anna")},
                        {QStringLiteral("iat"), qint64(now)},
                        {QStringLiteral("exp"), qint64(now + 300)}};
        for (auto it = more.begin(); it != more.end(); ++it) {
            if (it->isUndefined() || it->isNull())
                all.remove(it.key());
            else
                all[it.key()] = *it;
        }
        return all;
    }
    static Verdict check(Tokens& tokens, const QByteArray& token) {
        access::Claims ignored;
        return tokens.check(token.toStdString(), ignored);
    }
    static QByteArray flipped(QByteArray text, qsizetype at) {
        text[at] = text[at] == 'A' ? 'B' : 'A';
        return text;
    }

private Q_SLOTS:
    void initTestCase() { m_issuer = std::make_unique<Issuer>(); }
    void init() {
        m_set = m_issuer->keySet();
        m_reads = 0;
        m_slow = false;
    }

    void tokensSignedByTheIssuerAreGood() {
        auto tokens = make();
        for (const char* algorithm : {"RS256", "ES256"}) {
            access::Claims said;
            const auto token = m_issuer->token(
                algorithm,
                claims({{QStringLiteral("roles"),
                         QJsonArray{QStringLiteral("manager"), QStringLiteral("coordinator"),
                                    QStringLiteral("offline_access"), QStringLiteral("staff")}},
                        {QStringLiteral("scope"), QStringLiteral("openid profile xapi:all/read")}}));
            QCOMPARE(tokens.check(token.toStdString(), said), Verdict::Good);
            QCOMPARE(said.name, std::string("anna"));
            QCOMPARE(said.role, std::optional(access::Role::Coordinator));
            QCOMPARE(access::scopeNames(said.scopes), std::string("all/read"));
        }
        QCOMPARE(m_reads, 1);
    }

    void whoIsLimitedInUnknownWordsMayNothing_data() {
        QTest::addColumn<QJsonObject>("limits");
        QTest::addColumn<bool>("limited");
        QTest::addColumn<bool>("reads");
        const auto row = [](const char* name, const char* claim, const QJsonValue& value, bool limited,
                            bool reads) {
            QTest::newRow(name) << QJsonObject{{QLatin1String(claim), value}} << limited << reads;
        };
        const auto read = QStringLiteral("xapi:all/read"), openId = QStringLiteral("openid profile");
        row("none of ours", "scope", openId, false, true);
        row("known", "scope", read, true, true);
        row("unknown", "scope", QStringLiteral("openid xapi:define"), true, false);
        row("nothing after the prefix", "scope", QStringLiteral("xapi:"), true, false);
        row("in capitals", "scope", QStringLiteral("XAPI:ALL/READ"), true, false);
        row("after a line break", "scope", QStringLiteral("openid\nxapi:define"), true, false);
        row("known and unknown", "scope", QStringLiteral("xapi:define xapi:all/read"), true, true);
        row("a list", "scope", QJsonArray{openId, read}, true, true);
        row("an unknown one in a list", "scope", QJsonArray{openId, QStringLiteral("xapi:define")}, true,
            false);
        row("by its short name", "scp", read, true, true);
        row("an unknown one by its short name", "scp", QJsonArray{QStringLiteral("xapi:define")}, true,
            false);
    }
    void whoIsLimitedInUnknownWordsMayNothing() {
        QFETCH(QJsonObject, limits);
        QFETCH(bool, limited);
        QFETCH(bool, reads);
        auto tokens = make();
        access::Claims said;
        QCOMPARE(tokens.check(m_issuer->token("ES256", claims(limits)).toStdString(), said), Verdict::Good);
        access::Credential credential;
        credential.role = access::Role::Administrator;
        credential.scopes = said.scopes;
        QCOMPARE(may(credential, access::Deed::WriteStatements), !limited);
        QCOMPARE(may(credential, access::Deed::ChangePeople), !limited);
        QCOMPARE(may(credential, access::Deed::ReadStatements), reads);
    }

    void whatIsNotForUsOrNotNowIsBad_data() {
        QTest::addColumn<QJsonObject>("changed");
        const auto now = m_clock.now().time_since_epoch().count() / 1000;
        const auto row = [](const char* name, const char* claim, const QJsonValue& value) {
            QTest::newRow(name) << QJsonObject{{QLatin1String(claim), value}};
        };
        row("another issuer", "iss", QStringLiteral("https://id.example/"));
        row("no issuer", "iss", QJsonValue::Null);
        row("another audience", "aud", QStringLiteral("payroll"));
        row("audiences without us", "aud", QJsonArray{QStringLiteral("a"), 5});
        row("no audience", "aud", QJsonValue::Null);
        row("over", "exp", qint64(now - 61));
        row("without an end", "exp", QJsonValue::Null);
        row("an end that is no number", "exp", QStringLiteral("9999999999"));
        row("not begun", "nbf", qint64(now + 61));
        row("a beginning that is no number", "nbf", QStringLiteral("0"));
        row("nobody", "preferred_username", QJsonValue::Null);
    }
    void whatIsNotForUsOrNotNowIsBad() {
        QFETCH(QJsonObject, changed);
        auto tokens = make();
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims(changed))), Verdict::Bad);
    }

    void aMinuteOfDifferentClocksIsForgiven() {
        auto tokens = make();
        const auto now = m_clock.now().time_since_epoch().count() / 1000;
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims({{QStringLiteral("exp"), qint64(now - 58)}}))),
                 Verdict::Good);
        QCOMPARE(check(tokens, m_issuer->token("ES256", claims({{QStringLiteral("nbf"), qint64(now + 58)}}))),
                 Verdict::Good);
        const QJsonObject both{
            {QStringLiteral("aud"), QJsonArray{QStringLiteral("x"), QStringLiteral("understudy")}}};
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims(both))), Verdict::Good);
    }

    void forgeriesAreBad() {
        auto tokens = make();
        const auto good = m_issuer->token("RS256", claims());
        QCOMPARE(check(tokens, good), Verdict::Good);
        QCOMPARE(check(tokens, m_issuer->unsignedToken(claims())), Verdict::Bad);          // alg none
        QCOMPARE(check(tokens, m_issuer->hmacWithPublicKey(claims())), Verdict::Bad);      // HS256
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims(), "ec-1")), Verdict::Bad); // the other's name
        QCOMPARE(check(tokens, Issuer().token("RS256", claims())), Verdict::Bad);          // the same name
        const auto parts = good.split('.');
        QCOMPARE(check(tokens, parts[0] + '.' + parts[1] + '.'), Verdict::Bad);
        QCOMPARE(check(tokens, parts[0] + '.' + parts[1]), Verdict::Bad);
        QCOMPARE(check(tokens, good + ".x"), Verdict::Bad);
        for (qsizetype at : {qsizetype(3), qsizetype(parts[0].size() + 5), qsizetype(good.size() - 20)})
            QCOMPARE(check(tokens, flipped(good, at)), Verdict::Bad);
        for (const char* nonsense : {"", ".", "..", "a.b.c", "e30.e30.e30"})
            QCOMPARE(check(tokens, nonsense), Verdict::Bad);
        QCOMPARE(check(tokens, QByteArray(20000, 'a') + ".b.c"), Verdict::Bad);
        const auto ec = m_issuer->token("ES256", claims());
        QCOMPARE(check(tokens, ec), Verdict::Good);
        QCOMPARE(check(tokens, flipped(ec, ec.size() - 20)), Verdict::Bad);
    }

    void keysAreReadAgainForAnUnknownOneAtMostOnceAMinute() {
        auto tokens = make();
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims())), Verdict::Good);
        Issuer next("new-");
        const auto token = next.token("ES256", claims());
        QCOMPARE(check(tokens, token), Verdict::Bad);
        QCOMPARE(m_reads, 1);
        m_set = next.keySet();
        m_clock.push(61s);
        QCOMPARE(check(tokens, token), Verdict::Good);
        QCOMPARE(m_reads, 2);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(check(tokens, m_issuer->token("RS256", claims())), Verdict::Bad); // taken back
        QCOMPARE(m_reads, 2);
    }

    void whileTheKeysAreOnTheirWayTheAnswerIsLater() {
        m_slow = true;
        auto tokens = make();
        const auto token = m_issuer->token("RS256", claims());
        QCOMPARE(check(tokens, token), Verdict::Later);
        QCOMPARE(check(tokens, token), Verdict::Later);
        QCOMPARE(m_reads, 1);
        m_waiting(m_set);
        QCOMPARE(check(tokens, token), Verdict::Good);
        m_clock.push(61s);
        QCOMPARE(check(tokens, Issuer("other-").token("RS256", claims())), Verdict::Later);
        m_waiting(Error{Errc::Unreachable, QStringLiteral("Nobody answers."), {}});
        QCOMPARE(check(tokens, m_issuer->token("RS256", claims())), Verdict::Good); // the old keys stay
    }

    void onlyKeySetsWithFitKeysAreTaken() {
        for (const char* text :
             {"", "{}", "[]", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
              "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
              "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}"})
            QVERIFY2(!access::PublicKey::readSet(text).ok(), text);
        QCOMPARE(access::PublicKey::readSet(m_set)->size(), std::size_t(2));
    }

    void theDoorKnowsTheirPeopleAndHoldsThemToTheirRate() {
        QTemporaryDir folder;
        auto database = store::Database::open(folder.path().toStdString());
        QVERIFY(database.ok());
        access::Access people((*database)->sql(), m_clock, "https://home.example");
        const auto anna = *people.addPerson("anna", "Anna", access::Role::Trainee);
        auto tokens = make();
        access::Door door((*database)->sql(), m_clock, "https://home.example", &tokens, 60);
        access::Credential known;
        const auto show = [&](const QByteArray& token) {
            return *door.verify("bearer " + token.toStdString(), "::1", known);
        };
        using Seen = access::Door::Verdict;
        QCOMPARE(show(m_issuer->token("RS256", claims())), Seen::Known);
        QCOMPARE(known.account, anna.account);
        QCOMPARE(known.role, access::Role::Trainee);
        QCOMPARE(show(m_issuer->token(
                     "RS256", claims({{QStringLiteral("preferred_username"), QStringLiteral("eve")}}))),
                 Seen::Unknown);
        QCOMPARE(show("nonsense"), Seen::Unknown);
        int held = 0;
        for (int i = 0; i < 70; ++i)
            held += show(m_issuer->token("ES256", claims())) == Seen::TooFast;
        QCOMPARE(held, 11);
        m_clock.push(2s); // two more fit in
        QCOMPARE(show(m_issuer->token("ES256", claims())), Seen::Known);
        const QJsonObject role{{QStringLiteral("roles"), QStringLiteral("administrator")}};
        for (int i = 0; i < 70; ++i)
            QCOMPARE(show(m_issuer->token("ES256", claims(role))), Seen::Known);
        access::Door closed((*database)->sql(), m_clock, "https://home.example");
        QCOMPARE(*closed.verify("Bearer " + m_issuer->token("RS256", claims()).toStdString(), "::1", known),
                 Seen::Unknown);
    }
};

QTEST_GUILESS_MAIN(tst_Tokens)
#include "tst_Tokens.moc"
