#include "labs/scenario/Rules.h"
#include "labs/scenario/Topology.h"

#include <QtTest>

#include <limits>

using namespace understudy::cluster;

namespace {

QString problem(const std::string& text) {
    const auto read = parseRules(text, "r.yaml");
    const auto* wrong = std::get_if<Problem>(&read);
    return wrong ? QString::fromStdString(wrong->text) : QStringLiteral("accepted");
}

std::string rule(const std::string& lines) {
    return "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n" + lines;
}

QString expanded(const std::string& text, double value) {
    AlertText read;
    const std::string wrong = read.parse(text);
    return QString::fromStdString(wrong.empty() ? read.expand({{"job", "api"}}, value) : "! " + wrong);
}

} // namespace

class TestRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRuleFileIsReadAsPrometheusReadsIt() {
        const auto read = parseRules(
            "groups:\n- name: g\n  interval: 1m\n  rules:\n  - alert: Down\n    expr: up{job=\"a\"} == 0\n"
            "    for: 5m\n    labels: {severity: critical}\n    annotations: {summary: \"{{ $labels.job }} "
            "is down\"}\n",
            "r.yaml");
        const auto* groups = std::get_if<std::vector<RuleGroup>>(&read);
        QVERIFY(groups && groups->size() == 1 && groups->at(0).rules.size() == 1);
        QCOMPARE(groups->at(0).interval, minute);
        QCOMPARE(groups->at(0).rules[0].holds, 5 * minute);
        QCOMPARE(groups->at(0).rules[0].noteTexts.at("summary").expand({{"job", "a"}}, 0),
                 std::string("a is down"));
    }
    void whatIsWrongIsNamedWithItsPlace() {
        QCOMPARE(problem(rule("    fro: 5m\n")).section(QLatin1Char(' '), 0, 0),
                 QStringLiteral("r.yaml:6:5:"));
        QVERIFY(problem(rule("    for: soon\n")).contains(QStringLiteral("5m")));
        QVERIFY(problem(rule("    labels: {alertname: x}\n")).contains(QStringLiteral("alertname")));
        QVERIFY(problem(rule("    labels: {\"a-b\": x}\n")).contains(QStringLiteral("a-b")));
        QVERIFY(problem(rule("    annotations: {a: \"{{ $labels }}\"}\n"))
                    .contains(QStringLiteral("$labels.NAME")));
        QVERIFY(problem(rule("    annotations: {a: \"{{ $value\"}\n")).contains(QStringLiteral("}}")));
        QVERIFY(problem("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up{\n")
                    .startsWith(QStringLiteral("r.yaml:5:11:")));
        QVERIFY(problem("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up[5m]\n")
                    .contains(QStringLiteral("instant vector")));
        QVERIFY(problem("groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: up\n")
                    .contains(QStringLiteral("Recording rules")));
        QVERIFY(problem("groups:\n- name: g\n  rules: []\n- name: g\n  rules: []\n")
                    .contains(QStringLiteral("another group")));
        QVERIFY(problem("groups:\n- name: g\n  interval: 100ms\n  rules: []\n")
                    .contains(QStringLiteral("whole seconds")));
        QVERIFY(problem("[").startsWith(QStringLiteral("r.yaml:")));
        QVERIFY(problem("groups: 5\n").startsWith(QStringLiteral("r.yaml:")));
        QVERIFY(problem("").startsWith(QStringLiteral("r.yaml:")));
        QCOMPARE(problem(rule("    for: 0s\n")), QStringLiteral("accepted"));
    }
    void numbersAreToldAsPrometheusTellsThem() {
        QCOMPARE(expanded("{{ $labels.job }}{{$labels.none}}: {{ $value }}", 0.25),
                 QStringLiteral("api: 0.25"));
        QCOMPARE(expanded("{{ $value | humanize }}", 12345), QStringLiteral("12.35k"));
        QCOMPARE(expanded("{{ $value | humanize }}", 0.0012), QStringLiteral("1.2m"));
        QCOMPARE(expanded("{{ $value | humanize1024 }}", 1048576), QStringLiteral("1Mi"));
        QCOMPARE(expanded("{{ $value | humanizePercentage }}", 0.1234), QStringLiteral("12.34%"));
        QCOMPARE(expanded("{{ $value | humanizeDuration }}", 93'784), QStringLiteral("1d 2h 3m 4s"));
        QCOMPARE(expanded("{{ $value | humanizeDuration }}", 0.25), QStringLiteral("250ms"));
        QCOMPARE(expanded("{{ $value | humanizeDuration }}", std::numeric_limits<double>::quiet_NaN()),
                 QStringLiteral("nan"));
        QCOMPARE(expanded("{{ printf \"%.2f\" $value }}", 1.005), QStringLiteral("1.00"));
        QCOMPARE(expanded("{{ $value | printf \"%.1f\" }}", 1.25), QStringLiteral("1.2"));
        QVERIFY(expanded("{{ printf \"%s\" $value }}", 1).startsWith(u'!'));
        QVERIFY(expanded("{{ printf \"%n%n\" $value }}", 1).startsWith(u'!'));
        QVERIFY(expanded("{{ query \"up\" }}", 1).startsWith(u'!'));
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_Rules.moc"
