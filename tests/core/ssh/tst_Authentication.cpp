#include "core/ssh/Authentication.h"

#include "tests/fakes/KeyboardServer.h"
#include "tests/fakes/SshAgent.h"
#include "tests/fakes/SshCase.h"

#include <QScopeGuard>

#include <array>
#include <fcntl.h>
#include <string.h>

using namespace understudy;
using fakes::SshTrainee;

namespace {

/// Letters made at run time, so that the program's text does not have them, and kept only in disguise.
struct Disguised {
    std::array<unsigned char, 24> bytes{};
    Disguised() {
        const int random = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
        (void)!::read(random, bytes.data(), bytes.size());
        ::close(random);
        for (unsigned char& each : bytes)
            each = static_cast<unsigned char>(('a' + each % 26) ^ 0xa5);
    }
    char at(std::size_t i) const { return static_cast<char>(bytes[i] ^ 0xa5); }
    QString text() const {
        QString plain;
        plain.reserve(static_cast<qsizetype>(bytes.size()));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            plain.append(QLatin1Char(at(i)));
        return plain;
    }
    void writeTo(const QString& file) const {
        const int fd = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const char letter = at(i);
            (void)!::write(fd, &letter, 1);
        }
        ::close(fd);
    }
    /// How often it stands in this program's memory, one or two bytes a letter.
    int copiesInMemory() const {
        QFile maps("/proc/self/maps");
        const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        if (!maps.open(QIODevice::ReadOnly) || memory < 0)
            return -1;
        int copies = 0;
        std::vector<unsigned char> block;
        for (const QByteArray& line : maps.readAll().split('\n')) {
            const QList<QByteArray> range = line.split(' ').value(0).split('-');
            if (!line.contains(" rw") || range.size() != 2)
                continue;
            const auto from = range.at(0).toULongLong(nullptr, 16);
            const auto to = range.at(1).toULongLong(nullptr, 16);
            if (to - from > (1ULL << 30))
                continue; // a sanitizer's shadow
            block.resize(to - from);
            const ssize_t got = ::pread(memory, block.data(), block.size(), static_cast<off_t>(from));
            for (const std::size_t step : {1U, 2U})
                for (ssize_t i = 0; i + static_cast<ssize_t>(bytes.size() * step) <= got; ++i)
                    copies += isHere(block.data() + i, step) ? 1 : 0;
            ::explicit_bzero(block.data(), block.size()); // or the next search would find this one's copy
        }
        ::close(memory);
        return copies;
    }
    bool isHere(const unsigned char* place, std::size_t step) const {
        for (std::size_t k = 0; k < bytes.size(); ++k)
            if (static_cast<unsigned char>(place[k * step] ^ 0xa5) != bytes[k] ||
                (step == 2 && place[k * step + 1] != 0))
                return false;
        return true;
    }
};

} // namespace

/// Every way to prove who the trainee is, each with its refusal, against Debian's OpenSSH where it can.
class tst_Authentication final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void everyKindOfGoodKeyIsTakenAndAShortOneIsRefused_data() {
        QTest::addColumn<QStringList>("kind");
        QTest::addColumn<bool>("good");
        QTest::newRow("ed25519") << QStringList{"-t", "ed25519"} << true;
        QTest::newRow("ecdsa 256") << QStringList{"-t", "ecdsa"} << true;
        QTest::newRow("ecdsa 521") << QStringList{"-t", "ecdsa", "-b", "521"} << true;
        QTest::newRow("rsa 3072") << QStringList{"-t", "rsa", "-b", "3072"} << true;
        QTest::newRow("rsa 1024") << QStringList{"-t", "rsa", "-b", "1024"} << false;
    }
    void everyKindOfGoodKeyIsTakenAndAShortOneIsRefused() {
        QFETCH(QStringList, kind);
        QFETCH(bool, good);
        const QByteArray name = QString(kind.join("")).remove('-').toLatin1();
        auto there = m_case.session();
        SshTrainee trainee;
        const QString file = m_case.makeKey(name.constData(), true, {}, kind);
        QCOMPARE(trainee.connect(*there, m_case.withIdentity(file)), good);
        if (!good)
            QVERIFY(trainee.error().sentence.contains("too short"));
    }

    void anRsaKeySignsWithSha2Only() {
        const QString file = m_case.makeKey("rsa", true, {}, {"-t", "rsa", "-b", "2048"});
        fakes::Sshd modern;
        QVERIFY2(modern.start({"PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256",
                               "AuthorizedKeysFile " + m_case.sshd.path("authorized")}),
                 qPrintable(modern.reason()));
        ssh::Target to = m_case.targetOf(modern);
        to.identities = QStringList{file};
        QVERIFY(m_case.loggedIn(to));
        fakes::Sshd old;
        QVERIFY2(old.start({"PubkeyAcceptedAlgorithms ssh-rsa",
                            "AuthorizedKeysFile " + m_case.sshd.path("authorized")}),
                 qPrintable(old.reason()));
        to = m_case.targetOf(old);
        to.identities = QStringList{file};
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Refused);
    }

    void aPassphraseIsAskedForUntilItFits() {
        const QString file = m_case.makeKey("locked", true, "open sesame");
        auto there = m_case.session();
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}, QStringList{"open sesame"}};
        QVERIFY(trainee.connect(*there, m_case.withIdentity(file)));
        QCOMPARE(trainee.prompts.size(), std::size_t(2));
        QCOMPARE(trainee.prompts.back().kind, ssh::Prompt::Kind::Passphrase);
        QCOMPARE(trainee.prompts.back().attempt, 2);
    }

    void threeWrongPassphrasesEndTheLogin() {
        const QString file = m_case.makeKey("forgotten", true, "open sesame");
        auto there = m_case.session();
        SshTrainee trainee;
        trainee.answers = {QStringList{"wrong"}};
        QVERIFY(!trainee.connect(*there, m_case.withIdentity(file)));
        QCOMPARE(trainee.prompts.size(), std::size_t(3));
        QVERIFY(trainee.error().sentence.contains("passphrase"));
    }

    void nobodyIsAskedForThePassphraseOfAKeyTheHostDoesNotWant() {
        const QString file = m_case.makeKey("unwanted", false, "open sesame");
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, m_case.withIdentity(file)));
        QVERIFY(trainee.prompts.empty());
        QVERIFY(trainee.error().sentence.contains("unwanted"));
    }

    void aPassphraseStaysNowhereInMemory() {
        const Disguised secret;
        const QString file = m_case.path("secret");
        secret.writeTo(m_case.path("passphrase"));
        QCOMPARE(
            QProcess::execute("sh", {"-c", QStringLiteral("ssh-keygen -q -t ed25519 -f %1 -N \"$(cat %2)\"")
                                               .arg(file, m_case.path("passphrase"))}),
            0);
        m_case.append(m_case.sshd.path("authorized"), fakes::Sshd::read(file + ".pub").toUtf8() + '\n');
        QCOMPARE(secret.copiesInMemory(), 0);
        auto there = m_case.session();
        std::optional<bool> in;
        int seen = 0;
        ssh::Questions questions;
        questions.prompt = [&](const ssh::Prompt&, std::function<void(std::optional<QStringList>)> answer) {
            QStringList answers;
            answers.append(secret.text());
            seen = secret.copiesInMemory(); // the search itself works
            answer(std::move(answers));
        };
        there->connect(m_case.withIdentity(file), questions, [&](const auto& result) { in = result.ok(); });
        QTRY_VERIFY_WITH_TIMEOUT(in, 20'000);
        QVERIFY(*in);
        QVERIFY(seen > 0);
        QCOMPARE(secret.copiesInMemory(), 0);
    }

    void aKeyTheHostDoesNotKnowIsRefusedInASentence() {
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, m_case.withIdentity(m_case.makeKey("stranger", false))));
        QCOMPARE(trainee.error().code, Errc::Refused);
        QVERIFY(trainee.error().sentence.contains("stranger"));
        QCOMPARE(there->state(), ssh::Session::State::Over);
    }

    void ofSeveralKeysTheOneTheHostKnowsIsFound() {
        ssh::Target to = m_case.target();
        to.identities = {m_case.path("not-there"), m_case.makeKey("second", false), m_case.makeKey("third")};
        QVERIFY(m_case.loggedIn(to));
    }

    void aFileThatIsNoKeyIsSaid() {
        const QString file = m_case.path("rubbish");
        m_case.append(file, "this is no key\n");
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, m_case.withIdentity(file)));
        QCOMPARE(trainee.error().code, Errc::BadInput);
        QVERIFY(trainee.error().sentence.contains("rubbish"));
    }

    void aCertificateBesideTheKeyLogsInAndAnExpiredOneDoesNot() {
        fakes::Sshd::makeKey(m_case.path("ca"));
        fakes::Sshd sshd;
        QVERIFY2(sshd.start({"TrustedUserCAKeys " + m_case.path("ca.pub")}), qPrintable(sshd.reason()));
        const auto certify = [&](const char* name, const QString& validity) {
            const QString file = m_case.makeKey(name, false);
            QProcess::execute("ssh-keygen", {"-q", "-s", m_case.path("ca"), "-I", "test", "-n",
                                             fakes::Sshd::user(), "-V", validity, file + ".pub"});
            ssh::Target to = m_case.targetOf(sshd);
            to.identities = {file};
            return to;
        };
        QVERIFY(m_case.loggedIn(certify("certified", "-1h:+1h")));
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, certify("expired", "-2h:-1h")));
        QCOMPARE(trainee.error().code, Errc::Refused);
    }

    void theAgentsKeyLogsInWhenItIsAskedFor() {
        fakes::SshAgent agent(m_case.path("agent"));
        QVERIFY(agent.isThere());
        ssh::Target to = m_case.target();
        to.identities.clear();
        to.agent = true;
        SshTrainee empty;
        auto first = m_case.session();
        QVERIFY(!empty.connect(*first, to)); // it holds no key yet
        QCOMPARE(empty.error().code, Errc::Refused);
        QVERIFY(agent.add(m_case.makeKey("of-nobody", false)));
        QVERIFY(agent.add(m_case.makeKey("of-the-agent", true, {}, {"-t", "ecdsa"})));
        QVERIFY(m_case.loggedIn(to));
        to.agent = false;
        SshTrainee unasked;
        auto second = m_case.session();
        QVERIFY(!unasked.connect(*second, to));
    }

    void programsAtTheHostReachTheAgentOnlyWhenItIsAskedFor() {
        fakes::SshAgent agent(m_case.path("forwarded"));
        QVERIFY(agent.isThere());
        QVERIFY(agent.add(m_case.makeKey("far-away", false)));
        const auto listed = [&](const ssh::Target& to) -> QByteArray {
            const auto there = m_case.loggedIn(to);
            if (!there)
                return "no login";
            fakes::StreamReader shell(there->openShell(80, 24));
            shell.stream->write("for i in 1 2 3; do ssh-add -l; done; echo all\" \"said\n");
            return shell.waitFor("all said") ? shell.text : QByteArray("no answer");
        };
        ssh::Target to = m_case.target();
        const QByteArray unasked = listed(to);
        QVERIFY2(unasked.contains("Could not open a connection"), unasked);
        to.forwardAgent = true;
        const QByteArray asked = listed(to);
        QCOMPARE(asked.count("(ED25519)"), 3);
        agent.stop();
        const QByteArray gone = listed(to);
        QVERIFY2(gone.contains("all said") && !gone.contains("(ED25519)"), gone);
    }

    void anAgentThatIsNotThereIsNoHarm() {
        const QByteArray before = qgetenv("SSH_AUTH_SOCK");
        const auto restore = qScopeGuard([&] { qputenv("SSH_AUTH_SOCK", before); });
        qputenv("SSH_AUTH_SOCK", "/nonexistent/agent");
        ssh::Target to = m_case.target();
        to.agent = true;
        QVERIFY(m_case.loggedIn(to));
        to.identities.clear();
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(!trainee.error().sentence.isEmpty());
    }

    void severalRoundsOfQuestionsAreAnsweredAndShownAsTheServerMeansThem() {
        const fakes::KeyboardServer server({{"Two factors",
                                             "Look at your\x1b[31m token",
                                             {{"Password: ", false}, {"Token: ", true}},
                                             {"horse", "123456"}},
                                            {"", "One more", {{"Animal?\n", true}}, {"cat"}}});
        ssh::Target to = m_case.target();
        to.port = server.port();
        to.hostKey = server.hostKeyLine();
        to.identities.clear();
        auto there = m_case.session();
        SshTrainee trainee;
        trainee.answers = {QStringList{"horse", "123456"}, QStringList{"cat"}};
        QVERIFY(trainee.connect(*there, to));
        QCOMPARE(trainee.prompts.size(), std::size_t(2));
        const ssh::Prompt& first = trainee.prompts.front();
        QCOMPARE(first.kind, ssh::Prompt::Kind::Keyboard);
        QCOMPARE(first.title, QStringLiteral("Two factors"));
        QCOMPARE(first.instruction, QStringLiteral("Look at your[31m token"));
        QCOMPARE(first.fields.size(), std::size_t(2));
        QCOMPARE(first.fields.at(0).text, QStringLiteral("Password:"));
        QVERIFY(!first.fields.at(0).echo);
        QVERIFY(first.fields.at(1).echo);
        QCOMPARE(trainee.prompts.back().fields.at(0).text, QStringLiteral("Animal?"));
    }

    void wrongAnswersAreAskedForThreeTimesAndCancelingStopsAtOnce() {
        const fakes::KeyboardServer server({{"", "", {{"Token: ", false}}, {"right"}}});
        ssh::Target to = m_case.target();
        to.port = server.port();
        to.hostKey = server.hostKeyLine();
        to.identities.clear();
        auto first = m_case.session();
        SshTrainee wrong;
        wrong.answers = {QStringList{"wrong"}};
        QVERIFY(!wrong.connect(*first, to));
        QCOMPARE(wrong.error().code, Errc::Refused);
        QCOMPARE(wrong.prompts.size(), std::size_t(3));
        QCOMPARE(server.refusals(), 3);
        first.reset();
        auto second = m_case.session();
        SshTrainee canceling;
        QVERIFY(!canceling.connect(*second, to));
        QCOMPARE(canceling.error().code, Errc::Cancelled);
        QCOMPARE(canceling.prompts.size(), std::size_t(1));
    }

    void aHostThatWantsTwoKeysGetsBoth() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start({"AuthenticationMethods publickey,publickey"}), qPrintable(sshd.reason()));
        ssh::Target to = m_case.targetOf(sshd);
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(!trainee.connect(*there, to)); // one is not enough
        to.identities += m_case.makeKey("another", false);
        m_case.append(sshd.path("authorized"), fakes::Sshd::read(m_case.path("another.pub")).toUtf8() + '\n');
        QVERIFY(m_case.loggedIn(to));
    }
};

QTEST_GUILESS_MAIN(tst_Authentication)
#include "tst_Authentication.moc"
