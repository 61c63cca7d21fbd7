#include "core/connection/Connection.h"

#include <QJsonArray>
#include <QTemporaryFile>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;

namespace {

Connection bastion() {
    Connection connection;
    connection.id = "0198-1";
    connection.name = "Bastion of the shift";
    connection.address = {"ada", "bastion.example.com", 2222};
    connection.jumps = {{"ada", "gate.example.com", 22}, {"", "inner", 2200}};
    connection.login = Connection::Login::KeyFile;
    connection.keyFile = "~/.ssh/id_ed25519";
    connection.watchOnly = true;
    connection.forwards = {{9090, "localhost", 9090}, {0, "2001:db8::1", 80}};
    connection.lastUsed = *fromIso("2025-11-19T09:00:00.000Z");
    return connection;
}

} // namespace

class tst_Connection final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAddressIsReadAsPeopleWriteIt_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("host") << "bastion"
                              << ""
                              << "bastion" << 22;
        QTest::newRow("user") << "ada@bastion.example.com"
                              << "ada"
                              << "bastion.example.com" << 22;
        QTest::newRow("port") << " ada@bastion:2222 "
                              << "ada"
                              << "bastion" << 2222;
        QTest::newRow("url") << "ssh://ada@bastion:2222/"
                             << "ada"
                             << "bastion" << 2222;
        QTest::newRow("v4") << "10.0.0.7:22"
                            << ""
                            << "10.0.0.7" << 22;
        QTest::newRow("v6") << "ada@[2001:db8::1]:2222"
                            << "ada"
                            << "2001:db8::1" << 2222;
        QTest::newRow("v6 at the usual port") << "[2001:db8::1]"
                                              << ""
                                              << "2001:db8::1" << 22;
    }
    void anAddressIsReadAsPeopleWriteIt() {
        QFETCH(QString, text);
        const auto address = Address::from(text);
        QVERIFY(address);
        QTEST(address->user, "user");
        QTEST(address->host, "host");
        QTEST(int(address->port), "port");
        QCOMPARE(Address::from(address->text()), address);
    }

    void whatIsNoAddressIsNotTakenForOne_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", " ", "-oProxyCommand=id", "ada@-x", "two words", "host:0", "host:70000",
                                 "host:ssh", "ada@", "http://host", "a@b@c", "host\nnext", "[::1"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void whatIsNoAddressIsNotTakenForOne() {
        QFETCH(QString, text);
        QVERIFY(!Address::from(text));
    }

    void aConnectionComesBackFromItsFileAsItWas() {
        const auto back = Connection::fromJson(bastion().toJson());
        QVERIFY(back.ok());
        QCOMPARE(*back, bastion());
    }

    void noHopIsLeftOutBecauseItCouldNotBeRead() {
        QJsonObject json = bastion().toJson();
        json["jumps"] = QJsonArray{"ada@gate", "not an address"};
        QVERIFY(!Connection::fromJson(json).ok());
    }

    void aDamagedWatchOnlyStaysLocked() {
        QJsonObject json = bastion().toJson();
        json["watchOnly"] = "yes";
        QVERIFY(Connection::fromJson(json)->watchOnly);
    }

    void aMissingKeyFileIsSaidBeforeOneConnects() {
        Connection connection = bastion();
        connection.keyFile = "/nowhere/id";
        QVERIFY(connection.checkKey().error().sentence.contains("/nowhere/id"));
        connection.keyFile.clear();
        QVERIFY(!connection.checkKey().ok());
        connection.login = Connection::Login::Agent;
        QVERIFY(connection.checkKey().ok());
        QTemporaryFile file("XXXXXX.pub");
        QVERIFY(file.open());
        connection.login = Connection::Login::KeyFile;
        connection.keyFile = file.fileName();
        QVERIFY(connection.checkKey().error().sentence.contains("without .pub"));
    }

    void theLoginGoesWhereTheConnectionSays() {
        const ssh::Target target = targetOf(bastion(), {"/profile/known_hosts"}, "local");
        QCOMPARE(target.host, QString("bastion.example.com"));
        QCOMPARE(target.port, quint16(2222));
        QCOMPARE(target.user, QString("ada"));
        QCOMPARE(target.knownHosts, QStringList{"/profile/known_hosts"});
        QVERIFY(!target.agent);
        QCOMPARE(target.identities.size(), 1);
        QVERIFY(target.identities[0].endsWith("/.ssh/id_ed25519") && !target.identities[0].startsWith('~'));
        QCOMPARE(target.jumps.size(), std::size_t(2));
        QCOMPARE(target.jumps[0].host, QString("gate.example.com"));
        QCOMPARE(target.jumps[1].port, quint16(2200));
        QCOMPARE(target.jumps[1].user, QString("local"));
        QVERIFY(target.jumps[1].jumps.empty());
        Connection plain;
        plain.address.host = "host";
        plain.login = Connection::Login::Agent;
        QCOMPARE(targetOf(plain, {}, "local").user, QString("local"));
        QVERIFY(targetOf(plain, {}, "local").agent);
    }
};

QTEST_GUILESS_MAIN(tst_Connection)
#include "tst_Connection.moc"
