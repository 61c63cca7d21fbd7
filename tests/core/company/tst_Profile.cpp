#include "core/company/Profile.h"

#include "tests/fakes/Files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::company;

class tst_Profile final : public QObject {
    Q_OBJECT
    static Profile whole() {
        Profile profile;
        profile.id = "id";
        profile.name = "Training cluster";
        profile.host = "ssh-config bastion";
        profile.kubeconfig = "~/.kube/training";
        profile.kubeconfigAt = Profile::Place::Here;
        profile.prometheus = {"http://127.0.0.1:9090/prometheus", true};
        profile.alertmanager = {"https://alerts.example.com", false};
        return profile;
    }
private Q_SLOTS:
    void aProfileComesBackAsItWasKept() {
        const auto back = Profile::fromJson(whole().toJson());
        QVERIFY(back);
        QCOMPARE(*back, whole());
    }

    void whatWasDamagedIsRefused() {
        for (const char* member : {"id", "name"}) {
            QJsonObject json = whole().toJson();
            json.remove(QLatin1String(member));
            QVERIFY(!Profile::fromJson(json));
        }
        QJsonObject json = whole().toJson();
        json["prometheus"] = QJsonObject{{"address", "file:///etc/passwd"}};
        QVERIFY(!Profile::fromJson(json));
        QVERIFY(!Profile::fromJson({}));
    }

    void addressesAreChecked_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("through");
        QTest::addColumn<QString>("says"); // part of the sentence; empty: fine
        QTest::newRow("none") << "" << true << "";
        QTest::newRow("usual") << "http://127.0.0.1:9090" << true << "";
        QTest::newRow("path") << "http://[2001:db8::1]:9090/prom" << true << "";
        QTest::newRow("straight") << "https://prometheus.example.com" << false << "";
        QTest::newRow("no scheme") << "127.0.0.1:9090" << true << "with http and the port";
        QTest::newRow("words") << "ask Ada" << false << "with http and the port";
        QTest::newRow("other scheme") << "ftp://example.com" << false << "with http and the port";
        QTest::newRow("no host") << "http:///x" << false << "with http and the port";
        QTest::newRow("password") << "http://ada:secret@example.com" << false << "no password";
        QTest::newRow("query") << "http://example.com/?a=b" << false << "nothing after a ?";
        QTest::newRow("tls through") << "https://example.com" << true << "only http is read";
    }
    void addressesAreChecked() {
        QFETCH(const QString, address);
        QFETCH(const bool, through);
        QFETCH(const QString, says);
        const auto checked = Profile::checkService({address, through}, "Prometheus");
        QCOMPARE(checked.ok(), says.isEmpty());
        if (!says.isEmpty())
            QVERIFY2(checked.error().sentence.contains(says), qPrintable(checked.error().sentence));
    }

    void aKubeconfigOnThisComputerMustBeThere() {
        QTemporaryDir folder;
        Profile profile = whole();
        profile.kubeconfig = folder.filePath("config");
        QVERIFY(profile.checkKubeconfig().error().sentence.contains("There is no file"));
        fakes::writeFile(profile.kubeconfig, "apiVersion: v1\n");
        QVERIFY(profile.checkKubeconfig());
        profile.kubeconfigAt = Profile::Place::Host; // nobody here can know
        profile.kubeconfig = "~/.kube/config";
        QVERIFY(profile.checkKubeconfig());
        for (const char* wrong : {"config", "../config", "~ada/config", "/a\n/b"}) {
            profile.kubeconfig = wrong;
            QVERIFY2(!profile.checkKubeconfig(), wrong);
        }
        profile.kubeconfig.clear(); // kubectl knows one
        QVERIFY(profile.checkKubeconfig());
    }

    void withoutANameOrAHostItSaysWhatToDo() {
        Profile profile;
        QVERIFY(profile.checkName().error().sentence.contains("name"));
        QVERIFY(profile.checkHost().error().sentence.contains("On call"));
    }
};

QTEST_GUILESS_MAIN(tst_Profile)
#include "tst_Profile.moc"
