#include "core/ssh/Config.h"

#include "core/ssh/KnownHosts.h"
#include "tests/fakes/SshCase.h"

#include <QRandomGenerator>

using namespace understudy;
using fakes::SshTrainee;

/// The trainee's ~/.ssh/config, read as stock ssh reads it, as far as it may be trusted.
class tst_Config final : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    QString path(const QString& name) const { return m_home.filePath(name); }
    QString write(const QByteArray& text, const QString& name = "config") const {
        QDir(m_home.path()).mkpath(".ssh");
        const QString file = path(".ssh/" + name);
        QFile out(file);
        if (out.open(QIODevice::WriteOnly))
            out.write(text);
        out.close();
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
        return file;
    }
    Result<ssh::Config> read(const QByteArray& text) const {
        return ssh::Config::read(write(text), {m_home.path(), "me"});
    }
    ssh::Target target(const QByteArray& text, const QString& name) const {
        const auto config = read(text);
        if (!config.ok())
            return {};
        const auto found = config->target(name, {});
        return found.ok() ? *found : ssh::Target{};
    }
    /// What stock ssh makes of a name.
    static QMap<QByteArray, QByteArray> stock(const QString& file, const QString& name) {
        QProcess ssh;
        ssh.start("ssh", {"-G", "-F", file, name});
        ssh.waitForFinished();
        QMap<QByteArray, QByteArray> values;
        for (const QByteArray& line : ssh.readAllStandardOutput().split('\n'))
            if (const qsizetype gap = line.indexOf(' '); gap > 0)
                values.insert(line.left(gap), line.mid(gap + 1));
        return values;
    }

private Q_SLOTS:
    void theFirstValueFoundCounts() {
        const auto to = target(
            "Host web\n  HostName 10.0.0.7\n  Port=2222\n  User = ann\nHost *\n  Port 99\n  User bob\n",
            "web");
        QCOMPARE(to.host, QStringLiteral("10.0.0.7"));
        QCOMPARE(to.port, quint16(2222));
        QCOMPARE(to.user, QStringLiteral("ann"));
        QCOMPARE(target("Host *\n  User bob\nHost web\n User ann\n", "web").user, QStringLiteral("bob"));
    }

    void whatTheNameSaysOutweighsTheFile() {
        const auto to = target("Host web\n  Port 2222\n  User ann\n", "carl@web:77");
        QCOMPARE(to.user, QStringLiteral("carl"));
        QCOMPARE(to.port, quint16(77));
        QCOMPARE(to.host, QStringLiteral("web"));
        QCOMPARE(target("", "[::1]:77").host, QStringLiteral("::1"));
        QCOMPARE(target("", "::1").host, QStringLiteral("::1"));
        QCOMPARE(target("", "web").user, QStringLiteral("me"));
    }

    void patternsExceptionsAndMatchAreKept() {
        const QByteArray text =
            "Host *.lab !db.lab\n  User lab\nMatch host 10.0.0.*\n  Port 2200\nMatch originalhost "
            "alias user lab\n  Port 2300\nHost alias\n HostName 10.0.0.1\n";
        QCOMPARE(target(text, "web.lab").user, QStringLiteral("lab"));
        QCOMPARE(target(text, "db.lab").user, QStringLiteral("me"));
        QCOMPARE(target(text, "10.0.0.9").port, quint16(2200));
        QCOMPARE(target(text, "lab@alias").port, quint16(2300));
        QCOMPARE(target(text, "alias").port, quint16(22)); // its HostName is only said below the Match
    }

    void keyFilesGatherAndTheirSignsAreFilledIn() {
        const auto to = target(
            "Host web\n IdentityFile ~/.ssh/%r@%h\n IdentityFile \"/with space/id\"\n User ann\nHost *\n "
            "IdentityFile %d/keys/%n-%p%%\n",
            "web");
        QCOMPARE(to.identities, (QStringList{path(".ssh/ann@web"), "/with space/id", path("keys/web-22%")}));
        QVERIFY(target("IdentityFile none\n", "web").identities.isEmpty());
    }

    void jumpHostsAreHostsOfTheFileThemselves() {
        const auto to = target("Host inner\n ProxyJump ann@outer,middle:2200\nHost outer\n HostName "
                               "192.0.2.1\n Port 22022\nHost "
                               "middle\n User bob\n ProxyJump elsewhere\n",
                               "inner");
        QCOMPARE(to.jumps.size(), std::size_t(2));
        QCOMPARE(to.jumps.at(0).host, QStringLiteral("192.0.2.1"));
        QCOMPARE(to.jumps.at(0).port, quint16(22022));
        QCOMPARE(to.jumps.at(0).user, QStringLiteral("ann"));
        QCOMPARE(to.jumps.at(1).host, QStringLiteral("middle"));
        QCOMPARE(to.jumps.at(1).port, quint16(2200));
        QCOMPARE(to.jumps.at(1).user, QStringLiteral("bob"));
        QVERIFY(target("Host a\n ProxyJump none\nHost *\n ProxyJump b\n", "a").jumps.empty());
    }

    void jumpHostsInACircleAreSaid() {
        const auto config = read("Host a\n ProxyJump b\nHost b\n ProxyJump a\n");
        QVERIFY(config.ok());
        const auto to = config->target("a", {});
        QVERIFY(!to.ok());
        QVERIFY(to.error().sentence.contains("circle"));
    }

    void aJumpHostForAllHostsNeedsNoneItself() {
        const auto to = target("Host *\n ProxyJump bastion\n", "web");
        QCOMPARE(to.jumps.size(), std::size_t(1));
        QCOMPARE(to.jumps.at(0).host, QStringLiteral("bastion"));
        QVERIFY(target("Host *\n ProxyJump bastion\n", "bastion").jumps.empty());
    }

    void aPinnedKeyOfTheTargetIsNotThatOfItsJumpHost() {
        ssh::Target given;
        given.hostKey = "ssh-ed25519 AAAA";
        given.knownHosts = QStringList{"/known"};
        const auto to = read("Host a\n ProxyJump b\n")->target("a", given);
        QCOMPARE(to->hostKey, given.hostKey);
        QVERIFY(to->jumps.at(0).hostKey.isEmpty());
        QCOMPARE(to->jumps.at(0).knownHosts, given.knownHosts);
    }

    void theKeepAliveIsTheHosts() {
        const auto to = target("ServerAliveInterval 20\nServerAliveCountMax 4\n", "web");
        QCOMPARE(to.keepAlive, std::chrono::seconds(20));
        QCOMPARE(to.lastWord, std::chrono::seconds(80));
        QCOMPARE(target("", "web").keepAlive, std::chrono::seconds(15));
    }

    void includedFilesCountWhereTheyStand() {
        write("User ann\nHost other\n Port 1\n", "more.conf");
        const QByteArray text = "Host web\n Include more.c*\nHost *\n User bob\n Port 2\n";
        QCOMPARE(target(text, "web").user, QStringLiteral("ann"));
        QCOMPARE(target(text, "web").port, quint16(2));
        QCOMPARE(target(text, "other").user, QStringLiteral("bob"));
        QCOMPARE(target(text, "other").port, quint16(2)); // included for web alone
        QCOMPARE(target("Include missing\nPort 7\n", "web").port, quint16(7));
    }

    void aFileThatIncludesItselfIsSaid() {
        const auto config = read("Include config\n");
        QVERIFY(!config.ok());
        QVERIFY(config.error().sentence.contains("includes itself"));
    }

    void whatCannotBeUnderstoodIsSaidWithFileAndLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("port") << QByteArray("Host a\n Port many\n");
        QTest::newRow("zero") << QByteArray("\n Port 0\n");
        QTest::newRow("quote") << QByteArray("\n IdentityFile \"open\n");
        QTest::newRow("no value") << QByteArray("#\nUser\n");
    }
    void whatCannotBeUnderstoodIsSaidWithFileAndLine() {
        QFETCH(QByteArray, text);
        const auto config = read(text);
        QVERIFY(!config.ok());
        QCOMPARE(config.error().code, Errc::BadInput);
        QVERIFY2(config.error().detail.endsWith("config:2"), qPrintable(config.error().detail));
    }

    void aFileOthersCanChangeIsRefused() {
        const QString file = write("User ann\n");
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther);
        const auto config = ssh::Config::read(file, {m_home.path(), "me"});
        QVERIFY(!config.ok());
        QCOMPARE(config.error().code, Errc::Refused);
    }

    void whatIsNotUsedIsSaidAndRunsNothing() {
        const auto config = read("StrictHostKeyChecking no\nMatch exec \"touch " + path("ran").toUtf8() +
                                 "\"\n User eve\nHost web\n ProxyCommand touch " + path("ran").toUtf8() +
                                 "\nHost other\n ForwardAgent yes\n");
        QVERIFY(config.ok());
        QCOMPARE(config->target("web", {})->user, QStringLiteral("me"));
        QVERIFY(!QFile::exists(path("ran")));
        const QStringList said = config->unused("web");
        QCOMPARE(said.size(), 2);
        QVERIFY(said.at(0).contains("StrictHostKeyChecking") && said.at(0).contains("config:1"));
        QVERIFY(said.at(1).contains("ProxyCommand"));
    }

    void noFileIsNoHarm() {
        const auto config = ssh::Config::read("/nonexistent/config", {m_home.path(), "me"});
        QVERIFY(!config.ok());
        QCOMPARE(config.error().code, Errc::NotFound);
    }

    void stockSshReadsRandomFilesTheSameWay() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        const auto any = [&](const QList<QByteArray>& choices) {
            return choices.at(random.bounded(static_cast<int>(choices.size())));
        };
        for (int round = 0; round < 60; ++round) {
            QByteArray text;
            for (int line = random.bounded(14); line > 0; --line) {
                const QByteArray pattern = any({"web", "*", "w*", "db", "?eb", "!web", "10.0.0.*", "*.lab"});
                const QByteArray number = QByteArray::number(random.bounded(1, 65535));
                text +=
                    any({"Host " + pattern + " " + any({"db", "web", "!db", "*"}), "Match host " + pattern,
                         "Match user ann host " + pattern, "Match all",
                         "Match originalhost " + pattern + " user root,ann",
                         "  HostName 10.0.0." + QByteArray::number(random.bounded(9)), "  HostName %h.lab",
                         "  User " + any({"ann", "bob"}), "\tPort " + number, "Port=" + number,
                         "  ServerAliveInterval " + QByteArray::number(random.bounded(100)), "# Port 1",
                         "  ProxyJump " + any({"none", "jump", "ann@jump:7,x"})}) +
                    "\n";
            }
            const QString file = write(text);
            const QString name = QString::fromLatin1(any({"web", "db", "ann@web", "x.lab"}));
            const auto theirs = stock(file, name);
            QVERIFY2(!theirs.isEmpty(), text);
            const auto config = ssh::Config::read(file, {m_home.path(), fakes::Sshd::user()});
            QVERIFY2(config.ok(), text);
            const auto ours = config->target(name, {});
            if (!ours.ok()) {
                QVERIFY2(ours.error().sentence.contains("circle") && theirs.contains("proxyjump"), text);
                continue;
            }
            QVERIFY2(ours->host.toUtf8() == theirs["hostname"],
                     text + "\n" + ours->host.toUtf8() + theirs["hostname"]);
            QVERIFY2(ours->user.toUtf8() == theirs["user"],
                     text + "\n" + ours->user.toUtf8() + theirs["user"]);
            QVERIFY2(QByteArray::number(ours->port) == theirs["port"], text + "\n" + theirs["port"]);
            const QByteArray jumps = theirs.value("proxyjump");
            const std::size_t hops = jumps.isEmpty() ? 0 : static_cast<std::size_t>(jumps.count(',')) + 1;
            QVERIFY2(ours->jumps.size() >= hops && (hops > 0 || ours->jumps.empty()), text + "\n" + jumps);
        }
    }

    void aHostOfTheFileIsLoggedInToThroughItsJumpHost() {
        fakes::SshCase home;
        fakes::Sshd bastion;
        if (!home.sshd.start() || !bastion.start({"LogLevel DEBUG1"}))
            QSKIP(qPrintable(home.sshd.reason() + bastion.reason()));
        const QByteArray text =
            QStringLiteral("Host inner\n HostName 127.0.0.1\n Port %1\n IdentityFile %2\n ProxyJump "
                           "way\nHost way\n HostName "
                           "127.0.0.1\n Port %3\n IdentityFile %4\nHost *\n StrictHostKeyChecking no\n")
                .arg(home.sshd.port())
                .arg(home.sshd.identity())
                .arg(bastion.port())
                .arg(bastion.identity())
                .toUtf8();
        ssh::Target given;
        given.user = fakes::Sshd::user();
        given.knownHosts = QStringList{home.path("known")};
        const auto config = ssh::Config::read(write(text), {m_home.path(), fakes::Sshd::user()});
        QVERIFY(config.ok());
        const auto to = config->target("inner", given);
        QVERIFY(to.ok());
        SshTrainee trainee;
        trainee.hostAnswer = ssh::HostAnswer::Remember;
        auto there = home.session();
        QVERIFY(trainee.connect(*there, *to));
        QCOMPARE(trainee.hosts.size(), std::size_t(2)); // "no" is not taken for an answer
        QVERIFY(bastion.said().contains("direct-tcpip"));
    }
};

QTEST_GUILESS_MAIN(tst_Config)
#include "tst_Config.moc"
