#include "tests/labs/promql/Shelf.h"

#include <QElapsedTimer>
#include <QtTest>

#include <cmath>

using namespace understudy::promql;

namespace {

Value value(const Storage& storage, const char* text, std::int64_t ms, const Limits& limits = {}) {
    const auto parsed = parse(text);
    if (const auto* refusal = std::get_if<Refusal>(&parsed))
        qFatal("%s: %s", text, refusal->words.c_str());
    auto result = evaluate(*std::get<ExprPtr>(parsed), storage, ms, limits);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        qFatal("%s: %s", text, refusal->words.c_str());
    return std::get<Value>(std::move(result));
}

QString words(const std::string& text) {
    const auto parsed = parse(text);
    const auto* refusal = std::get_if<Refusal>(&parsed);
    return refusal ? QString::fromStdString(refusal->words) : QStringLiteral("accepted");
}

QString words(const Storage& storage, const std::string& text, std::int64_t from, std::int64_t to,
              std::int64_t step, const Limits& limits, Refusal::Kind* kind = nullptr) {
    const auto parsed = parse(text);
    const auto result = evaluateRange(*std::get<ExprPtr>(parsed), storage, from, to, step, limits);
    const auto* refusal = std::get_if<Refusal>(&result);
    if (refusal && kind)
        *kind = refusal->kind;
    return refusal ? QString::fromStdString(refusal->words) : QStringLiteral("accepted");
}

Shelf manySamples(int series, int samples) {
    Shelf shelf;
    for (int i = 0; i < series; ++i) {
        shelf.all.push_back({{{"__name__", "a"}, {"i", std::to_string(i)}}, {}});
        for (int s = 0; s < samples; ++s)
            shelf.all.back().samples.push_back({s * 5000LL, static_cast<double>(s % 700)});
    }
    return shelf;
}

} // namespace

class TestPromQl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusedThingsAreNamed() {
        QVERIFY(words("holt_winters(a[5m], 0.5, 0.5)").contains(QStringLiteral("holt_winters")));
        QVERIFY(words("a @ 5").contains(QLatin1Char('@')));
        QVERIFY(words("histogram_count(a)").contains(QStringLiteral("histogram_count")));
        QVERIFY(words("nosuch(a)").contains(QStringLiteral("nosuch")));
        const std::string deep(400, '(');
        QVERIFY(words(deep + "1" + std::string(400, ')')).contains(QStringLiteral("deeply")));
        QVERIFY(words(std::string(20'000, 'a')).contains(QStringLiteral("long")));
    }
    void aHostilePatternTakesNoTime() {
        const std::string text(5000, 'a');
        QVERIFY(!matches({{"x", MatchOp::Regex, "(a*)*(a*)*(a*)*(a*)*b"}}, {{"x", text}}));
        QVERIFY(words("a{x=~\"((a{100}){100}){100}\"}").contains(QStringLiteral("regexp")));
    }
    void aSeriesThatEndedIsGoneAtOnce() {
        Shelf shelf;
        shelf.all.push_back(
            {{{"__name__", "up"}}, {{0, 1}, {15'000, 1}, {30'000, staleMark()}, {90'000, 1}}});
        QCOMPARE(value(shelf, "up", 15'000).vector.size(), 1U);
        QCOMPARE(value(shelf, "up", 29'999).vector.size(), 1U);
        QCOMPARE(value(shelf, "up", 30'000).vector.size(), 0U);
        QCOMPARE(value(shelf, "up", 90'000).vector.size(), 1U);
        QCOMPARE(value(shelf, "count_over_time(up[2m])", 90'000).vector.at(0).value, 3.0);
        QCOMPARE(value(shelf, "absent(up)", 40'000).vector.at(0).value, 1.0);
        QCOMPARE(value(shelf, "up[2m]", 90'000).matrix.at(0).samples.size(), 3U);
    }
    void aSampleIsGoodForFiveMinutes() {
        Shelf shelf;
        shelf.all.push_back({{{"__name__", "up"}}, {{0, 1}}});
        QCOMPARE(value(shelf, "up", 300'000).vector.size(), 1U);
        QCOMPARE(value(shelf, "up", 300'001).vector.size(), 0U);
    }
    void tooMuchIsRefusedInPrometheusOwnWords() {
        const Shelf shelf = manySamples(50, 2000);
        Limits few;
        few.samples = 10'000;
        Refusal::Kind kind = Refusal::Kind::Bad;
        QCOMPARE(
            words(shelf, "sum(a)", 0, 10'000'000, 10'000, few, &kind),
            QStringLiteral("query processing would load too many samples into memory in query execution"));
        QVERIFY(kind == Refusal::Kind::Execution);
        QVERIFY(words(shelf, "max_over_time(vector(1)[30y:1ms])", 0, 1000, 1000, {})
                    .contains(QStringLiteral("too many samples")));
        QVERIFY(words(shelf, "count_values(\"v\", a * time())", 0, 10'000'000, 1000, {})
                    .contains(QStringLiteral("too many samples")));
    }
    void endlessWorkIsGivenUp() {
        const Shelf shelf = manySamples(20, 20'000);
        Limits hasty;
        hasty.looks = 20'000'000;
        Refusal::Kind kind = Refusal::Kind::Bad;
        QCOMPARE(words(shelf, "sum_over_time(a[1d])", 0, 100'000'000, 10'000, hasty, &kind),
                 QStringLiteral("query timed out in expression evaluation"));
        QVERIFY(kind == Refusal::Kind::Timeout);
    }
    void expressionsArePrintedAsPrometheusPrintsThem() {
        const auto printed = [](const char* text) {
            const auto parsed = parse(text);
            return QString::fromStdString(print(*std::get<ExprPtr>(parsed)));
        };
        QCOMPARE(printed("sum (rate(a{x='y',z=~\"w\"}[5m]))by(service)>0.5"),
                 QStringLiteral("sum by (service) (rate(a{x=\"y\",z=~\"w\"}[5m])) > 0.5"));
        QCOMPARE(printed("a*on(x)group_left(y)b offset 90s"),
                 QStringLiteral("a * on (x) group_left (y) b offset 1m30s"));
        QCOMPARE(printed("-(a+1)^2"), QStringLiteral("-(a + 1) ^ 2"));
        QCOMPARE(printed("max_over_time(a[1h:]) unless topk(3,{__name__=~\"b.*\"})"),
                 QStringLiteral("max_over_time(a[1h:]) unless topk(3, {__name__=~\"b.*\"})"));
        QCOMPARE(printed("a > bool 1e-7"), QStringLiteral("a > bool 1e-07"));
    }
    void numbersAreReadAsGoReadsThem() {
        QCOMPARE(*readNumber("0x1F"), 31.0);
        QCOMPARE(*readNumber("-1e3"), -1000.0);
        QVERIFY(std::isinf(*readNumber("+Inf")) && std::isnan(*readNumber("NaN")));
        QVERIFY(!readNumber(" 1") && !readNumber("1 ") && !readNumber("") && !readNumber("-") &&
                !readNumber("--1") && !readNumber("1,5"));
        QCOMPARE(printValue(1e-7), std::string("1e-07"));
        QCOMPARE(printValue(1e21), std::string("1e+21"));
        QCOMPARE(printValue(123456789012345680000.0), std::string("123456789012345680000"));
    }
};

QTEST_GUILESS_MAIN(TestPromQl)
#include "tst_PromQl.moc"
