#include "core/traces/JaegerJson.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::traces;

namespace {

QByteArray span(const char* id, const char* parent, qint64 start, qint64 duration, const char* more = "") {
    QByteArray references;
    if (*parent)
        references = QByteArray(R"({"refType":"CHILD_OF","traceID":"t","spanID":")") + parent + "\"}";
    return QByteArray("{\"traceID\":\"t\",\"spanID\":\"") + id + "\",\"operationName\":\"op-" + id +
           "\",\"references\":[" + references + "],\"startTime\":" + QByteArray::number(start) +
           ",\"duration\":" + QByteArray::number(duration) + ",\"processID\":\"p1\"" + more + "}";
}

QByteArray page(const QByteArrayList& spans) {
    return "{\"data\":[{\"traceID\":\"t\",\"spans\":[" + spans.join(',') +
           R"(],"processes":{"p1":{"serviceName":"checkout","tags":[{"key":"hostname","type":"string","value":"c-1"}]}}}],)"
           R"("total":0,"limit":0,"offset":0,"errors":null})";
}

// The trace of the slow checkout: its spans add up to 30.2 s, and 29.4 s of them are one call.
QByteArray checkout() {
    return page(
        {span("root", "", 1'000'000, 30'200'000), span("auth", "root", 1'100'000, 200'000),
         span("pay", "root", 1'400'000, 29'500'000,
              R"(,"tags":[{"key":"error","type":"bool","value":true},{"key":"n","type":"int64","value":7}],)"
              R"("logs":[{"timestamp":1500000,"fields":[{"key":"event","type":"string","value":"retry"}]}],)"
              R"("warnings":["clock skew"])"),
         span("call", "pay", 1'450'000, 29'400'000), span("mail", "root", 31'000'000, 100'000)});
}

QStringList names(const Trace& trace) {
    QStringList ids;
    for (const Span& each : trace.spans)
        ids << each.id;
    return ids;
}

} // namespace

class tst_JaegerJson final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTraceIsReadInTheOrderOfItsWaterfall() {
        const auto read = tracesFrom(checkout());
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().detail));
        QCOMPARE(read->size(), 1u);
        const Trace& trace = read->front();
        QCOMPARE(names(trace),
                 (QStringList{QStringLiteral("root"), QStringLiteral("auth"), QStringLiteral("pay"),
                              QStringLiteral("call"), QStringLiteral("mail")}));
        QCOMPARE(trace.title(), QStringLiteral("checkout: op-root"));
        QCOMPARE(trace.duration(), 30'200'000);
        QCOMPARE(trace.errors(), 1);
        QCOMPARE(trace.spans[3].depth, 2);
        QCOMPARE(trace.spans[3].parent, 2);
        QCOMPARE(trace.spans[0].below, 4);
        QCOMPARE(trace.spans[2].below, 1);
        QVERIFY(trace.spans[2].error);
        QCOMPARE(trace.spans[2].tags[1], (Tag{QStringLiteral("n"), QStringLiteral("7")}));
        QCOMPARE(trace.spans[2].notes[0].fields[0].value, QStringLiteral("retry"));
        QCOMPARE(trace.spans[2].warnings, QStringList{QStringLiteral("clock skew")});
        QCOMPARE(trace.spans[2].process[0].value, QStringLiteral("c-1"));
    }

    void theCriticalPathIsWhatTheEndWaitedFor() {
        const auto read = tracesFrom(checkout());
        QVERIFY(read.ok());
        const auto path = criticalPath(read->front());
        // From the end: root, mail, root, pay, call, pay, root, auth, root; in order of time here.
        QList<int> spans;
        qint64 sum = 0, until = read->front().spans[0].start;
        for (const Stretch& each : path) {
            spans << each.span;
            QCOMPARE(each.from, until); // no gap, no overlap
            until = each.to;
            sum += each.to - each.from;
        }
        QCOMPARE(spans, (QList<int>{0, 1, 0, 2, 3, 2, 0, 4, 0}));
        QCOMPARE(sum, read->front().duration());
        QCOMPARE(path[4].to - path[4].from, 29'400'000);
    }

    void workBesideTheLongestIsNotOnThePath() {
        const auto read = tracesFrom(page({span("a", "", 0, 100), span("long", "a", 10, 80),
                                           span("short", "a", 20, 30), span("late", "a", 50, 500)}));
        QVERIFY(read.ok());
        QList<int> spans;
        for (const Stretch& each : criticalPath(read->front()))
            spans << each.span;
        QCOMPARE(spans, (QList<int>{0, 1, 0})); // one that goes on after its parent ended held nobody up
    }

    void aSpanWhoseParentIsMissingStandsAlone() {
        const auto read = tracesFrom(page({span("b", "gone", 5, 10), span("a", "", 0, 3)}));
        QVERIFY(read.ok());
        QCOMPARE(names(read->front()), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(read->front().spans[1].parent, -1);
    }

    void aTraceOfManyThousandSpansInARowIsRead() {
        QByteArrayList spans;
        for (int i = 0; i < 20'000; ++i)
            spans << span(QByteArray::number(i).constData(), i ? QByteArray::number(i - 1).constData() : "",
                          i, 40'000);
        const auto read = tracesFrom(page(spans));
        QVERIFY(read.ok());
        QCOMPARE(read->front().spans.back().depth, 19'999);
        QVERIFY(!criticalPath(read->front()).empty());
    }

    void hostileAnswersAreRefusedWithTheirPlace_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        QTest::newRow("no JSON") << QByteArray("<html>") << QStringLiteral("byte");
        QTest::newRow("no data") << QByteArray("{\"x\":1}") << QStringLiteral("data");
        QTest::newRow("ring") << page({span("a", "b", 0, 1), span("b", "a", 0, 1)})
                              << QStringLiteral("ancestor");
        QTest::newRow("own parent") << page({span("a", "a", 0, 1)}) << QStringLiteral("parent");
        QTest::newRow("a fraction")
            << page({span("a", "", 0, 1).replace("\"duration\":1", "\"duration\":0.5")})
            << QStringLiteral("span 1");
        QTest::newRow("before 1970") << page({span("a", "", 0, 1), span("b", "", -5, 1)})
                                     << QStringLiteral("span 2");
        QTest::newRow("beyond numbers")
            << page({span("a", "", 0, 1).replace("\"duration\":1", "\"duration\":1e300")})
            << QStringLiteral("duration");
        QTest::newRow("no process") << page({span("a", "", 0, 1).replace("p1", "p9")})
                                    << QStringLiteral("process");
        QTest::newRow("no id") << page({span("a", "", 0, 1).replace("spanID", "spanId")})
                               << QStringLiteral("spanID");
        QTest::newRow("no spans") << page({}) << QStringLiteral("no spans");
        QTest::newRow("spans no list")
            << QByteArray(R"({"data":[{"traceID":"t","spans":{"a":1}}]})") << QStringLiteral("no list");
        QTest::newRow("a tag of a kind there is not")
            << page({span("a", "", 0, 1, R"(,"tags":[{"key":"k","value":{}}])")}) << QStringLiteral("tag");
        QTest::newRow("deep") << QByteArray(5000, '[') << QStringLiteral("byte");
    }
    void hostileAnswersAreRefusedWithTheirPlace() {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        const auto read = tracesFrom(json);
        QVERIFY(!read.ok());
        QVERIFY(!read.error().sentence.isEmpty());
        QVERIFY2(read.error().detail.contains(place), qPrintable(read.error().detail));
    }

    void nothingFoundIsNoError() {
        QVERIFY(tracesFrom(R"({"data":null,"errors":null})").ok());
        QVERIFY(tracesFrom(R"({"data":[]})")->empty());
        const auto gone = tracesFrom(R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})");
        QVERIFY(!gone.ok());
        QCOMPARE(gone.error().code, Errc::Refused);
        QCOMPARE(gone.error().detail, QStringLiteral("trace not found"));
    }

    void aFileIsReadOrRefused() {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("t.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(checkout());
        file.close();
        QVERIFY(tracesFromFile(file.fileName()).ok());
        QCOMPARE(tracesFromFile(dir.filePath(QStringLiteral("none"))).error().code, Errc::NotFound);
        QVERIFY(!tracesFromFile(dir.path()).ok());
    }

    void durationsAreWords() {
        QCOMPARE(durationText(85), QStringLiteral("85 µs"));
        QCOMPARE(durationText(1'500), QStringLiteral("1.5 ms"));
        QCOMPARE(durationText(29'400'000), QStringLiteral("29.4 s"));
        QCOMPARE(durationText(120'000), QStringLiteral("120 ms"));
        QCOMPARE(durationText(85'000'000), QStringLiteral("1 min 25 s"));
        QCOMPARE(durationText(3'700'000'000), QStringLiteral("1 h 1 min"));
    }
};

QTEST_GUILESS_MAIN(tst_JaegerJson)
#include "tst_JaegerJson.moc"
