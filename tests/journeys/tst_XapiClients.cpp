#include "tests/app/ServerProcess.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>
#include <QTest>

using namespace understudy;

/// Clients that others wrote, from the npm registry, against the real server: tests/clients has their
/// scripts.
class tst_XapiClients final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_node = QStandardPaths::findExecutable(QStringLiteral("node"));
        const auto npm = QStandardPaths::findExecutable(QStringLiteral("npm"));
        if (m_node.isEmpty() || npm.isEmpty())
            QSKIP("node or npm is not installed: the clients of others were not tried");
        m_modules = QCoreApplication::applicationDirPath() + QStringLiteral("/clients");
        if (!isInstalled() && !install(npm))
            QSKIP(qPrintable(
                QStringLiteral("the clients could not be fetched (is there a network?), so they were "
                               "not tried:\n") +
                m_said));
        m_server = std::make_unique<tests::ServerProcess>(m_folder.path());
        QVERIFY(m_server->start());
        m_staff = m_server->staff();
        QVERIFY(m_staff.contains(':'));
    }

    void aClientCompletesItsRoundTrip_data() {
        QTest::addColumn<QString>("script");
        for (const auto* script : {"xapi", "tincan", "cmi5"})
            QTest::newRow(script) << QString::fromLatin1(script);
    }
    void aClientCompletesItsRoundTrip() {
        QFETCH(QString, script);
        QProcess node;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("NODE_PATH"), m_modules + QStringLiteral("/node_modules"));
        environment.insert(QStringLiteral("LRS_ROOT"),
                           QStringLiteral("http://127.0.0.1:%1").arg(m_server->root().port()));
        environment.insert(QStringLiteral("LRS_USER"), QString::fromUtf8(m_staff.left(m_staff.indexOf(':'))));
        environment.insert(QStringLiteral("LRS_PASSWORD"),
                           QString::fromUtf8(m_staff.mid(m_staff.indexOf(':') + 1)));
        environment.insert(QStringLiteral("LRS_CODE"), m_server->code(QStringLiteral("add"), script));
        for (const auto* proxy : {"http_proxy", "HTTP_PROXY"}) // the server is on this computer
            environment.remove(QString::fromLatin1(proxy));
        node.setProcessEnvironment(environment);
        node.setProcessChannelMode(QProcess::MergedChannels);
        node.start(m_node, {sources().filePath(script + QStringLiteral(".js"))});
        QVERIFY2(node.waitForFinished(60000), "the client does not come to its end");
        const auto said = node.readAll();
        QVERIFY2(node.exitCode() == 0 && said.contains(": done"), said);
    }

private:
    static QDir sources() {
        return QDir(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/tests/clients"));
    }
    static QByteArray lockFile() {
        QFile file(sources().filePath(QStringLiteral("package-lock.json")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The lock file is put beside what it names when all of that is there.
    QString stamp() const { return m_modules + QStringLiteral("/installed"); }
    bool isInstalled() const {
        QFile file(stamp());
        return file.open(QIODevice::ReadOnly) && file.readAll() == lockFile();
    }
    bool install(const QString& npm) {
        QDir().mkpath(m_modules);
        for (const auto* name : {"package.json", "package-lock.json"}) {
            const auto copy = m_modules + u'/' + QLatin1String(name);
            QFile::remove(copy);
            QFile::copy(sources().filePath(QLatin1String(name)), copy);
        }
        QProcess process;
        process.setWorkingDirectory(m_modules);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(npm, {QStringLiteral("ci"), QStringLiteral("--ignore-scripts"),
                            QStringLiteral("--no-audit"), QStringLiteral("--no-fund"),
                            QStringLiteral("--fetch-retries=0"), QStringLiteral("--fetch-timeout=30000")});
        const bool ended = process.waitForFinished(180000);
        if (!ended)
            process.kill();
        process.waitForFinished();
        m_said = QString::fromUtf8(process.readAll()).right(1500);
        if (!ended || process.exitCode() != 0)
            return false;
        QFile file(stamp());
        return file.open(QIODevice::WriteOnly) && file.write(lockFile()) > 0;
    }

    QString m_node;
    QString m_modules;
    QString m_said;
    QTemporaryDir m_folder;
    std::unique_ptr<tests::ServerProcess> m_server;
    QByteArray m_staff;
};

QTEST_GUILESS_MAIN(tst_XapiClients)
#include "tst_XapiClients.moc"
