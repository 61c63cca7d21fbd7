#include "core/company/Shell.h"

#include <QProcess>
#include <QTest>

using namespace understudy::company;

/// Commands are read by real shells here, also by one that is no POSIX shell where there is one.
class tst_Shell final : public QObject {
    Q_OBJECT
    static QString said(const QString& shell, const QString& command) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", "/home/ada lovelace");
        environment.insert("SHELL", "/bin/echo"); // in the place of the login shell
        process.setProcessEnvironment(environment);
        process.start(shell, {"-c", command});
        return process.waitForFinished(20'000) ? QString::fromUtf8(process.readAllStandardOutput())
                                               : QString();
    }
private Q_SLOTS:
    void variablesArriveAsTheyWereWritten_data() {
        QTest::addColumn<QString>("shell");
        for (const char* shell : {"/bin/sh", "/bin/bash", "/bin/csh", "/usr/bin/fish", "/bin/zsh"})
            if (QFile::exists(QLatin1String(shell)))
                QTest::newRow(shell) << QString(QLatin1String(shell));
    }
    void variablesArriveAsTheyWereWritten() {
        QFETCH(const QString, shell);
        Profile profile;
        profile.kubeconfig = "~/it's $HOME; `id`\"";
        profile.prometheus.address = "http://127.0.0.1:9090/it's";
        const QString all = said(
            shell, onHost(profile, "printf '%s|' \"$KUBECONFIG\" \"$PROMETHEUS\" \"${JAEGER_URL-none}\""));
        QCOMPARE(all, QString("/home/ada lovelace/it's $HOME; `id`\"|http://127.0.0.1:9090/it's|none|"));
    }

    void theLoginShellIsTheTraineesOwn() {
        QCOMPARE(said("/bin/sh", loginShell({})).trimmed(), QString("-l"));
    }

    void aKubeconfigOfThisComputerIsNotNamedAtTheHost() {
        Profile profile;
        profile.kubeconfig = "/home/ada/.kube/config";
        profile.kubeconfigAt = Profile::Place::Here;
        QVERIFY(!loginShell(profile).contains("KUBECONFIG"));
    }
};

QTEST_GUILESS_MAIN(tst_Shell)
#include "tst_Shell.moc"
