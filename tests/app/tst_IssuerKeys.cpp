#include "app/server/IssuerKeys.h"

#include "tests/app/KeyPage.h"
#include "tests/fakes/Issuer.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/RealThreads.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using access::Tokens;
using server::IssuerKeys;
using tests::KeyPage;
using Verdict = access::Tokens::Verdict;

namespace {

Post toThisThread() {
    return [](std::function<void()> work) {
        QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work), Qt::QueuedConnection);
    };
}

/// Somebody who checks tokens with keys that come by TLS.
class Checking final {
public:
    Checking(const QString& place, const QString& authority, const Clock& clock)
        : m_clock(clock)
        , m_keys(IssuerKeys::open(place, authority, m_threads, toThisThread()).value()) {}

    Verdict check(const fakes::Issuer& issuer) {
        const auto now = m_clock.now().time_since_epoch().count() / 1000;
        const auto token =
            issuer.token("ES256", {{QStringLiteral("iss"), QStringLiteral("https://id.example")},
                                   {QStringLiteral("aud"), QStringLiteral("understudy")},
                                   {QStringLiteral("preferred_username"), QStringLiteral("anna")},
                                   {QStringLiteral("exp"), qint64(now + 600)}});
        access::Claims ignored;
        return m_tokens.check(token.toStdString(), ignored);
    }
    /// When the keys have come, or have not.
    Verdict checkInTheEnd(const fakes::Issuer& issuer) {
        auto verdict = Verdict::Later;
        (void)QTest::qWaitFor([&] { return (verdict = check(issuer)) != Verdict::Later; }, 20000);
        return verdict;
    }

private:
    const Clock& m_clock;
    fakes::RealThreads m_threads;
    std::unique_ptr<IssuerKeys> m_keys;
    Tokens m_tokens{{"https://id.example", "understudy", "preferred_username", "roles"},
                    m_clock,
                    [this](auto done) { m_keys->read(std::move(done)); }};
};

} // namespace

/// The keys of an OpenID provider, fetched from a real server by TLS.
class tst_IssuerKeys final : public QObject {
    Q_OBJECT

    std::unique_ptr<fakes::Issuer> m_issuer;
    std::unique_ptr<fakes::Issuer> m_later; ///< the same with new keys
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<KeyPage> m_page;
    fakes::PushedClock m_clock;

    QString file(const char* name, const QByteArray& bytes) const {
        QFile file(m_folder->filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
        return file.fileName();
    }
    static void expect(const char* pattern) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromLatin1(pattern)));
    }

private Q_SLOTS:
    void initTestCase() {
        m_issuer = std::make_unique<fakes::Issuer>();
        m_later = std::make_unique<fakes::Issuer>("later-");
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_page = std::make_unique<KeyPage>(m_issuer->keySet());
    }

    void keysComeByTlsFromWhoIsVouchedFor() {
        Checking checking(m_page->url(), file("authority.pem", m_page->authority()), m_clock);
        QCOMPARE(checking.check(*m_issuer), Verdict::Later);
        QCOMPARE(checking.checkInTheEnd(*m_issuer), Verdict::Good);
        QCOMPARE(checking.check(*m_issuer), Verdict::Good);
        QCOMPARE(m_page->asked(), 1);
    }

    void whomAnotherAuthorityVouchesForIsNotBelieved_data() {
        QTest::addColumn<bool>("named");
        QTest::newRow("one that was named") << true;
        QTest::newRow("those of the system") << false;
    }
    void whomAnotherAuthorityVouchesForIsNotBelieved() {
        QFETCH(bool, named);
        const auto other = file("other.pem", KeyPage({}).authority());
        Checking checking(m_page->url(), named ? other : QString(), m_clock);
        expect("^The keys of the issuer cannot be fetched from https://127.0.0.1:\\d+/keys\\. \\(SSL ");
        QCOMPARE(checking.checkInTheEnd(*m_issuer), Verdict::Bad);
        QCOMPARE(m_page->asked(), 0);
    }

    void aNewKeyIsFoundAMinuteAfterAtTheLatest() {
        Checking checking(m_page->url(), file("authority.pem", m_page->authority()), m_clock);
        QCOMPARE(checking.checkInTheEnd(*m_issuer), Verdict::Good);
        m_page->publish(m_later->keySet());
        QCOMPARE(checking.check(*m_later), Verdict::Bad); // nobody makes us ask again and again
        m_clock.push(1min);
        QCOMPARE(checking.check(*m_issuer), Verdict::Good);
        QCOMPARE(m_page->asked(), 1); // whose key is known makes nobody ask
        QCOMPARE(checking.check(*m_later), Verdict::Later);
        QCOMPARE(checking.checkInTheEnd(*m_later), Verdict::Good);
        QCOMPARE(m_page->asked(), 2);
        QCOMPARE(checking.check(*m_issuer), Verdict::Bad); // withdrawn
    }

    void knownKeysStayWhenNoNewOnesCome_data() {
        QTest::addColumn<bool>("away");
        QTest::newRow("nobody answers") << true;
        QTest::newRow("nonsense is answered") << false;
    }
    void knownKeysStayWhenNoNewOnesCome() {
        QFETCH(bool, away);
        Checking checking(m_page->url(), file("authority.pem", m_page->authority()), m_clock);
        QCOMPARE(checking.checkInTheEnd(*m_issuer), Verdict::Good);
        if (away)
            m_page.reset();
        else
            m_page->publish("<html>Log in</html>");
        m_clock.push(1min);
        expect(away ? "cannot be fetched" : "key");
        QCOMPARE(checking.checkInTheEnd(*m_later), Verdict::Bad);
        QCOMPARE(checking.check(*m_issuer), Verdict::Good);
    }

    void aRedirectThatLeavesTlsIsNotFollowed() {
        tests::RunningServer plain([this](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            exchange->reply({200, {}, m_later->keySet()});
        });
        m_page->answer(
            {302, {{"Location", "http://127.0.0.1:" + std::to_string(plain.port()) + "/keys"}}, {}});
        Checking checking(m_page->url(), file("authority.pem", m_page->authority()), m_clock);
        expect("cannot be fetched");
        QCOMPARE(checking.checkInTheEnd(*m_later), Verdict::Bad);
    }

    void whatCannotBeTrustedIsRefusedAtTheStart() {
        fakes::RealThreads threads;
        const auto refused = [&](const QString& place, const QString& authority) {
            const auto opened = IssuerKeys::open(place, authority, threads, toThisThread());
            return !opened && opened.error().code == Errc::Refused && !opened.error().sentence.isEmpty();
        };
        const auto safe = QStringLiteral("https://id.example/keys");
        QVERIFY(refused(QStringLiteral("http://id.example/keys"), {}));
        QVERIFY(refused(QStringLiteral("ftp://id.example/keys"), {}));
        QVERIFY(refused(safe, QStringLiteral("/nowhere/authority.pem")));
        QVERIFY(refused(safe, file("empty.pem", {})));
        QVERIFY(refused(safe, file("text.pem", "no certificate\n")));
        QVERIFY(!refused(safe, file("authority.pem", m_page->authority())));
        QVERIFY(!refused(QStringLiteral("http://[::1]:8080/keys"), {}));
    }
};

QTEST_GUILESS_MAIN(tst_IssuerKeys)
#include "tst_IssuerKeys.moc"
