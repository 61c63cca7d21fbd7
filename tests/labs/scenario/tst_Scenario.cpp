#include "labs/scenario/Scenario.h"

#include <QFile>
#include <QtTest>

using namespace understudy::cluster;

namespace {

std::string problemOf(const std::string& text) {
    const auto read = Scenario::parse(text, "scenario.yaml");
    const auto* problem = std::get_if<Problem>(&read);
    return problem ? problem->text : "";
}

} // namespace

class TestScenario : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheReadmeShowsIsRead() {
        const auto read = Scenario::parse(
            "lab: lab-2-2\nseed: 2202\nbase: small\nclock: {start: now, history: 24h}\nfaults:\n"
            "  - {id: monday, at: 0s, do: traffic, rps: 15000}\n"
            "  - {id: leak, at: -5h, do: mem_leak, on: production/leaky-service, rate: 100MB/h}\n"
            "  - {id: redis, at: never, do: redis_down}\n"
            "  - {id: night, at: \"03:12\", do: alert_fired, alert: HighMemoryUsage, for: 7m}\n"
            "solution: |\n  kubectl get services -A\n",
            "scenario.yaml");
        const auto* scenario = std::get_if<Scenario>(&read);
        QVERIFY2(scenario, std::get_if<Problem>(&read) ? std::get<Problem>(read).text.c_str() : "");
        QCOMPARE(scenario->lab, std::string("lab-2-2"));
        QCOMPARE(scenario->seed, std::uint64_t(2202));
        QCOMPARE(scenario->history, 24 * hour);
        QCOMPARE(scenario->faults.size(), std::size_t(4));
        QCOMPARE(scenario->faults[0].rps, 15000.0);
        QCOMPARE(*scenario->faults[1].at, -5 * hour);
        QCOMPARE(scenario->faults[1].ns, std::string("production"));
        QCOMPARE(scenario->faults[1].bytesPerHour, 1e8);
        QVERIFY(!scenario->faults[2].at && !scenario->faults[2].minuteOfDay);
        QCOMPARE(*scenario->faults[3].minuteOfDay, 3 * 60 + 12);
        QCOMPARE(*scenario->faults[3].lasts, 7 * minute);
    }
    void aMistakeIsToldWithItsPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("word");
        QTest::newRow("unknown key") << "lab: x\ncolour: red\n"
                                     << "scenario.yaml:2:1:"
                                     << "colour";
        QTest::newRow("missing lab") << "seed: 1\n"
                                     << "scenario.yaml:1:1:"
                                     << "lab";
        QTest::newRow("unknown fault") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: dance}\n"
                                       << "scenario.yaml:3:"
                                       << "dance";
        QTest::newRow("key of another fault")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: redis_down, rps: 5}\n"
            << "scenario.yaml:3:"
            << "rps";
        QTest::newRow("no time") << "lab: x\nfaults:\n  - {id: a, at: soon, do: redis_down}\n"
                                 << "scenario.yaml:3:"
                                 << "03:12";
        QTest::newRow("rate") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: mem_leak, on: a/b, rate: fast}\n"
                              << "scenario.yaml:3:"
                              << "100MB/h";
        QTest::newRow("target") << "lab: x\nfaults:\n  - {id: a, at: 0s, do: crash_loop, on: b}\n"
                                << "scenario.yaml:3:"
                                << "NAMESPACE/NAME";
        QTest::newRow("twice")
            << "lab: x\nfaults:\n  - {id: a, at: 0s, do: redis_down}\n  - {id: a, at: 0s, do: redis_down}\n"
            << "scenario.yaml:4:"
            << "\"a\"";
        QTest::newRow("history") << "lab: x\nclock: {history: 90d}\n"
                                 << "scenario.yaml:2:"
                                 << "7d";
        QTest::newRow("no YAML") << "lab: [x\n"
                                 << "scenario.yaml:"
                                 << "";
        QTest::newRow("a list") << "- lab\n"
                                << "scenario.yaml:1:1:"
                                << "Keys";
    }
    void aMistakeIsToldWithItsPlace() {
        QFETCH(const QString, text);
        QFETCH(const QString, place);
        QFETCH(const QString, word);
        const QString problem = QString::fromStdString(problemOf(text.toStdString()));
        QVERIFY2(problem.startsWith(place) && problem.contains(word), qPrintable(problem));
    }
    void allScenariosOfTheCatalogAreRead() {
        const QDir catalog(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/catalog"));
        int read = 0;
        for (const auto& lab : catalog.entryList({QStringLiteral("lab-*")}, QDir::Dirs)) {
            QFile file(catalog.filePath(lab + QStringLiteral("/scenario.yaml")));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            const std::string problem = problemOf(file.readAll().toStdString());
            QVERIFY2(problem.empty(), problem.c_str());
            ++read;
        }
        QVERIFY(read > 0);
    }
    void randomBytesAreRefusedNotFatal() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const std::string good =
            "lab: x\nclock: {start: now, history: 24h}\nfaults:\n  - {id: a, at: 0s, do: traffic, rps: 5}\n";
        int refused = 0;
        for (int i = 0; i < 2000; ++i) {
            std::string text = good;
            for (int change = random.bounded(1, 6); change > 0; --change)
                text[static_cast<std::size_t>(random.bounded(static_cast<int>(text.size())))] =
                    static_cast<char>(random.bounded(1, 256));
            refused += !problemOf(text).empty();
        }
        QVERIFY(refused > 500);
    }
};

QTEST_GUILESS_MAIN(TestScenario)
#include "tst_Scenario.moc"
