#include "core/ssh/LocalForward.h"

#include <QTest>

using namespace understudy;
using ssh::LocalForward;

/// Ports to forward, as people write them for ssh.
class tst_LocalForward final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWaysOfWritingThemAreRead_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("localPort");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("of a file") << QStringList{"9090", "localhost:9091"} << 9090 << "localhost" << 9091;
        QTest::newRow("of -L") << QStringList{"9090:db.lab:5432"} << 9090 << "db.lab" << 5432;
        QTest::newRow("any port") << QStringList{"0", "localhost:9090"} << 0 << "localhost" << 9090;
        QTest::newRow("loopback") << QStringList{"localhost:8080", "web:80"} << 8080 << "web" << 80;
        QTest::newRow("its number") << QStringList{"127.0.0.1:8080:web:80"} << 8080 << "web" << 80;
        QTest::newRow("IPv6") << QStringList{"8080", "[2001:db8::1]:80"} << 8080 << "2001:db8::1" << 80;
    }
    void theWaysOfWritingThemAreRead() {
        QFETCH(QStringList, words);
        QFETCH(int, localPort);
        QFETCH(QString, host);
        QFETCH(int, port);
        const auto read = LocalForward::from(words);
        QVERIFY(read.ok());
        QCOMPARE(read->localPort, localPort);
        QCOMPARE(read->host, host);
        QCOMPARE(read->port, port);
    }

    void whatOtherComputersCouldUseIsRefused() {
        for (const char* text : {"0.0.0.0:9090:web:80", "*:9090:web:80", ":9090:web:80", "[::]:9090:web:80",
                                 "192.168.1.2:9090:web:80"}) {
            const auto read = LocalForward::from({text});
            QVERIFY2(!read.ok() && read.error().code == Errc::Refused, text);
            QVERIFY2(read.error().sentence.contains("127.0.0.1 only"), text);
        }
    }

    void whatIsNoForwardIsSaidWithAnExample() {
        for (const char* text : {"", "9090", "9090:web", "web:80", "9090:web:0", "9090:web:70000",
                                 "-1:web:80", "9090::80", "a:web:80", "9090:two words:80"}) {
            const auto read = LocalForward::from({text});
            QVERIFY2(!read.ok() && read.error().code == Errc::BadInput, text);
            QVERIFY2(read.error().sentence.contains("9090 localhost:9090"), text);
        }
        QCOMPARE(LocalForward::from({"/run/a.sock", "web:80"}).error().code, Errc::Unsupported);
    }

    void aFarAddressIsWrittenAsOneTypesIt() {
        QCOMPARE((LocalForward{0, "localhost", 9090}).farText(), QStringLiteral("localhost:9090"));
        QCOMPARE((LocalForward{0, "2001:db8::1", 80}).farText(), QStringLiteral("[2001:db8::1]:80"));
    }
};

QTEST_GUILESS_MAIN(tst_LocalForward)
#include "tst_LocalForward.moc"
