#include "core/connection/HostLink.h"

#include "tests/fakes/AccountSshd.h"
#include "tests/fakes/SshTrainee.h"

#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace understudy;
using namespace understudy::connection;
using State = HostLink::State;

namespace {

/// A keychain for tests, which may refuse to take anything.
class Drawer final : public Secrets {
public:
    std::map<QString, QString> kept;
    bool broken = false;

    void read(const QString& name, std::function<void(std::optional<QString>)> done) override {
        const auto it = kept.find(name);
        done(it == kept.end() ? std::nullopt : std::optional(it->second));
    }
    void write(const QString& name, const QString& secret, std::function<void(Result<void>)> done) override {
        if (broken)
            return done(Error{Errc::Refused, "not kept", {}});
        kept[name] = secret;
        done(Result<void>{});
    }
    void forget(const QString& name) override { kept.erase(name); }
};

} // namespace

/// Real logins to a real OpenSSH server.
class tst_HostLink final : public QObject {
    Q_OBJECT
    fakes::AccountSshd m_sshd;
    fakes::RealThreads m_threads;
    SystemClock m_clock;
    QTemporaryDir m_folder;
    Drawer m_drawer;
    std::vector<SecretQuestion> m_asked;
    QStringList m_answers; ///< one for each question, then none
    bool m_keep = false;
    int m_hosts = 0;

    Connection ada() const {
        Connection connection;
        connection.id = "ada";
        connection.name = "Bastion";
        connection.address = {fakes::AccountSshd::user, "127.0.0.1", m_sshd.port()};
        return connection;
    }
    Connection withKey() const {
        Connection connection = ada();
        connection.login = Connection::Login::KeyFile;
        connection.keyFile = m_sshd.identity();
        return connection;
    }
    std::unique_ptr<HostLink> link(const Connection& connection) {
        const LinkQuestions questions{
            [this](const ssh::HostQuestion&, const std::function<void(ssh::HostAnswer)>& answer) {
                ++m_hosts;
                answer(ssh::HostAnswer::Remember);
            },
            [this](const SecretQuestion& question,
                   const std::function<void(std::optional<SecretAnswer>)>& answer) {
                m_asked.push_back(question);
                if (m_answers.isEmpty())
                    answer(std::nullopt);
                else
                    answer(SecretAnswer{{m_answers.takeFirst()}, m_keep});
            }};
        const HostLink::Means means{
            m_threads, fakes::postHere(), m_clock, &m_drawer, {m_folder.filePath("known")}, "nobody", {}};
        return std::make_unique<HostLink>(connection, means, questions);
    }
    /// Opens a shell and says its name; false when there is none.
    bool works(HostLink& link) {
        std::unique_ptr<fakes::StreamReader> reader;
        link.shell(this, 80, 24, [&](std::unique_ptr<terminal::ByteStream> stream) {
            reader = std::make_unique<fakes::StreamReader>(std::move(stream));
            reader->stream->write("echo I am $(id -un)\n");
        });
        return QTest::qWaitFor([&] { return reader || link.state() == State::Failed; }, 40'000) && reader &&
               reader->waitFor("I am ada");
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_sshd.start({"MaxAuthTries 10"}))
            QSKIP(qPrintable(m_sshd.reason()));
    }
    void init() {
        m_asked.clear();
        m_answers.clear();
        m_drawer = {};
        m_keep = false;
    }

    void aPasswordIsAskedForOnceAndAllTerminalsShareTheLogin() {
        m_answers = {fakes::AccountSshd::password};
        const auto link = this->link(ada());
        QVERIFY(works(*link));
        QVERIFY(works(*link));
        QCOMPARE(m_asked.size(), std::size_t(1));
        QCOMPARE(m_asked[0].triesLeft, 3);
        QVERIFY(m_drawer.kept.empty());
        QCOMPARE(m_hosts, 1);
    }

    void aWrongPasswordMayBeTypedThreeTimes() {
        m_answers = {"wrong", "wrong again", "and again", "never asked"};
        const auto link = this->link(ada());
        QVERIFY(!works(*link));
        QCOMPARE(m_asked.size(), std::size_t(3));
        QCOMPARE(m_asked[1].triesLeft, 2);
        QCOMPARE(m_asked[2].triesLeft, 1);
        QCOMPARE(link->state(), State::Failed);
        QVERIFY(link->trouble()->sentence.contains("did not accept the password"));
        m_answers = {fakes::AccountSshd::password};
        QVERIFY(works(*link)); // the same link goes on
    }

    void aKeptPasswordIsNotAskedForAgain() {
        m_answers = {fakes::AccountSshd::password};
        m_keep = true;
        QVERIFY(works(*link(ada())));
        QCOMPARE(m_drawer.kept.size(), std::size_t(1));
        QVERIFY(works(*link(ada())));
        QCOMPARE(m_asked.size(), std::size_t(1));
    }

    void aWrongPasswordIsNotKept() {
        m_answers = {"wrong"};
        m_keep = true;
        QVERIFY(!works(*link(ada())));
        QVERIFY(m_drawer.kept.empty());
    }

    void aKeptPasswordThatIsRefusedIsForgottenAndAsked() {
        m_answers = {fakes::AccountSshd::password};
        m_keep = true;
        QVERIFY(works(*link(ada())));
        for (auto& [name, secret] : m_drawer.kept)
            secret = "changed meanwhile";
        m_keep = false;
        m_answers = {fakes::AccountSshd::password};
        m_asked.clear();
        QVERIFY(works(*link(ada())));
        QCOMPARE(m_asked.size(), std::size_t(1));
        QVERIFY(m_asked[0].keptRefused);
        QVERIFY(m_drawer.kept.empty());
    }

    void aKeychainThatTakesNothingIsSaidAfterTheLogin() {
        m_answers = {fakes::AccountSshd::password};
        m_keep = true;
        m_drawer.broken = true;
        const auto link = this->link(ada());
        QSignalSpy notKept(link.get(), &HostLink::notKept);
        QVERIFY(works(*link));
        QCOMPARE(notKept.size(), 1);
    }

    void aKeyFileNeedsNoPassword() {
        QVERIFY(works(*link(withKey())));
        QVERIFY(m_asked.empty());
    }

    void aHostBehindAnotherIsReachedThroughIt() {
        Connection connection = withKey();
        connection.jumps = {connection.address};
        QVERIFY(works(*link(connection)));
        connection.jumps.front().port = fakes::AccountSshd::freePort();
        const auto cut = link(connection);
        QVERIFY(!works(*cut)); // never straight on instead
        QVERIFY(!cut->trouble()->sentence.isEmpty());
    }

    void aPasswordIsNotKeptWhereItCouldBeToldToAnotherServer() {
        m_answers = {fakes::AccountSshd::password, fakes::AccountSshd::password};
        m_keep = true;
        Connection connection = ada();
        connection.jumps = {connection.address};
        QVERIFY(works(*link(connection)));
        QCOMPARE(m_asked.size(), std::size_t(2));
        QVERIFY(!m_asked[0].mayKeep && !m_asked[1].mayKeep);
        QVERIFY(m_drawer.kept.empty());
    }

    void stoppingTheLoginSaysSoAndTryingAgainWorks() {
        const auto link = this->link(ada());
        QVERIFY(!works(*link));
        QCOMPARE(link->trouble()->code, Errc::Cancelled);
        m_answers = {fakes::AccountSshd::password};
        QVERIFY(works(*link));
    }

    void aServerThatIsKilledIsNoticedAndComeBackTo() {
        const auto link = this->link(withKey());
        link->setPause(std::chrono::hours(1));
        QVERIFY(works(*link));
        m_sshd.stop();
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Lost, 40'000);
        QVERIFY(!works(*link));
        QCOMPARE(link->state(), State::Failed);
        QVERIFY(link->trouble()->sentence.contains("Nothing listens"));
        QVERIFY(m_sshd.restart({"MaxAuthTries 10"}));
        QVERIFY(works(*link));
    }

    void aHostThatIsBackIsComeBackToByItself() {
        const auto link = this->link(withKey());
        link->setPause(std::chrono::milliseconds(20));
        QVERIFY(works(*link));
        QSignalSpy changes(link.get(), &HostLink::changed);
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(changes.size() > 6, 40'000); // lost, and tried in vain again and again
        QVERIFY(link->state() == State::Lost || link->state() == State::Connecting);
        QVERIFY(m_sshd.restart({"MaxAuthTries 10"}));
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Connected, 40'000);
        QVERIFY(m_asked.empty());
    }

    void aTryAskedForInAPauseGoesOnWaitingWhenItFailsAndTheShellComesBack() {
        const auto link = this->link(withKey());
        link->setPause(std::chrono::hours(1));
        std::unique_ptr<terminal::ByteStream> shell;
        link->shell(this, 80, 24,
                    [&](std::unique_ptr<terminal::ByteStream> stream) { shell = std::move(stream); });
        QTRY_VERIFY_WITH_TIMEOUT(shell, 40'000);
        int interruptions = 0;
        std::optional<std::chrono::milliseconds> gap;
        QByteArray text;
        shell->interrupted = [&](const terminal::StreamEnd&) { ++interruptions; };
        shell->resumed = [&](std::chrono::milliseconds length) { gap = length; };
        shell->received = [&](std::string_view bytes) {
            text.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        m_sshd.stop();
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Lost, 40'000);
        QVERIFY(link->nextTry());
        link->tryNow();
        QCOMPARE(link->state(), State::Connecting);
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Lost, 40'000);
        QVERIFY(interruptions >= 1 && !gap);
        QVERIFY(m_sshd.restart({"MaxAuthTries 10"}));
        link->tryNow();
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Connected, 40'000);
        QVERIFY(gap && gap->count() > 0);
        shell->write("echo still $((40 + 2))\n");
        QTRY_VERIFY_WITH_TIMEOUT(text.contains("still 42"), 20'000);
    }

    void aConfigurationThatLeadsInACircleStopsTheLoginBeforeItBegins() {
        QDir(m_folder.path()).mkpath(".ssh");
        QFile file(m_folder.filePath(".ssh/config"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Host there\n ProxyJump back\nHost back\n ProxyJump there\n");
        file.close();
        Connection connection = withKey();
        connection.address.host = "there";
        HostLink link(connection,
                      {m_threads, fakes::postHere(), m_clock, nullptr, {}, "nobody", file.fileName()}, {});
        QVERIFY(!works(link));
        QVERIFY2(link.trouble()->sentence.contains("in a circle"), qPrintable(link.trouble()->sentence));
        QVERIFY(file.remove());
        QVERIFY(!works(link)); // mended meanwhile: it asks the network now
        QVERIFY(!link.trouble()->sentence.contains("in a circle"));
    }

    void nobodyIsAskedAPasswordOutOfTheBlue() {
        m_answers = {fakes::AccountSshd::password};
        const auto link = this->link(ada());
        link->setPause(std::chrono::milliseconds(20));
        QVERIFY(works(*link));
        QVERIFY(m_sshd.restart({"MaxAuthTries 10"}));
        QTRY_COMPARE_WITH_TIMEOUT(link->state(), State::Failed, 40'000);
        QVERIFY(link->trouble()->sentence.contains("answers again"));
        QCOMPARE(m_asked.size(), std::size_t(1));
        m_answers = {fakes::AccountSshd::password};
        QVERIFY(works(*link)); // asked for, it asks
        QCOMPARE(m_asked.size(), std::size_t(2));
    }

    void leavingAHostEndsItUntilOneComesBack() {
        const auto link = this->link(withKey());
        QVERIFY(works(*link));
        link->close();
        QCOMPARE(link->state(), State::Idle);
        QVERIFY(works(*link));
    }

    void aChangedKeyIsRefusedUntilItIsReplaced() {
        const Connection connection = withKey();
        QVERIFY(works(*link(connection)));
        QVERIFY(m_sshd.reinstall({"MaxAuthTries 10"}));
        const int hosts = m_hosts;
        const auto link = this->link(connection);
        QVERIFY(!works(*link));
        const auto change = link->hostKeyChange();
        QVERIFY(change);
        QVERIFY(change->known != change->shown);
        QVERIFY(m_sshd.hostKeyLine().startsWith(change->shown.line()));
        QVERIFY(!works(*link)); // asking again changes nothing
        QVERIFY(link->replaceHostKey().ok());
        QVERIFY(works(*link));
        QCOMPARE(m_hosts, hosts);
    }

    void aLinkThatIsGoneTakesNoAnswer() {
        std::function<void(std::optional<SecretAnswer>)> late;
        const HostLink::Means means{
            m_threads, fakes::postHere(), m_clock, &m_drawer, {m_folder.filePath("known")}, "nobody", {}};
        auto link = std::make_unique<HostLink>(
            ada(), means,
            LinkQuestions{
                {}, [&](const SecretQuestion&, std::function<void(std::optional<SecretAnswer>)> answer) {
                    late = std::move(answer);
                }});
        link->shell(this, 80, 24, [](std::unique_ptr<terminal::ByteStream>) { QFAIL("a shell for nobody"); });
        QTRY_VERIFY_WITH_TIMEOUT(late, 20'000);
        link.reset();
        late(SecretAnswer{{fakes::AccountSshd::password}, true});
        QCoreApplication::processEvents();
        QVERIFY(m_drawer.kept.empty());
    }
};

QTEST_GUILESS_MAIN(tst_HostLink)
#include "tst_HostLink.moc"
