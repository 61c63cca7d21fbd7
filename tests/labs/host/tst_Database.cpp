#include "labs/host/Database.h"

#include "labs/host/HostService.h"
#include "tests/fakes/RealThreads.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;

/// The database of a lab as stock psql meets it: on the lab host by stock ssh, and from outside by its port.
class tst_Database final : public QObject {
    Q_OBJECT

    fakes::RealThreads m_threads;
    QTemporaryDir m_folder;
    std::unique_ptr<host::HostService> m_host;

    struct Said {
        int status = -1;
        QByteArray output;
        QByteArray errors;
    };
    static Said finished(QProcess& process) {
        process.closeWriteChannel();
        process.waitForFinished(60'000);
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Said run(const QString& command) {
        const host::SshInfo info = m_host->sshInfo();
        QProcess process;
        process.start("ssh", {"-F",
                              "none",
                              "-o",
                              "BatchMode=yes",
                              "-o",
                              "UserKnownHostsFile=/dev/null",
                              "-o",
                              "GlobalKnownHostsFile=none",
                              "-o",
                              "StrictHostKeyChecking=no",
                              "-o",
                              "LogLevel=ERROR",
                              "-o",
                              "IdentitiesOnly=yes",
                              "-i",
                              info.identity,
                              "-p",
                              QString::number(info.port),
                              "trainee@127.0.0.1",
                              command});
        return finished(process);
    }
    QByteArray ask(const QString& sql) {
        const Said said = run(QStringLiteral("psql -Atc \"%1\"").arg(sql));
        return said.status == 0 ? said.output.trimmed()
                                : "status " + QByteArray::number(said.status) + said.errors;
    }
    void write(const QString& name, const QByteArray& sql) {
        QFile file(m_host->home() + '/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sql);
    }
    void open(const QString& lab) {
        host::HostOptions options;
        options.folder = m_folder.filePath("lab");
        options.kubeconfig = "apiVersion: v1\nkind: Config\n";
        options.lab = lab;
        options.files = qEnvironmentVariable("UNDERSTUDY_SOURCE") + "/labs/host/files";
        options.network = qEnvironmentVariable("UNDERSTUDY_BIN") + "/understudy-lab-net";
        auto opened = host::HostService::open(options, m_threads);
        QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().sentence));
        m_host = std::move(*opened);
    }
    QByteArray rows() {
        return ask("SELECT md5(string_agg(name || email, ',' ORDER BY id)) FROM users") +
               ask("SELECT md5(string_agg(user_id || ' ' || total || status, ',' ORDER BY id)) FROM orders "
                   "WHERE id <= 10000");
    }
    static const QByteArray& joined() {
        static const QByteArray text =
            "SELECT u.id, u.name, u.email, COUNT(o.id), SUM(o.total), MAX(o.created_at)\n"
            "FROM users u LEFT JOIN orders o ON o.user_id = u.id\n"
            "WHERE u.created_at > NOW() - INTERVAL '30 days'\n"
            "GROUP BY u.id ORDER BY u.created_at DESC;\n";
        return text;
    }

private Q_SLOTS:
    void initTestCase() {
        if (QDir("/usr/lib/postgresql").entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty())
            QSKIP("PostgreSQL is not installed");
        open("lab-5-1");
    }
    void cleanupTestCase() { m_host.reset(); }

    void psqlOnTheLabHostConnectsWithNoQuestions() {
        QCOMPARE(ask("SELECT current_user || ' ' || current_database() || ' ' || count(*) FROM users"),
                 QByteArray("trainee shop 20000"));
        QVERIFY(ask("SELECT count(*) FROM orders").toInt() >= 10'000);
        QVERIFY2(run("psql --version").output.startsWith("psql (PostgreSQL)"), "psql --version");
        QVERIFY(run("psql -c 'SELECT nothing'").status != 0);
    }

    void aFreshStartBringsTheSameRowsAndNoIndex() {
        QCOMPARE(run("psql -qc 'CREATE INDEX mine ON orders (user_id)' && echo more >> dashboard.sql").status,
                 0);
        const QByteArray first = rows();
        QVERIFY2(first.size() == 64, first);
        QVERIFY(m_host->startLab("lab-5-1").ok());
        QCOMPARE(rows(), first);
        QCOMPARE(ask("SELECT count(*) FROM pg_indexes WHERE indexname = 'mine'"), QByteArray("0"));
        QVERIFY(!run("cat dashboard.sql").output.contains("more"));
    }

    void theFirstQueryIsSlowAndAnIndexAloneMakesItTenTimesAsFast() {
        const Said slow = run("compare-query");
        QCOMPARE(slow.status, 1);
        QVERIFY2(slow.output.contains("less than 10 times"), slow.output + slow.errors);
        QCOMPARE(run("psql -qc 'CREATE INDEX CONCURRENTLY mine ON orders (user_id)'").status, 0);
        const Said fast = run("compare-query");
        QVERIFY2(fast.status == 0 && fast.output.contains("rows     the same"), fast.output + fast.errors);
        qInfo().noquote() << fast.output;
        QCOMPARE(run("psql -qc 'DROP INDEX mine'").status, 0);
    }

    void aJoinAloneIsFastAndATotalOfNothingIsNotHeldAgainstIt() {
        for (const QByteArray& total :
             {QByteArray("SUM(o.total)"), QByteArray("COALESCE(SUM(o.total), 0)")}) {
            write("join.sql", QByteArray(joined()).replace("SUM(o.total)", total));
            const Said said = run("compare-query --no-index join.sql");
            QVERIFY2(said.status == 0 && said.output.contains("rows     the same"),
                     said.output + said.errors);
        }
    }

    void fastAndWrongIsFound_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("users without orders are lost") << QByteArray(joined()).replace("LEFT JOIN", "JOIN")
                                                       << QByteArray("are missing or changed, 0 are new");
        QTest::newRow("nothing is counted as one")
            << QByteArray(joined()).replace("COUNT(o.id)", "COUNT(*)") << QByteArray("rows     different");
        QTest::newRow("another order")
            << QByteArray(joined()).replace("DESC", "ASC") << QByteArray("not in the order of created_at");
        QTest::newRow("a column less")
            << QByteArray(joined()).replace("u.name, ", "") << QByteArray("rows     cannot be compared: ");
        QTest::newRow("nothing at all")
            << QByteArray(joined()).replace("30 days", "0 days") << QByteArray("different");
    }
    void fastAndWrongIsFound() {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, words);
        write("wrong.sql", sql);
        const Said said = run("compare-query --rows wrong.sql");
        QCOMPARE(said.status, 1);
        QVERIFY2(said.output.contains(words), said.output + said.errors);
    }

    void comparingSaysWhatItCannotDo() {
        QCOMPARE(run("compare-query missing.sql").status, 2);
        QCOMPARE(run("compare-query --quick").status, 2);
        write("broken.sql", "SELECT nonsense;");
        const Said broken = run("compare-query broken.sql");
        QVERIFY2(broken.status == 1 && broken.errors.contains("nonsense"), broken.errors);
        write("empty.sql", "-- nothing\n");
        QCOMPARE(run("compare-query empty.sql").status, 2);
    }

    void fromOutsideThePortAsksForThePassword() {
        const QString port = QString::fromLatin1(run("echo $PGPORT").output.trimmed());
        const auto psql = [&](const QString& password) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("PGPASSWORD", password);
            process.setProcessEnvironment(environment);
            process.start("/usr/bin/psql", {"-h", "127.0.0.1", "-p", port, "-U", "trainee", "-w", "-d",
                                            "shop", "-Atc", "SELECT count(*) FROM users"});
            return finished(process);
        };
        QCOMPARE(psql("wrong").status, 2);
        const QByteArray password = run("cut -d: -f5 $PGPASSFILE").output.trimmed();
        const Said known = psql(QString::fromLatin1(password));
        QVERIFY2(known.output == "20000\n", known.output + known.errors);
        // On the lab host itself the port asks nothing either: the password is known there.
        QCOMPARE(run("psql -h 127.0.0.1 -Atc 'SELECT 1'").output, QByteArray("1\n"));
    }

    void theTraineeIsNoSuperuser() {
        QVERIFY(run("psql -w -U postgres -c 'SELECT 1'").status != 0);
        QVERIFY(run("psql -c \"COPY (SELECT 1) TO PROGRAM 'cat'\"").status != 0);
    }

    void aLabThatGoesOnFindsItsDatabaseAsItWas() {
        QCOMPARE(run("psql -qc 'CREATE TABLE notes (text text)'").status, 0);
        m_host.reset();
        open("lab-5-1");
        QCOMPARE(ask("SELECT count(*) FROM notes"), QByteArray("0"));
        QCOMPARE(run("psql -h 127.0.0.1 -Atc 'SELECT 1'").output, QByteArray("1\n"));
    }

    void anotherLabHasNoDatabaseAndTheServerIsGone() {
        const quint16 port = run("echo $PGPORT").output.trimmed().toUShort();
        QVERIFY(m_host->startLab("lab-1-1").ok());
        const Said said = run("psql -c 'SELECT 1'");
        QCOMPARE(said.status, 2);
        QVERIFY2(said.errors.contains("no database"), said.errors);
        QVERIFY(!QFile::exists(m_folder.filePath("lab/database")));
        const auto open = [port] {
            QTcpSocket socket;
            socket.connectToHost("127.0.0.1", port);
            return socket.waitForConnected(1000);
        };
        QTRY_VERIFY_WITH_TIMEOUT(!open(), 10'000);
    }

    void aNameOfALabThatLeadsElsewhereBringsNothing() {
        QVERIFY(m_host->startLab("../labs/lab-5-1").ok());
        QCOMPARE(run("psql -c 'SELECT 1'").status, 2);
        QVERIFY(run("ls dashboard.sql").status != 0);
    }
};

QTEST_GUILESS_MAIN(tst_Database)
#include "tst_Database.moc"
