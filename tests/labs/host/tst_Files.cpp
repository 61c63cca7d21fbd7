#include "core/sftp/Transfer.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SshTrainee.h"
#include "tests/labs/host/HostCase.h"

#include <QDir>
#include <QRandomGenerator>

using namespace understudy;
using fakes::HostCase;

/// Files to the lab host and from it: stock scp and sftp as they come, and the window's own client.
class tst_Files final : public QObject {
    Q_OBJECT

    HostCase m_lab;

    QString here(const QString& name) const { return m_lab.folder.filePath(name); }
    QString there(const QString& name) const { return m_lab.host->home() + QLatin1Char('/') + name; }
    static QByteArray random(int size) {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator generator(seed);
        QByteArray much(size, '\0');
        generator.fillRange(reinterpret_cast<quint32*>(much.data()), much.size() / 4);
        return much;
    }
    HostCase::Said scp(const QString& from, const QString& to) const {
        return m_lab.stock("scp", {"-p", "-r", from, to});
    }
    HostCase::Said sftp(const QByteArray& batch, const QString& user = "trainee") const {
        return m_lab.stock("sftp", {"-b", "-", user + "@127.0.0.1"}, batch);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists("/usr/lib/openssh/sftp-server"))
            QSKIP("openssh-sftp-server is not installed");
        QVERIFY(m_lab.start(m_lab.options("lab")));
    }
    void cleanupTestCase() { m_lab.host.reset(); }

    void stockScpCopiesUpAndDown() {
        const QByteArray much = random(3'000'000);
        const QString from = fakes::writeFile(here("up load/a b.bin"), much);
        QFile::setPermissions(from, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const auto up = scp(here("up load"), "trainee@127.0.0.1:");
        QVERIFY2(up.status == 0 && up.errors.isEmpty(), up.errors);
        QVERIFY(fakes::readFile(there("up load/a b.bin")) == much);
        QVERIFY(QFile::permissions(there("up load/a b.bin")) & QFile::ExeOwner);
        const auto down = scp("trainee@127.0.0.1:up load", here("back"));
        QVERIFY2(down.status == 0, down.errors);
        QVERIFY(fakes::readFile(here("back/a b.bin")) == much);
        const auto missing = scp("trainee@127.0.0.1:missing", here("missing"));
        QVERIFY2(missing.status != 0 && missing.errors.contains("No such file"), missing.errors);
        const auto old = m_lab.stock("scp", {"-O", from, "trainee@127.0.0.1:old"});
        QVERIFY2(old.status == 0, old.errors);
        QVERIFY(fakes::readFile(there("old")) == much);
    }

    void stockSftpSeesWhatTheShellsSee() {
        fakes::writeFile(here("note"), "a note\n");
        const auto said = sftp("pwd\nmkdir folder\ncd folder\nput " + here("note").toUtf8() +
                               "\nrename note renamed\nchmod 640 renamed\nls -l\nget renamed " +
                               here("again").toUtf8() + "\ndf\n");
        QVERIFY2(said.status == 0, said.output + said.errors);
        if (m_lab.host->sandbox().on)
            QVERIFY2(said.output.contains("Remote working directory: /home/trainee\n"), said.output);
        QVERIFY2(said.output.contains("-rw-r-----"), said.output);
        QCOMPARE(fakes::readFile(here("again")), QByteArray("a note\n"));
        QCOMPARE(m_lab.run("cat folder/renamed").output, QByteArray("a note\n"));
    }

    void filesReachNoFurtherThanTheShells() {
        if (!m_lab.host->sandbox().on)
            QSKIP(qPrintable(m_lab.host->sandbox().reason));
        const QString secret = m_lab.host->sshInfo().identity;
        const auto read = sftp("get " + secret.toUtf8() + ' ' + here("stolen").toUtf8() + '\n');
        QVERIFY(read.status != 0);
        QVERIFY(!QFile::exists(here("stolen")));
        fakes::writeFile(here("note"), "a note\n");
        for (const char* place : {"/etc/note", "/usr/note", "/home/lab/bin/note", "/var/tmp/note"}) {
            const auto written = sftp("put " + here("note").toUtf8() + ' ' + place + '\n');
            QVERIFY2(written.status != 0, place);
            QVERIFY2(!QFile::exists(QString::fromLatin1(place)), place);
        }
        QCOMPARE(sftp("ls -1a /root\n").output.count('\n'), 3); // the command, "." and ".."
    }

    void theWindowsOwnClientCopiesBothWays() {
        ssh::Session session(m_lab.threads, fakes::postHere());
        fakes::SshTrainee trainee;
        QVERIFY(trainee.connect(session, m_lab.target()));
        const QByteArray much = random(2'000'000);
        const auto wait = [](sftp::Transfer& transfer) {
            std::optional<Result<void>> result;
            connect(&transfer, &sftp::Transfer::finished, &transfer,
                    [&](const Result<void>& how) { result = how; });
            if (!QTest::qWaitFor([&] { return result.has_value(); }, 60'000))
                return QStringLiteral("it does not end");
            return result->ok() ? QString() : result->error().sentence + result->error().detail;
        };
        const auto put = sftp::Transfer::put(session, fakes::writeFile(here("dropped"), much), "dropped");
        QCOMPARE(wait(*put), QString());
        QVERIFY(fakes::readFile(there("dropped")) == much);
        const auto get = sftp::Transfer::get(session, "dropped", here("dragged"));
        QCOMPARE(wait(*get), QString());
        QVERIFY(fakes::readFile(here("dragged")) == much);
        const auto none = sftp::Transfer::get(session, "nothing", here("nothing"));
        QVERIFY(!wait(*none).isEmpty());
    }

    void aNodeKeepsItsFilesToItself() {
        fakes::writeFile(here("note"), "a note\n");
        // The way to the bastion asks no production whether it is there.
        QCOMPARE(sftp("put " + here("note").toUtf8() + " kept\n", "bastion").status, 0);
        QVERIFY(!QFile::exists(there("kept")));
        QCOMPARE(m_lab.run("scp bastion:kept . && cat kept").output, QByteArray("a note\n"));
        const auto inside = m_lab.run("echo 'get kept twice' | sftp -b - bastion && cat twice");
        QVERIFY2(inside.output.endsWith("a note\n"), inside.output + inside.errors);
    }

    void aFreshStartTakesAwayWhatTheTraineeLeftWhateverItIsCalled() {
        const auto left =
            m_lab.run("mkdir -p odd/in 'a b' && mkfifo $'odd/in/\\xff\\xfe' && ln -s /etc out && "
                      "touch $'\\xfe\\n' && chmod 000 odd/in odd");
        QVERIFY2(left.status == 0, left.errors);
        QVERIFY(m_lab.host->startLab("lab-1-2").ok());
        QCOMPARE(m_lab.run("ls -A").output, QByteArray(".kube\nscripts\n"));
        QVERIFY(QFile::exists("/etc/passwd"));
    }

    void otherSubsystemsAreRefused() {
        const auto said = m_lab.stock("ssh", {"-s", "trainee@127.0.0.1", "netconf"});
        QVERIFY2(said.status == 255 && said.errors.contains("subsystem request failed"), said.errors);
    }

    void aTalkThatIsCutLeavesNoServer() {
        if (!m_lab.host->sandbox().on)
            QSKIP("without a sandbox its process cannot be told from another's");
        const auto servers = [this] {
            QProcess ps;
            ps.start("ps", {"ax", "-o", "args="});
            ps.waitForFinished(20'000);
            for (const QByteArray& line : ps.readAllStandardOutput().split('\n'))
                if (line.contains("sftp-server") && line.contains(m_lab.folder.path().toUtf8()))
                    return true;
            return false;
        };
        {
            ssh::Session session(m_lab.threads, fakes::postHere());
            fakes::SshTrainee trainee;
            QVERIFY(trainee.connect(session, m_lab.target()));
            const auto server = sftp::Transfer::serverOf(session);
            std::optional<QString> path;
            server->realPath(".", [&](const Result<QString>& found) {
                path = found.ok() ? *found : QStringLiteral("none");
            });
            QTRY_VERIFY_WITH_TIMEOUT(path.has_value(), 20'000);
            QVERIFY(servers());
        }
        QTRY_VERIFY_WITH_TIMEOUT(!servers(), 20'000);
    }
};

QTEST_GUILESS_MAIN(tst_Files)
#include "tst_Files.moc"
