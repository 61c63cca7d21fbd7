#include "labs/policies/NetworkPolicies.h"

#include <QtTest>

using namespace understudy::cluster;

class TestNetworkPolicies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAddressLiesInItsBlock_data() {
        QTest::addColumn<QString>("ip");
        QTest::addColumn<QString>("block");
        QTest::addColumn<bool>("inside");
        const auto row = [](const char* ip, const char* block, bool inside) {
            QTest::addRow("%s in %s", ip, block) << ip << block << inside;
        };
        row("198.51.100.23", "198.51.100.23/32", true);
        row("198.51.100.23", "198.51.100.23", true);
        row("198.51.100.24", "198.51.100.23", false);
        row("198.51.100.23", "198.51.100.0/24", true);
        row("198.51.101.23", "198.51.100.0/24", false);
        row("198.51.101.23", "198.51.100.0/23", true);
        row("10.1.2.3", "0.0.0.0/0", true);
        row("255.255.255.255", "128.0.0.0/1", true);
        row("10.1.2.3", "", false);
        row("10.1.2.3", "10.1.2.3/33", false);
        row("10.1.2.3", "10.1.2.3/-1", false);
        row("10.1.2.300", "0.0.0.0/0", false);
        row("ten", "0.0.0.0/0", false);
    }
    void anAddressLiesInItsBlock() {
        QFETCH(QString, ip);
        QFETCH(QString, block);
        QFETCH(bool, inside);
        QCOMPARE(inBlock(ip.toStdString(), block.toStdString()), inside);
    }
};

QTEST_APPLESS_MAIN(TestNetworkPolicies)
#include "tst_NetworkPolicies.moc"
