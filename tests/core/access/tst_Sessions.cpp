#include "core/access/Sessions.h"

#include "core/access/Audit.h"
#include "core/access/Passwords.h"
#include "core/store/Database.h"

#include "tests/fakes/PushedClock.h"
#include "tests/fakes/RealThreads.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace understudy;
using namespace std::chrono_literals;
using access::Role;
using access::Sessions;
using Verdict = access::Sessions::Verdict;

class tst_Sessions final : public QObject {
    Q_OBJECT

    const std::string m_password = "four words in a row";
    std::string m_hash;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<store::Database> m_database;
    fakes::PushedClock m_clock;
    std::unique_ptr<fakes::RealThreads> m_threads;
    std::unique_ptr<Sessions> m_sessions;

    store::Sql& sql() { return m_database->sql(); }
    access::Access people() { return access::Access(sql(), m_clock, "https://home.example"); }
    access::Person add(const char* name, Role role = Role::Coordinator) {
        const auto person = *people().addPerson(name, name, role);
        if (!access::Passwords(sql(), m_clock).set(person.id, m_hash))
            qFatal("no password");
        return person;
    }
    Sessions::Opened open(const std::string& name, const std::string& password,
                          const std::string& from = "10.0.0.1") {
        std::optional<Sessions::Opened> opened;
        m_sessions->open(name, password, from, [&](const auto& outcome) { opened = *outcome; });
        const bool atOnce = opened.has_value();
        if (!QTest::qWaitFor([&] { return opened.has_value(); }, 20000) || atOnce)
            qFatal("no answer, or one given too soon");
        return *opened;
    }
    static http::Request with(const std::string& token, bool secure = true) {
        http::Request request;
        request.secure = secure;
        request.headers = {
            {"host", "lrs.example"},
            {"cookie", std::string("a=b; ") + (secure ? "__Host-" : "") + "understudy=" + token}};
        return request;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(sodium_init() >= 0);
        m_hash = *access::Passwords::hash(m_password);
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = store::Database::open(m_folder->path().toStdString());
        m_database = std::move(*opened);
        m_threads = std::make_unique<fakes::RealThreads>();
        const Post post = [this](std::function<void()> work) {
            QMetaObject::invokeMethod(
                this, [work = std::move(work)] { work(); }, Qt::QueuedConnection);
        };
        const access::Change change = [this, post](auto work, auto done) {
            post([this, work, done] { done(sql().transact([&] { return work(sql()); })); });
        };
        m_sessions =
            std::make_unique<Sessions>(sql(), change, m_clock, *m_threads, post, "https://home.example");
    }
    void cleanup() {
        m_sessions.reset();
        m_threads.reset();
        m_database.reset();
    }

    void theRightPasswordOpensASessionOfTwelveHours() {
        const auto anna = add("anna");
        const auto opened = open("anna", m_password);
        QCOMPARE(opened.verdict, Verdict::Opened);
        const auto session = *m_sessions->find(with(opened.token));
        QVERIFY(session && session->person.id == anna.id && session->credential.role == Role::Coordinator);
        QVERIFY(may(session->credential, access::Deed::ChangePeople));
        QVERIFY(!*m_sessions->find(with(opened.token + "x")));
        QVERIFY(!*m_sessions->find(with("")));
        auto other = with(opened.token, false);
        other.secure = true; // a cookie without TLS is none where there is TLS
        QVERIFY(!*m_sessions->find(other));
        m_clock.push(12h - 1s);
        QVERIFY(*m_sessions->find(with(opened.token)));
        m_clock.push(2s);
        QVERIFY(!*m_sessions->find(with(opened.token)));
    }

    void aWrongNameAWrongPasswordAndATraineeGetTheSame() {
        add("anna");
        add("tom", Role::Trainee);
        QCOMPARE(open("anna", "four words in a ro").verdict, Verdict::Wrong);
        QCOMPARE(open("nobody", m_password).verdict, Verdict::Wrong);
        QCOMPARE(open("tom", m_password).verdict, Verdict::Wrong);
        QVERIFY(people().addPerson("without", "Without", Role::Administrator).ok());
        QCOMPARE(open("without", "").verdict, Verdict::Wrong);
        QCOMPARE((*sql().run("SELECT count(*) FROM session"))[0].integer(0), 0);
    }

    void guessingIsHeldUpByNameAndAddressAlsoAllAtOnce() {
        add("anna");
        int wrong = 0, held = 0;
        for (int i = 0; i < 12; ++i)
            m_sessions->open("anna", "guess", "10.0.0.1", [&](const auto& outcome) {
                outcome->verdict == Verdict::TooMany ? ++held : ++wrong;
            });
        QTRY_COMPARE_WITH_TIMEOUT(wrong + held, 12, 30000);
        QCOMPARE(wrong, 5);
        QCOMPARE(open("anna", m_password).verdict, Verdict::TooMany);
        QCOMPARE(open("anna", m_password, "10.0.0.2").verdict, Verdict::Opened); // elsewhere, by herself
        m_clock.push(61s);
        QCOMPARE(open("anna", m_password).verdict, Verdict::Opened);
        for (int i = 0; i < 8; ++i) // what was right is not counted
            QCOMPARE(open("anna", m_password).verdict, Verdict::Opened);
    }

    void whatWasNotCheckedIsNoWrongPassword() {
        add("anna");
        int busy = 0, answers = 0;
        for (int i = 0; i < 60; ++i)
            m_sessions->open("anna" + std::to_string(i), "x", "10.0.1." + std::to_string(i),
                             [&](const auto& outcome) {
                                 ++answers;
                                 busy += outcome->verdict == Verdict::Busy;
                             });
        // The queue is full: of these none is looked at.
        for (int i = 0; i < 5; ++i)
            m_sessions->open("anna", m_password, "10.0.0.1", [&](const auto& outcome) {
                ++answers;
                QVERIFY(outcome->verdict == Verdict::Busy || outcome->verdict == Verdict::Opened);
            });
        QTRY_COMPARE_WITH_TIMEOUT(answers, 65, 60000);
        QVERIFY(busy > 0);
        QVERIFY(sql().script("ALTER TABLE password RENAME TO away").ok());
        int failures = 0;
        for (int i = 0; i < 8; ++i)
            m_sessions->open("anna", m_password, "10.0.0.1",
                             [&](const auto& outcome) { failures += !outcome.ok(); });
        QTRY_COMPARE(failures, 8);
        QVERIFY(sql().script("ALTER TABLE away RENAME TO password").ok());
        QCOMPARE(open("anna", m_password).verdict, Verdict::Opened);
    }

    void withoutMemoryThePasswordIsNotCalledWrong() {
        std::size_t pages = 0;
        QFile statm(QStringLiteral("/proc/self/statm"));
        QVERIFY(statm.open(QIODevice::ReadOnly));
        pages = statm.readAll().split(' ').value(0).toULongLong();
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
        const rlimit tight{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (16U << 20), before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
        const auto known = access::Passwords::matches(m_hash, m_password);
        const auto nobody = access::Passwords::matches("", m_password);
        QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
        QVERIFY(!known.ok() && known.error().code == Errc::Busy);
        QVERIFY(!nobody.ok());
        QVERIFY(*access::Passwords::matches(m_hash, m_password));
        QVERIFY(!*access::Passwords::matches(m_hash, "another"));
        QVERIFY(!*access::Passwords::matches("", m_password));
    }

    void aVeryLongNameIsNobodysAndNeitherKeptNorCounted() {
        for (int i = 0; i < 8; ++i)
            QCOMPARE(open(std::string(201, 'x'), "guess").verdict, Verdict::Wrong);
        QCOMPARE(access::Audit(sql(), m_clock).newest(10)->size(), std::size_t(0));
    }

    void whoMayNoLongerSeeThePagesHasNoSession() {
        const auto anna = add("anna");
        const auto token = open("anna", m_password).token;
        QVERIFY(*m_sessions->find(with(token)));
        QVERIFY(sql().run("UPDATE person SET role = 'trainee'").ok()); // as another version might do it
        QVERIFY(!*m_sessions->find(with(token)));
        QVERIFY(people().setRole(anna.id, Role::Coordinator).ok());
        QVERIFY(!*m_sessions->find(with(token))); // a new role begins with signing in
    }

    void tooManyAtOnceAreToldToWait() {
        std::map<Verdict, int> got;
        for (int i = 0; i < 60; ++i)
            m_sessions->open("somebody" + std::to_string(i), "x", "10.0.0." + std::to_string(i),
                             [&](const auto& outcome) { ++got[outcome->verdict]; });
        QTRY_VERIFY_WITH_TIMEOUT(got[Verdict::Busy] > 0, 20000);
        m_sessions.reset(); // what waits is dropped, and nothing comes back
        m_threads.reset();
        QCoreApplication::processEvents();
        QVERIFY(got[Verdict::Wrong] + got[Verdict::Busy] < 60);
    }

    void signingOutAndANewPasswordEndSessions() {
        const auto anna = add("anna");
        const auto first = open("anna", m_password), second = open("anna", m_password);
        bool closed = false;
        m_sessions->close(with(first.token), [&](const auto& done) { closed = done.ok(); });
        QTRY_VERIFY(closed);
        QVERIFY(!*m_sessions->find(with(first.token)));
        QVERIFY(*m_sessions->find(with(second.token)));
        QVERIFY(access::Passwords(sql(), m_clock).set(anna.id, m_hash).ok());
        QVERIFY(!*m_sessions->find(with(second.token)));
    }

    void aChangeNeedsThePagesOwnToken() {
        add("anna");
        const auto token = open("anna", m_password).token;
        auto request = with(token);
        const auto session = **m_sessions->find(request);
        QVERIFY(!Sessions::ownPage(request, session));
        request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
        request.body = "x=1&csrf=" + session.csrf;
        QVERIFY(Sessions::ownPage(request, session));
        request.body = "csrf=" + std::string(64, '0');
        QVERIFY(!Sessions::ownPage(request, session));
        request.headers.emplace_back("x-csrf-token", session.csrf);
        QVERIFY(Sessions::ownPage(request, session));
        request.headers.emplace_back("origin", "https://lrs.example");
        QVERIFY(Sessions::ownPage(request, session));
        request.headers.back().second = "https://evil.example";
        QVERIFY(!Sessions::ownPage(request, session));
        request.headers.back() = {"sec-fetch-site", "cross-site"};
        QVERIFY(!Sessions::ownPage(request, session));
        QVERIFY(session.csrf.find(token) == std::string::npos);
    }

    void cookiesAreOutOfReachOfScriptsAndOtherSites() {
        const auto cookie = Sessions::cookie("T", true);
        for (const char* part :
             {"__Host-understudy=T;", "HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=43200"})
            QVERIFY2(cookie.find(part) != std::string::npos, part);
        QVERIFY(Sessions::cookie("", true).find("Max-Age=0") != std::string::npos);
        QVERIFY(Sessions::cookie("T", false).find("Secure") == std::string::npos);
    }

    void theDatabaseHoldsNeitherPasswordNorToken() {
        add("anna");
        const auto token = open("anna", m_password).token;
        m_sessions.reset();
        m_database.reset();
        QFile file(m_folder->filePath(QStringLiteral("progress.sqlite")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto bytes = file.readAll();
        QVERIFY(bytes.contains("$argon2id$"));
        QVERIFY(!bytes.contains(QByteArray::fromStdString(token)));
        QVERIFY(!bytes.contains(QByteArray::fromStdString(m_password)));
    }

    void whoSignedInAndWhoTriedIsWrittenDown() {
        add("anna");
        open("anna", m_password);
        open("anna", "wrong");
        open("my secret password", "anna"); // the fields mixed up
        const auto entries = *access::Audit(sql(), m_clock).newest(10);
        QStringList told;
        for (const auto& entry : entries)
            told += QString::fromStdString(entry.who + ' ' + entry.deed + ' ' + entry.source);
        QCOMPARE(told.join(u'|'), QStringLiteral("anna session.open 10.0.0.1|anna session.refused 10.0.0.1|"
                                                 "(unknown) session.refused 10.0.0.1"));
    }

    void weakPasswordsAreRefusedInASentence() {
        using access::Passwords;
        for (const char* weak : {"", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "anna's long words",
                                 "my Password is", "1234567890123456"})
            QVERIFY2(Passwords::weakness(weak, "anna").endsWith(u'.'), weak);
        QVERIFY(Passwords::weakness(std::string(1001, 'x') + "abcdefg", "anna").endsWith(u'.'));
        QCOMPARE(Passwords::weakness("grüne Äpfel im Mai", "anna"), QString());
    }
};

QTEST_GUILESS_MAIN(tst_Sessions)
#include "tst_Sessions.moc"
