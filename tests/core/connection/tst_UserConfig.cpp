#include "core/connection/UserConfig.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;

class tst_UserConfig final : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;

    UserConfig config(const QByteArray& text) const {
        QDir(m_home.path()).mkpath(".ssh");
        QFile file(m_home.filePath(".ssh/config"));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file");
        file.close();
        return UserConfig(file.fileName(), "ada");
    }
    static Connection host(const QString& text) {
        Connection connection;
        connection.id = "id";
        connection.name = "A host";
        connection.address = *Address::from(text);
        return connection;
    }

private Q_SLOTS:
    void aSavedHostFollowsTheFileWhereItSaysNothingItself() {
        const UserConfig known = config("Host web\n HostName 10.0.0.7\n User bo\n Port 2200\n"
                                        " ProxyJump gate\n ServerAliveInterval 5\n IdentityFile ~/work\n"
                                        "Match host 10.0.0.7\n ServerAliveCountMax 2\n"
                                        "Host gate\n HostName gate.example.com\n");
        const auto there = known.targetOf(host("web"), {"known"});
        QVERIFY(there.ok());
        QCOMPARE(there->host, QString("10.0.0.7"));
        QCOMPARE(there->user, QString("bo"));
        QCOMPARE(there->port, quint16(2200));
        QCOMPARE(there->jumps.size(), std::size_t(1));
        QCOMPARE(there->jumps.front().host, QString("gate.example.com"));
        QCOMPARE(there->jumps.front().user, QString("ada"));
        QCOMPARE(there->keepAlive, std::chrono::seconds(5));
        QCOMPARE(there->identities, QStringList{m_home.filePath("work")});
        QCOMPARE(there->knownHosts, QStringList{"known"});

        Connection own = host("eve@web:2222");
        own.jumps = {*Address::from("inner")};
        own.login = Connection::Login::KeyFile;
        own.keyFile = "/keys/mine";
        const auto mine = known.targetOf(own, {});
        QCOMPARE(mine->host, QString("10.0.0.7"));
        QCOMPARE(mine->user, QString("eve"));
        QCOMPARE(mine->port, quint16(2222));
        QCOMPARE(mine->jumps.size(), std::size_t(1));
        QCOMPARE(mine->jumps.front().host, QString("inner"));
        own.jumps = {*Address::from("web"), *Address::from("gate")}; // names of the file, too
        const auto through = known.targetOf(own, {});
        QStringList way;
        for (const ssh::Target& jump : through->jumps)
            way << jump.user + '@' + jump.host + ':' + QString::number(jump.port);
        QCOMPARE(way,
                 (QStringList{"ada@gate.example.com:22", "bo@10.0.0.7:2200", "ada@gate.example.com:22"}));
        QCOMPARE(mine->identities, QStringList{"/keys/mine"});
    }

    void aHostTheFileDoesNotNameGoesWhereItIsSaved() {
        const UserConfig known = config("Host web\n User bo\n");
        const auto there = known.targetOf(host("elsewhere:2022"), {});
        QCOMPARE(there->host, QString("elsewhere"));
        QCOMPARE(there->user, QString("ada"));
        QCOMPARE(there->port, quint16(2022));
        QVERIFY(there->jumps.empty());
    }

    void onlyNamesThatAreSpelledOutAreOffered() {
        const UserConfig known = config(
            "Host one two *.pattern !three wild?\n User bo\nMatch host four\n User eve\nHost one five\n");
        QStringList names;
        for (const Connection& each : known.hosts()) {
            QVERIFY(each.ofConfig);
            QCOMPARE(each.login, Connection::Login::Usual);
            names << each.name;
        }
        QCOMPARE(names, (QStringList{"one", "two", "five"}));
    }

    void theUsualKeysAreOfferedWhereNoneIsNamed() {
        const UserConfig known = config("Host web\n User bo\nHost key\n IdentityFile ~/named\n");
        for (const char* name : {".ssh/id_rsa", ".ssh/id_ed25519"}) {
            QFile key(m_home.filePath(name));
            QVERIFY(key.open(QIODevice::WriteOnly));
        }
        const QByteArray before = qgetenv("SSH_AUTH_SOCK");
        const auto restore = qScopeGuard([&] { qputenv("SSH_AUTH_SOCK", before); });
        qputenv("SSH_AUTH_SOCK", "/somewhere");
        Connection usual = host("web");
        usual.login = Connection::Login::Usual;
        const auto there = known.targetOf(usual, {});
        QCOMPARE(there->identities,
                 (QStringList{m_home.filePath(".ssh/id_ed25519"), m_home.filePath(".ssh/id_rsa")}));
        QVERIFY(there->agent);
        usual.address.host = "key";
        QCOMPARE(known.targetOf(usual, {})->identities, QStringList{m_home.filePath("named")});
    }

    void theAgentIsForwardedToTheHostAloneAndOnlyWhenTheConnectionSaysSo() {
        const UserConfig known = config("Host web\n ProxyJump gate\n ForwardAgent yes\n");
        Connection asked = host("web");
        QVERIFY(!known.targetOf(asked, {})->forwardAgent);
        asked.forwardAgent = true;
        QVERIFY(known.targetOf(asked, {})->forwardAgent);
        QVERIFY(!known.targetOf(asked, {})->jumps.front().forwardAgent);
        QCOMPARE(known.unused(asked), QStringList{"ForwardAgent is not used here (~/.ssh/config:3)."});
    }

    void itsForwardedPortsAreOfferedAndThoseOpenToOthersAreToldApart() {
        const UserConfig known = config("Host web\n LocalForward 9090 localhost:9090\n"
                                        " LocalForward 0.0.0.0:80 localhost:80\nHost *\n GatewayPorts yes\n"
                                        " LocalForward 9090 localhost:9090\n LocalForward 5000 db:5432\n");
        QCOMPARE(known.forwards(host("web")),
                 (std::vector<ssh::LocalForward>{{9090, "localhost", 9090}, {5000, "db", 5432}}));
        const QStringList said = known.unused(host("web"));
        QCOMPARE(said.size(), 2);
        QVERIFY(said.at(0).contains("GatewayPorts"));
        QVERIFY2(said.at(1).contains("127.0.0.1 only") && said.at(1).contains("config:3"),
                 qPrintable(said.at(1)));
        QVERIFY(UserConfig({}, "me").forwards(host("web")).empty());
    }

    void aFileThatIsNotThereIsNoHarmAndOneOthersCanChangeIsNotUsed() {
        const UserConfig none(m_home.filePath("nowhere/config"), "ada");
        QVERIFY(!none.trouble() && none.hosts().empty());
        QCOMPARE(none.targetOf(host("web"), {})->host, QString("web"));
        config("Host web\n HostName evil\n");
        QVERIFY(QFile::setPermissions(m_home.filePath(".ssh/config"), QFileDevice::ReadOwner |
                                                                          QFileDevice::WriteOwner |
                                                                          QFileDevice::WriteOther));
        const UserConfig open(m_home.filePath(".ssh/config"), "ada");
        QVERIFY(open.trouble().has_value());
        QCOMPARE(open.targetOf(host("web"), {})->host, QString("web"));
        QVERIFY(QFile::remove(m_home.filePath(".ssh/config")));
    }
};

QTEST_GUILESS_MAIN(tst_UserConfig)
#include "tst_UserConfig.moc"
