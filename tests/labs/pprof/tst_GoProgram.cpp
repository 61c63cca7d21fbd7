#include "labs/pprof/GoProgram.h"
#include "labs/pprof/LeakySource.h"
#include "labs/pprof/ReadProfile.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::pprof;

namespace {

/// Four hours into a leak of 100 MB an hour.
Vitals leaking() {
    Vitals vitals;
    vitals.app = "leaky-service";
    vitals.binary = "/app/leaky-service";
    vitals.unixNanos = 1'763'370'000'000'000'000;
    vitals.uptimeNanos = 4LL * 3600 * 1'000'000'000;
    vitals.openConnections = 400'000'000 / connectionBytes;
    vitals.baseBytes = 180 * 1048576.0;
    vitals.requests = 900'000;
    vitals.rps = 60;
    vitals.cores = 0.4;
    vitals.leaky = true;
    return vitals;
}

QString go(const QStringList& arguments, const QByteArray& profile,
           const QMap<QString, QByteArray>& files = {}) {
    QTemporaryDir folder;
    const auto write = [&folder](const QString& name, const QByteArray& bytes) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("a file of the test cannot be written");
    };
    write(QStringLiteral("it.prof"), profile);
    for (auto each = files.begin(); each != files.end(); ++each)
        write(each.key(), each.value());
    QProcess process;
    process.setWorkingDirectory(folder.path());
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), folder.path());
    environment.insert(QStringLiteral("PPROF_TMPDIR"), folder.path());
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("go"), QStringList{QStringLiteral("tool"), QStringLiteral("pprof")} +
                                            arguments + QStringList{QStringLiteral("it.prof")});
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qWarning("go tool pprof ended with %d", process.exitCode());
    return QString::fromUtf8(process.readAll());
}

bool goIsHere() { return !QStandardPaths::findExecutable(QStringLiteral("go")).isEmpty(); }

QByteArray bytes(const Profile& profile) { return QByteArray::fromStdString(gzipped(profile)); }

} // namespace

class TestGoProgram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whereGoIsMissingTheTableIsTheSame_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("cumulative");
        QTest::newRow("heap") << "heap"
                              << "" << false;
        QTest::newRow("heap, cumulative") << "heap"
                                          << "" << true;
        QTest::newRow("allocated") << "heap"
                                   << "alloc_space" << false;
        QTest::newRow("objects") << "heap"
                                 << "inuse_objects" << true;
        QTest::newRow("goroutines") << "goroutine"
                                    << "" << false;
        QTest::newRow("goroutines, cumulative") << "goroutine"
                                                << "" << true;
    }
    void whereGoIsMissingTheTableIsTheSame() {
        if (!goIsHere())
            QSKIP("go is not there to compare with");
        QFETCH(const QString, kind);
        QFETCH(const QString, type);
        QFETCH(const bool, cumulative);
        const Profile profile = GoProgram(leaking()).profile(kind.toStdString());
        QStringList flags{QStringLiteral("-top")};
        if (cumulative)
            flags << QStringLiteral("-cum");
        if (!type.isEmpty())
            flags << QStringLiteral("-sample_index=") + type;
        const auto read = readProfile(gzipped(profile));
        QVERIFY(read);
        const auto table = topTable(*read, type.toStdString(), cumulative);
        QVERIFY(table);
        QCOMPARE(QString::fromStdString(*table), go(flags, bytes(profile)));
    }
    void whatIsNoProfileIsNotRead() {
        const Profile profile = GoProgram(leaking()).profile("heap");
        const std::string whole = gzipped(profile);
        QVERIFY(!topTable(profile, "no_such_type", false));
        for (const std::string& wrong :
             {std::string(), std::string("nonsense"), whole.substr(0, whole.size() / 2), "\x1f\x8b" + whole})
            QVERIFY(!readProfile(wrong));
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int i = 0; i < 2000; ++i) {
            std::string bent = whole;
            for (int change = random.bounded(1, 4); change > 0; --change)
                bent[std::size_t(random.bounded(int(bent.size())))] = char(random.bounded(256));
            if (const auto read = readProfile(bent))
                (void)topTable(*read, "", false);
            std::string plain(std::size_t(random.bounded(1, 60)), '\0');
            for (char& c : plain)
                c = char(random.bounded(256));
            (void)readProfile(plain);
        }
    }
    void everyForgottenConnectionHolds18800Bytes() {
        const Profile heap = GoProgram(leaking()).profile("heap");
        std::int64_t ofDial = 0;
        for (const auto& sample : heap.samples)
            for (const auto& frame : sample.stack)
                if (frame.function == "main.(*Pool).dial")
                    ofDial += sample.values[3];
        QCOMPARE(ofDial, 400'000'000 / connectionBytes * connectionBytes);
        Vitals calm = leaking();
        calm.openConnections = 0;
        QCOMPARE(GoProgram(leaking()).goroutines() - GoProgram(calm).goroutines(),
                 400'000'000 / connectionBytes);
        QVERIFY(GoProgram(leaking()).heapBytes() - GoProgram(calm).heapBytes() > 396'000'000);
    }
    void theLineThatOpensThemIsTheSameInSourceAndProfile() {
        QCOMPARE(leakyLine("pool.go", "bufio.NewReaderSize("), 42);
        const auto source = QString::fromStdString(leakySource(false).at("pool.go")).split(QLatin1Char('\n'));
        for (const auto& sample : GoProgram(leaking()).profile("heap").samples)
            for (const auto& frame : sample.stack)
                if (frame.file == "/src/leaky/pool.go")
                    QVERIFY2(!source.value(frame.line - 1).trimmed().isEmpty(), frame.function.c_str());
        QCOMPARE(leakyLine("pool.go", "nowhere to be found"), 0);
        QVERIFY(leakySource(true).at("pool.go").find("c.raw.Close()") != std::string::npos);
    }
    void goToolPprofFindsTheLeak() {
        if (!goIsHere())
            QSKIP("go is not installed");
        const QByteArray heap = bytes(GoProgram(leaking()).profile("heap"));
        const QString top = go({QStringLiteral("-top")}, heap);
        QVERIFY2(top.contains(QStringLiteral("Type: inuse_space")), qPrintable(top));
        const auto rows = top.split(QLatin1Char('\n')).filter(QStringLiteral("%"));
        QVERIFY2(rows.value(2).endsWith(QStringLiteral("bufio.NewReaderSize")), qPrintable(top));
        QVERIFY2(top.contains(QStringLiteral("main.(*Pool).dial")), qPrintable(top));
        const QString traces = go({QStringLiteral("-traces")}, heap);
        QVERIFY2(traces.contains(QStringLiteral("bufio.NewReaderSize\n")), qPrintable(traces));
        const QString dot = go({QStringLiteral("-dot")}, heap);
        QVERIFY2(dot.startsWith(QStringLiteral("digraph \"leaky-service\"")), qPrintable(dot));
    }
    void goToolPprofListsTheSource() {
        if (!goIsHere())
            QSKIP("go is not installed");
        const auto pool = QByteArray::fromStdString(leakySource(false).at("pool.go"));
        const QString list =
            go({QStringLiteral("-list"), QStringLiteral("Pool..dial"), QStringLiteral("-source_path"),
                QStringLiteral("."), QStringLiteral("-trim_path"), QStringLiteral("/src/leaky")},
               bytes(GoProgram(leaking()).profile("heap")), {{QStringLiteral("pool.go"), pool}});
        const auto rows = list.split(QLatin1Char('\n')).filter(QStringLiteral("bufio.NewReaderSize(raw"));
        QVERIFY2(rows.size() == 1 && rows[0].contains(QStringLiteral("332")), qPrintable(list));
    }
    void whatWasAllocatedMostIsNotWhatLeaks() {
        if (!goIsHere())
            QSKIP("go is not installed");
        const QString top = go({QStringLiteral("-top"), QStringLiteral("-sample_index=alloc_space")},
                               bytes(GoProgram(leaking()).profile("heap")));
        const auto rows = top.split(QLatin1Char('\n')).filter(QStringLiteral("%"));
        QVERIFY2(rows.value(2).endsWith(QStringLiteral("encoding/json.Marshal")), qPrintable(top));
    }
    void everyProfileIsAccepted_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"heap", "allocs", "goroutine", "block", "mutex", "threadcreate", "profile"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void everyProfileIsAccepted() {
        if (!goIsHere())
            QSKIP("go is not installed");
        QFETCH(QString, name);
        const GoProgram program(leaking());
        const QString top = go(
            {QStringLiteral("-top")},
            bytes(name == QStringLiteral("profile") ? program.cpu(30) : program.profile(name.toStdString())));
        QVERIFY2(top.contains(QStringLiteral("Showing nodes accounting for")), qPrintable(top));
        QVERIFY2(!top.contains(QStringLiteral("accounting for 0,")), qPrintable(top));
    }
    void theTextsNameTheSamePlace() {
        const GoProgram program(leaking());
        const auto heap = QString::fromStdString(program.text("heap", 1));
        QVERIFY(heap.startsWith(QStringLiteral("heap profile: ")));
        QVERIFY(heap.section(QLatin1Char('\n'), 1)
                    .section(QStringLiteral("\n\n"), 0, 0)
                    .contains(QStringLiteral("main.(*Pool).dial")));
        QVERIFY(heap.contains(QStringLiteral("/src/leaky/pool.go:42")));
        QVERIFY(heap.contains(QStringLiteral("# HeapAlloc = ")));
        const auto goroutines = QString::fromStdString(program.text("goroutine", 1));
        QVERIFY2(
            goroutines.startsWith(QStringLiteral("goroutine profile: total %1\n").arg(program.goroutines())),
            qPrintable(goroutines.left(200)));
        QVERIFY(goroutines.contains(QStringLiteral("main.(*Conn).readLoop")));
        const auto stacks = QString::fromStdString(program.text("goroutine", 2));
        QVERIFY(stacks.startsWith(QStringLiteral("goroutine 1 [IO wait, 240 minutes]:\n")));
        QVERIFY2(stacks.size() < 4'000'000, "debug=2 must stay bounded");
        for (const char* name : {"heap", "goroutine", "allocs", "profile"})
            QVERIFY(program.index().find(name) != std::string::npos);
    }
    void aProfileNobodyKnowsIsEmpty() { QVERIFY(GoProgram(leaking()).profile("trace").types.empty()); }
    void theSameVitalsGiveTheSameBytes() {
        QCOMPARE(gzipped(GoProgram(leaking()).profile("heap")),
                 gzipped(GoProgram(leaking()).profile("heap")));
    }
};

QTEST_GUILESS_MAIN(TestGoProgram)
#include "tst_GoProgram.moc"
