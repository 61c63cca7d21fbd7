#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

void checkPattern(const YamlMap& map, const char* key, const QString& pattern) {
    const QRegularExpression expression(pattern);
    if (!expression.isValid())
        map.problem(
            key,
            QStringLiteral("\"%1\" is not a regular expression: %2.").arg(pattern, expression.errorString()));
}

void checkOp(const YamlMap& map, const QString& op, const QStringList& known) {
    if (!op.isEmpty() && !known.contains(op))
        map.problem("op", QStringLiteral("\"%1\" is not a comparison. Known: %2.").arg(op, known.join(u' ')));
}

const QStringList& numberOps() {
    static const QStringList ops{QStringLiteral("<"),  QStringLiteral("<="), QStringLiteral("=="),
                                 QStringLiteral("!="), QStringLiteral(">="), QStringLiteral(">")};
    return ops;
}

void readShell(YamlMap& map, Check& check) {
    check.kind = Check::Kind::Shell;
    check.command = map.text("run");
    check.status = map.wholeOr("status", 0, 255, 0);
    check.pattern = map.textOr("match", {});
    checkPattern(map, "match", check.pattern);
}

void readPromql(YamlMap& map, Check& check) {
    check.kind = Check::Kind::Promql;
    check.query = map.text("query");
    check.op = map.text("op");
    checkOp(map, check.op, numberOps());
    check.number = map.number("number");
}

void readKube(YamlMap& map, Check& check) {
    check.kind = Check::Kind::Kube;
    check.path = map.text("path");
    if (!check.path.isEmpty() && !check.path.startsWith(QLatin1String("/api")))
        map.problem("path", QStringLiteral("\"path\" starts with /api or /apis."));
    check.json = map.text("json");
    if (!check.json.isEmpty() && !check.json.startsWith(u'.'))
        map.problem("json", QStringLiteral("\"json\" starts with a point, as .status.readyReplicas."));
    check.op = map.text("op");
    checkOp(map, check.op, numberOps() + QStringList{QStringLiteral("contains"), QStringLiteral("exists")});
    check.text = check.op == QLatin1String("exists") ? map.textOr("text", {}) : map.text("text");
}

void readAsked(YamlMap& map, Check& check) {
    check.kind = Check::Kind::Asked;
    check.verb = map.text("verb");
    check.resource = map.text("resource");
    check.ns = map.textOr("namespace", {});
}

void readChoices(YamlMap& map, Check& check) {
    check.choices = map.texts("choices");
    check.accepted = map.texts("right");
    check.several = map.truthOr("several", check.accepted.size() > 1);
    for (const auto& right : check.accepted) {
        if (!check.choices.contains(right))
            map.problem("right",
                        QStringLiteral("\"%1\" is right, but is not one of the choices.").arg(right));
    }
}

void readAnswer(YamlMap& map, Check& check) {
    check.kind = Check::Kind::Answer;
    check.question = map.text("question");
    check.placeholder = map.textOr("placeholder", {});
    const int ways =
        int(map.has("choices")) + int(map.has("accept")) + int(map.has("number")) + int(map.has("query"));
    if (ways != 1)
        map.problem(QStringLiteral(
            "An answer has exactly one of \"choices\", \"accept\", \"number\" and \"query\"."));
    if (map.has("choices")) {
        readChoices(map, check);
    } else if (map.has("accept")) {
        check.accepted = map.texts("accept");
        for (const auto& pattern : check.accepted)
            checkPattern(map, "accept", pattern);
    } else if (map.has("number")) {
        check.answerNumber = map.number("number");
        check.tolerance = map.numberOr("tolerance", 0);
    } else if (map.has("query")) {
        check.numberQuery = map.text("query");
        check.tolerance = map.number("within");
        if (!(check.tolerance >= 0 && check.tolerance < 1))
            map.problem("within", QStringLiteral("\"within\" is a share: 0.05 is five percent."));
    }
    check.why = map.textOr("why", {});
}

Chart readChart(YamlMap& map) {
    Chart chart{map.text("title"), map.text("query"), map.text("unit"), map.whole("colour", 1, 8), {}};
    if (map.has("limit"))
        chart.threshold.limit = map.number("limit");
    if (map.has("normal")) {
        const auto band = map.numbers("normal");
        if (band.size() != 2 || !(band[0] < band[1])) {
            map.problem("normal", QStringLiteral("\"normal\" is a pair, the lower number first: [40, 70]."));
        } else {
            chart.threshold.normalFrom = band[0];
            chart.threshold.normalTo = band[1];
        }
    }
    chart.threshold.words = map.textOr("words", {});
    map.done();
    return chart;
}

/// The text under the heading with a step's id, up to the next heading of its level.
QString section(const QString& guide, const Outline& outline, const QString& id, QString* title) {
    const auto lines = guide.split(u'\n');
    for (std::size_t i = 0; i < outline.headings.size(); ++i) {
        const auto& heading = outline.headings[i];
        if (heading.level != 2 || heading.id != id)
            continue;
        qsizetype end = lines.size();
        for (std::size_t k = i + 1; k < outline.headings.size() && end == lines.size(); ++k) {
            if (outline.headings[k].level <= 2)
                end = outline.headings[k].line - 1;
        }
        *title = heading.text;
        return lines.mid(heading.line, end - heading.line).join(u'\n').trimmed();
    }
    return {};
}

LabStep readStep(Reading& reading, YamlMap& map, const QString& lab, const QString& guide,
                 const Outline& outline) {
    LabStep step;
    step.id = map.text("id");
    step.markdown = section(guide, outline, step.id, &step.title);
    if (!step.id.isEmpty() && !outline.headings.empty() && step.title.isEmpty())
        map.problem(
            "id", QStringLiteral("guide.md has no section for this step: \"## Title {#%1}\".").arg(step.id));
    else if (!step.title.isEmpty() && step.markdown.isEmpty())
        map.problem("id", QStringLiteral("The section of this step in guide.md is empty."));
    step.hints = map.textsOr("hints");
    for (auto& one : map.maps("checks"))
        step.checks.push_back(readCheck(reading, one, lab));
    map.done();
    return step;
}

void checkScenario(Reading& reading, const QString& id) {
    const auto name = QStringLiteral("labs/%1/scenario.yaml").arg(id);
    auto scenario = reading.yaml(name);
    if (!scenario)
        return;
    // The rest of a scenario is the lab's own language; it is checked where it is understood.
    const QString lab = scenario->text("lab");
    if (!lab.isEmpty() && lab != id)
        scenario->problem(
            "lab", QStringLiteral("This scenario says it is for \"%1\", but lies in the folder of \"%2\".")
                       .arg(lab, id));
}

} // namespace

Check readCheck(Reading&, YamlMap& map, const QString& lab) {
    using Reader = void (*)(YamlMap&, Check&);
    static const std::vector<std::pair<const char*, Reader>> kinds{{"shell", readShell},
                                                                   {"promql", readPromql},
                                                                   {"kube", readKube},
                                                                   {"asked", readAsked},
                                                                   {"answer", readAnswer}};
    Check check;
    check.id = lab + u'#' + map.text("id");
    check.says = map.text("says");
    int ways = 0;
    for (const auto& [key, read] : kinds) {
        if (auto inner = map.map(key)) {
            ++ways;
            read(*inner, check);
            inner->done();
        }
    }
    if (map.has("condition")) {
        ++ways;
        check.kind = Check::Kind::Condition;
        check.text = map.text("condition");
    }
    if (map.has("why"))
        check.why = map.text("why");
    map.done();
    if (ways != 1)
        map.problem(QStringLiteral(
            "A check has exactly one of \"shell\", \"promql\", \"kube\", \"asked\", \"condition\" and "
            "\"answer\"."));
    return check;
}

Lab readLab(Reading& reading, const QString& id) {
    Lab lab;
    lab.id = id;
    lab.folder = QStringLiteral("labs/") + id;
    auto map = reading.yaml(lab.folder + QStringLiteral("/lab.yaml"));
    if (!map)
        return lab;
    lab.number = map->text("number");
    lab.module = map->textOr("module", {});
    lab.group = lab.module.isEmpty() ? map->text("group") : QString();
    if (!lab.module.isEmpty() && !reading.files.has(QStringLiteral("modules/%1/module.yaml").arg(lab.module)))
        map->problem("module", QStringLiteral("There is no module \"%1\".").arg(lab.module));
    lab.title = map->text("title");
    lab.goal = map->text("goal");
    lab.minutes = map->whole("minutes", 1, 6000);
    lab.limitMinutes = map->wholeOr("limit", 1, 6000, 0);
    for (auto& one : map->mapsOr("charts"))
        lab.charts.push_back(readChart(one));
    const QString guideName = lab.folder + QStringLiteral("/guide.md");
    const auto text = reading.bytes(guideName, &*map);
    const QString guide =
        QString::fromUtf8(text.value_or(QByteArray())).replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    auto& entry = reading.guides[guideName];
    entry = {outlineOf(guide), 0};
    checkText(reading, guideName, entry.outline, 0);
    QStringList steps, checks;
    for (auto& one : map->maps("steps")) {
        lab.steps.push_back(readStep(reading, one, id, guide, entry.outline));
        checkId(lab.steps.back().id, one, steps);
        for (const auto& check : lab.steps.back().checks)
            checkId(check.id.section(u'#', 1), one, checks);
    }
    map->done();
    checkScenario(reading, id);
    return lab;
}

} // namespace understudy::course
