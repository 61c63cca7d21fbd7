#include "core/metrics/Annotation.h"
#include "core/metrics/Answer.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace understudy;
using namespace understudy::metrics;

class tst_Answer final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aVectorAMatrixAndAScalarAreRead() {
        const auto vector = answerFrom(R"({"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"pod":"a"},"value":[1795320705.19,"0.41"]},{"metric":{},"value":[1795320705.19,"1e3"]}]}})");
        QVERIFY(vector.ok());
        QCOMPARE(vector->series.size(), 2u);
        QCOMPARE(vector->series[0].labels.at(QStringLiteral("pod")), QStringLiteral("a"));
        QCOMPARE(vector->series[0].series.at(0).at, 1795320705190);
        QCOMPARE(vector->series[0].series.at(0).value, 0.41);
        QCOMPARE(vector->series[1].series.at(0).value, 1000.0);

        const auto matrix = answerFrom(R"({"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{},"values":[[10,"1"],[20,"2"],[25.5,"3"]]}]}})");
        QVERIFY(matrix.ok());
        QCOMPARE(matrix->kind, Answer::Kind::Matrix);
        QCOMPARE(matrix->series[0].series.size(), 3u);
        QCOMPARE(matrix->series[0].series.at(2).at, 25500);

        const auto scalar =
            answerFrom(R"({"status":"success","data":{"resultType":"scalar","result":[10,"4"]}})");
        QVERIFY(scalar.ok());
        QCOMPARE(scalar->series.size(), 1u);
        QCOMPARE(scalar->series[0].series.at(0).value, 4.0);
    }

    void notANumberInfinityAndNullAreKnown() {
        const auto answer = answerFrom(R"({"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{},"values":[[1,"NaN"],[2,"+Inf"],[3,"-Inf"],[4,null],[5,"word"],[6,7],[7,"1e999"]]}]}})");
        QVERIFY(answer.ok());
        const Series& series = answer->series[0].series;
        QVERIFY(std::isnan(series.at(0).value));
        QVERIFY(std::isinf(series.at(1).value) && series.at(1).value > 0);
        QVERIFY(std::isinf(series.at(2).value) && series.at(2).value < 0);
        QVERIFY(std::isnan(series.at(3).value));
        QVERIFY(std::isnan(series.at(4).value));
        QCOMPARE(series.at(5).value, 7.0);
        QVERIFY(!std::isfinite(series.at(6).value));
    }

    void aServersRefusalIsGivenInItsWords() {
        const auto answer =
            answerFrom(R"({"status":"error","errorType":"bad_data","error":"parse error: oops"})");
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, Errc::Refused);
        QCOMPARE(answer.error().detail, QStringLiteral("bad_data: parse error: oops"));
    }

    void whatIsNotAnAnswerIsRefusedWhole_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("page") << QByteArray("<html>hello</html>");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("no status") << QByteArray("{}");
        QTest::newRow("no data") << QByteArray(R"({"status":"success"})");
        QTest::newRow("data is a list") << QByteArray(R"({"status":"success","data":[]})");
        QTest::newRow("other type") << QByteArray(
            R"({"status":"success","data":{"resultType":"streams","result":[]}})");
        QTest::newRow("result is text")
            << QByteArray(R"({"status":"success","data":{"resultType":"vector","result":"x"}})");
        QTest::newRow("value is text")
            << QByteArray(R"({"status":"success","data":{"resultType":"vector","result":[{"value":"x"}]}})");
        QTest::newRow("time is text") << QByteArray(
            R"({"status":"success","data":{"resultType":"vector","result":[{"value":["1","2"]}]}})");
        QTest::newRow("time is huge") << QByteArray(
            R"({"status":"success","data":{"resultType":"vector","result":[{"value":[1e300,"2"]}]}})");
        QTest::newRow("time is negative")
            << QByteArray(R"({"status":"success","data":{"resultType":"scalar","result":[-5,"2"]}})");
        QTest::newRow("one good, one bad") << QByteArray(
            R"({"status":"success","data":{"resultType":"matrix","result":[{"values":[[1,"2"],[3]]}]}})");
    }
    void whatIsNotAnAnswerIsRefusedWhole() {
        QFETCH(QByteArray, json);
        const auto answer = answerFrom(json);
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, Errc::BadInput);
        QVERIFY(!answer.error().sentence.isEmpty());
    }

    void cutAndChangedAnswersNeverCrash() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const QByteArray good = R"({"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"a":"b"},"values":[[1795320705.19,"0.41"],[1795320710.19,"NaN"]]}]}})";
        for (int i = 0; i < 20000; ++i) {
            QByteArray bad = good.left(random.bounded(int(good.size()) + 1));
            for (int n = random.bounded(4); n > 0 && !bad.isEmpty(); --n)
                bad[random.bounded(int(bad.size()))] = char(random.bounded(256));
            const auto answer = answerFrom(bad);
            QVERIFY(answer.ok() || !answer.error().sentence.isEmpty());
        }
    }

    void annotationsAreReadInOrderOfTime() {
        const auto list = annotationsFrom(R"({"annotations":[
            {"at":"2025-11-19T14:25:02.000Z","kind":"alert","text":"alert","until":"2025-11-19T14:26:00Z"},
            {"at":"2025-11-19T14:22:00.000Z","kind":"deployment","text":"3.1.0-rc2"},
            {"at":"not a time","kind":"fault","text":"lost"},
            {"at":1763565000000,"kind":"party","text":"unknown"}]})");
        QVERIFY(list.ok());
        QCOMPARE(list->size(), 3u);
        QCOMPARE((*list)[0].text, QStringLiteral("3.1.0-rc2"));
        QCOMPARE((*list)[0].kind, Annotation::Kind::Deployment);
        QCOMPARE((*list)[1].kind, Annotation::Kind::Alert);
        QCOMPARE(*(*list)[1].until - (*list)[1].at, 58000);
        QCOMPARE((*list)[2].kind, Annotation::Kind::Note);
        QVERIFY(!annotationsFrom("{}").ok());
        QVERIFY(!annotationsFrom("nonsense").ok());
    }
};

QTEST_GUILESS_MAIN(tst_Answer)
#include "tst_Answer.moc"
