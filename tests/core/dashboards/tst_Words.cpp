#include "core/dashboards/Words.h"

#include <QTest>

using namespace understudy;
using namespace understudy::dashboards;

namespace {

Variable variable(const char* name, const QStringList& chosen, bool several = false) {
    Variable made;
    made.name = QLatin1String(name);
    made.chosen = chosen;
    made.several = several;
    return made;
}

const Window Hour{0, 3'600'000, 15'000};

} // namespace

class tst_Words final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void variablesArePutIn_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* query, const char* expected) {
            QTest::newRow(query) << QString::fromLatin1(query) << QString::fromLatin1(expected);
        };
        row("up{a=\"$one\"}", "up{a=\"x\"}");
        row("up{a=\"${one}\"}", "up{a=\"x\"}");
        row("up{a=\"[[one]]\"}", "up{a=\"x\"}");
        row("up{a=~\"$many\"}", "up{a=~\"(a\\\\.b|c)\"}");
        row("up{a=~\"${many:pipe}\"}", "up{a=~\"a.b|c\"}");
        row("up{a=~\"$all\"}", "up{a=~\"(p|q)\"}");
        row("up{a=~\"$any\"}", "up{a=~\".*\"}");
        row("rate(x[$__interval])", "rate(x[15s])");
        row("rate(x[$__rate_interval])", "rate(x[60s])");
        row("rate(x[$__range])", "rate(x[3600s])");
        row("x / $__interval_ms", "x / 15000");
        row("x{a=\"$unknown\"}", "x{a=\"$unknown\"}");
        row("label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")",
            "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")");
        row("$ones", "$ones");
    }
    void variablesArePutIn() {
        QFETCH(QString, query);
        QFETCH(QString, expected);
        Variable all = variable("all", {QStringLiteral("$__all")}, true), any = all;
        all.all = any.all = true;
        all.options = {QStringLiteral("p"), QStringLiteral("q")};
        any.name = QStringLiteral("any");
        any.allValue = QStringLiteral(".*");
        const std::vector<Variable> variables{
            variable("one", {QStringLiteral("x")}),
            variable("many", {QStringLiteral("a.b"), QStringLiteral("c")}, true), all, any};
        QCOMPARE(filledIn(query, variables, Hour), expected);
    }

    void aVariableNeverBringsInAnother() {
        const std::vector<Variable> variables{variable("a", {QStringLiteral("$b")}),
                                              variable("b", {QStringLiteral("x")})};
        QCOMPARE(filledIn(QStringLiteral("$a $b"), variables, Hour), QStringLiteral("$b x"));
    }

    void legendsNameTheirSeries() {
        const metrics::Labels labels{{QStringLiteral("__name__"), QStringLiteral("up")},
                                     {QStringLiteral("pod"), QStringLiteral("api-0")},
                                     {QStringLiteral("ns"), QStringLiteral("prod")}};
        QCOMPARE(legendOf(QStringLiteral("{{pod}} of {{ ns }}{{none}}"), labels),
                 QStringLiteral("api-0 of prod"));
        QCOMPARE(legendOf(QString(), labels), QStringLiteral("ns=prod, pod=api-0"));
        QCOMPARE(legendOf(QString(), {{QStringLiteral("__name__"), QStringLiteral("up")}}),
                 QStringLiteral("up"));
        QCOMPARE(legendOf(QStringLiteral("fixed"), {}), QStringLiteral("fixed"));
    }

    void variablesAskForLabels() {
        QCOMPARE(valueQueryFrom(QStringLiteral("label_values(pod)")),
                 std::optional(ValueQuery{QStringLiteral("pod"), {}, {}}));
        QCOMPARE(valueQueryFrom(QStringLiteral("label_values(up{a=\"b,c\"}, pod)")),
                 std::optional(ValueQuery{QStringLiteral("pod"), QStringLiteral("up{a=\"b,c\"}"), {}}));
        QCOMPARE(valueQueryFrom(QStringLiteral("query_result(topk(3, up))")),
                 std::optional(ValueQuery{{}, {}, QStringLiteral("topk(3, up)")}));
        QVERIFY(!valueQueryFrom(QStringLiteral("metrics(up.*)")));
        QVERIFY(!valueQueryFrom(QString()));
    }

    void aPatternTakesAPartOfEachValue() {
        const QStringList values{QStringLiteral("api-0"), QStringLiteral("api-1"), QStringLiteral("db-0")};
        QCOMPARE(optionsFrom(values, QStringLiteral("/(\\w+)-\\d/")),
                 (QStringList{QStringLiteral("api"), QStringLiteral("db")}));
        QCOMPARE(optionsFrom(values, QStringLiteral("/^api/")),
                 (QStringList{QStringLiteral("api-0"), QStringLiteral("api-1")}));
        QCOMPARE(optionsFrom(values, QString()), values);
        QCOMPARE(optionsFrom(values, QStringLiteral("/(/")), values); // broken: all of them
    }
};

QTEST_GUILESS_MAIN(tst_Words)
#include "tst_Words.moc"
