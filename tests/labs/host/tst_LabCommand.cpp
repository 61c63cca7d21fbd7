#include "tests/fakes/CannedServer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

namespace {

const QByteArray answer(R"({"virtualTime":"2025-11-17T09:05:00Z","sinceStart":300000000,"kept":"future-4"})");

} // namespace

/// The command `lab` of the lab host, run as it is by bash against a control API of the test: what it asks,
/// what it says and how it ends.
class tst_LabCommand final : public QObject {
    Q_OBJECT

    struct Said {
        QString out, err;
        int status = -1;
    };
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    std::function<Canned(const Asked&)> m_answer;
    CannedServer m_server{[this](const Asked& asked) { return m_answer(asked); }};

    Said lab(const QStringList& words, const QByteArray& typed = {}) {
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.start(QStringLiteral("bash"), QStringList{qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                                                          QStringLiteral("/labs/host/files/bin/lab")} +
                                                  words);
        process.write(typed);
        process.closeWriteChannel();
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000))
            process.kill();
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }
    QJsonObject sent() const { return QJsonDocument::fromJson(m_server.asked().last().body).object(); }

private Q_SLOTS:
    void initTestCase() {
        for (const char* tool : {"bash", "curl", "jq"})
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QSKIP("curl or jq is missing");
        QFile token(m_folder.filePath(QStringLiteral("token")));
        QVERIFY(token.open(QIODevice::WriteOnly));
        token.write("secret");
        token.close();
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert(QStringLiteral("LAB"), m_server.url().toString());
        m_environment.insert(QStringLiteral("LAB_TOKEN_FILE"), token.fileName());
        m_environment.insert(QStringLiteral("no_proxy"), QStringLiteral("127.0.0.1"));
    }
    void init() {
        m_answer = [](const Asked&) { return Canned{200, answer}; };
    }

    void helpTellsOfTimeAndFutures() {
        for (const QStringList& words : {QStringList(), {QStringLiteral("help")}, {QStringLiteral("-h")}}) {
            const Said said = lab(words);
            QCOMPARE(said.status, 0);
            for (const char* told : {"lab skip 6h", "lab speed N", "lab wait fixed", "lab rewind 10m",
                                     "lab reset", "lab fork [NAME]", "lab forks", "lab open NAME"})
                QVERIFY2(said.out.contains(QLatin1String(told)), told);
            for (const QString& line : said.out.split(QLatin1Char('\n')))
                QVERIFY2(line.size() <= 100, qPrintable(line));
        }
    }

    void rewindAsksForASpanAndSaysWhatWasKept() {
        const Said said = lab({QStringLiteral("rewind"), QStringLiteral("10m")});
        QCOMPARE(said.status, 0);
        QCOMPARE(m_server.asked().last().path, QStringLiteral("/lab/v1/rewind"));
        QCOMPARE(m_server.asked().last().headers["authorization"], "Bearer secret");
        QCOMPARE(sent(), (QJsonObject{{QStringLiteral("by"), QStringLiteral("10m")}}));
        QCOMPARE(said.out, QStringLiteral("The lab's time is now 2025-11-17T09:05:00Z.\n"
                                          "What was is kept: `lab open future-4` goes back to it.\n"));
    }

    void resetGoesToTheBeginning() {
        const Said said = lab({QStringLiteral("reset")});
        QCOMPARE(said.status, 0);
        QCOMPARE(m_server.asked().last().path, QStringLiteral("/lab/v1/rewind"));
        QCOMPARE(sent(), (QJsonObject{{QStringLiteral("to"), QStringLiteral("0s")}}));
    }

    void waitPushesTheClockUntilNoFaultIsOn() {
        int looks = 0, skips = 0;
        m_answer = [&](const Asked& asked) {
            if (asked.path.endsWith(QLatin1String("/clock"))) {
                ++skips;
                return Canned{200, answer};
            }
            return Canned{200, ++looks < 4 ? QByteArray(R"({"virtualTime":"x","faults":[{"id":"redis",)"
                                                        R"("state":"on"},{"id":"leak","state":"waiting"}]})")
                                           : QByteArray(R"({"virtualTime":"2025-11-17T09:06:30Z","faults":)"
                                                        R"([{"id":"redis","state":"over"}]})")};
        };
        const Said said = lab({QStringLiteral("wait"), QStringLiteral("fixed")});
        QCOMPARE(said.status, 0);
        QCOMPARE(skips, 3);
        QCOMPARE(said.out, QStringLiteral("No fault is on. The lab's time is now 2025-11-17T09:06:30Z.\n"));
    }

    void waitSaysWhichFaultDoesNotEnd() {
        m_answer = [](const Asked&) {
            return Canned{200, R"({"virtualTime":"x","faults":[{"id":"redis","state":"on"}]})"};
        };
        const Said said = lab({QStringLiteral("wait"), QStringLiteral("fixed")});
        QCOMPARE(said.status, 1);
        QVERIFY2(said.err.contains(QStringLiteral("still on after an hour: redis.")), qPrintable(said.err));
    }

    void futuresAreKeptListedAndOpened() {
        m_answer = [](const Asked&) {
            return Canned{200, R"({"name":"calm","reached":"2025-11-17T09:05:00Z"})"};
        };
        Said said = lab({QStringLiteral("fork"), QStringLiteral("calm")});
        QCOMPARE(said.status, 0);
        QCOMPARE(sent()[QLatin1String("name")].toString(), QStringLiteral("calm"));
        QCOMPARE(said.out, QStringLiteral("Kept as calm, at 2025-11-17T09:05:00Z. `lab open calm` goes back "
                                          "to it.\n"));
        lab({QStringLiteral("fork")});
        QCOMPARE(sent()[QLatin1String("name")].toString(QStringLiteral("?")), QString());
        m_answer = [](const Asked&) {
            return Canned{200, R"({"forks":[{"name":"calm","reached":"2025-11-17T09:05:00Z"},)"
                               R"({"name":"bad","problem":"Its file is damaged."}]})"};
        };
        said = lab({QStringLiteral("forks")});
        QCOMPARE(said.out.split(QLatin1Char('\n')).size(), 3);
        QVERIFY(said.out.contains(QStringLiteral("reaches 2025-11-17T09:05:00Z")));
        QVERIFY(said.out.contains(QStringLiteral("Its file is damaged.")));
        m_answer = [](const Asked&) { return Canned{200, R"({"forks":[]})"}; };
        QVERIFY(lab({QStringLiteral("forks")}).out.contains(QStringLiteral("No future is kept.")));
        init();
        said = lab({QStringLiteral("open"), QStringLiteral("calm")});
        QCOMPARE(said.status, 0);
        QCOMPARE(m_server.asked().last().path, QStringLiteral("/lab/v1/forks/calm/open"));
        QVERIFY(said.out.endsWith(QStringLiteral("`lab open future-4` goes back to it.\n")));
    }

    void aFutureIsDeletedOnlyWhenThatIsMeant() {
        const QStringList words{QStringLiteral("forks"), QStringLiteral("--delete"), QStringLiteral("calm")};
        const auto before = m_server.asked().size();
        for (const char* typed : {"", "\n", "n\n", "calm\n"}) {
            const Said said = lab(words, typed);
            QCOMPARE(said.status, 1);
            QVERIFY(said.out.startsWith(QStringLiteral("Delete the future calm for good? [y/N]")));
            QVERIFY2(said.err.contains(QStringLiteral("it was kept")), qPrintable(said.err));
        }
        QCOMPARE(m_server.asked().size(), before);
        Said said = lab(words, "y\n");
        QCOMPARE(said.status, 0);
        QCOMPARE(m_server.asked().last().method, QByteArray("DELETE"));
        QCOMPARE(m_server.asked().last().path, QStringLiteral("/lab/v1/forks/calm"));
        QVERIFY(said.out.endsWith(QStringLiteral("The future calm is deleted.\n")));
        said = lab(words + QStringList{QStringLiteral("--yes")});
        QCOMPARE(said.out, QStringLiteral("The future calm is deleted.\n"));
        QCOMPARE(m_server.asked().size(), before + 2);
    }

    void wrongUseIsASentenceAndStatusTwoAndAsksNothing_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* words, const char* told) {
            QTest::newRow(words) << QString::fromLatin1(words).split(QLatin1Char(' '))
                                 << QString::fromLatin1(told);
        };
        row("rewind", "how far back");
        row("rewind soon", "how far back");
        row("rewind -5m", "how far back");
        row("rewind 5", "how far back");
        row("rewind 5m now", "how far back");
        row("rewind 09:05", "how far back");
        row("reset now", "takes no word more");
        row("wait", "what for");
        row("wait broken", "what for");
        row("skip", "how far");
        row("skip 1w", "how far");
        row("speed fast", "how fast");
        row("fork a/b", "letters, digits");
        row("fork one two", "letters, digits");
        row("forks all", "takes no word more");
        row("forks --delete", "which future");
        row("forks --delete a/b", "which future");
        row("forks --delete one two", "which future");
        row("forks --yes one", "which future");
        row("open", "which future");
        row("open ../x", "which future");
        row("dance", "there is no \"dance\"");
    }
    void wrongUseIsASentenceAndStatusTwoAndAsksNothing() {
        QFETCH(QStringList, words);
        QFETCH(QString, told);
        const auto before = m_server.asked().size();
        const Said said = lab(words);
        QCOMPARE(said.status, 2);
        QVERIFY2(said.err.contains(told), qPrintable(said.err));
        QCOMPARE(m_server.asked().size(), before);
    }

    void whatTheLabRefusesIsToldInItsWords() {
        m_answer = [](const Asked&) {
            return Canned{422, R"({"error":"A lab can be rewound to a moment between its start and now."})"};
        };
        Said said = lab({QStringLiteral("rewind"), QStringLiteral("900d")});
        QCOMPARE(said.status, 1);
        QCOMPARE(said.err,
                 QStringLiteral("lab: A lab can be rewound to a moment between its start and now.\n"));
        QVERIFY(said.out.isEmpty());
        m_answer = [](const Asked&) {
            return Canned{507, R"({"error":"The future cannot be kept (No space left on device)."})"};
        };
        said = lab({QStringLiteral("fork"), QStringLiteral("calm")});
        QCOMPARE(said.status, 1);
        QVERIFY(said.err.contains(QStringLiteral("No space left")));
        m_environment.insert(QStringLiteral("LAB"), QStringLiteral("http://127.0.0.1:1"));
        said = lab({QStringLiteral("reset")});
        m_environment.insert(QStringLiteral("LAB"), m_server.url().toString());
        QCOMPARE(said.status, 3);
        QVERIFY(said.err.contains(QStringLiteral("does not answer")));
    }
};

QTEST_GUILESS_MAIN(tst_LabCommand)
#include "tst_LabCommand.moc"
