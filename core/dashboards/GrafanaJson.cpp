#include "core/dashboards/GrafanaJson.h"

#include "core/json/JsonReader.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace understudy::dashboards {

namespace {

constexpr qint64 LargestFile = 8 * 1024 * 1024;
constexpr std::size_t MostPanels = 500;
constexpr int Columns = 24;

Error unreadable(const QString& detail) {
    return {
        Errc::BadInput,
        QStringLiteral("This is not a dashboard as Grafana saves it. Export it again from Grafana (Share, "
                       "Export), or choose another file."),
        detail};
}

Panel::Kind kindOf(const QString& type) {
    static const QHash<QString, Panel::Kind> kinds{{QStringLiteral("timeseries"), Panel::Kind::TimeSeries},
                                                   {QStringLiteral("graph"), Panel::Kind::TimeSeries},
                                                   {QStringLiteral("stat"), Panel::Kind::Stat},
                                                   {QStringLiteral("singlestat"), Panel::Kind::Stat},
                                                   {QStringLiteral("gauge"), Panel::Kind::Gauge},
                                                   {QStringLiteral("bargauge"), Panel::Kind::BarGauge},
                                                   {QStringLiteral("table"), Panel::Kind::Table},
                                                   {QStringLiteral("table-old"), Panel::Kind::Table},
                                                   {QStringLiteral("text"), Panel::Kind::Text},
                                                   {QStringLiteral("row"), Panel::Kind::Row},
                                                   {QStringLiteral("logs"), Panel::Kind::Logs}};
    return kinds.value(type, Panel::Kind::Unknown);
}

Panel::Reduce reduceOf(const QJsonObject& panel) {
    const QJsonObject options = panel[QLatin1String("options")].toObject();
    const QString word = options[QLatin1String("reduceOptions")][QLatin1String("calcs")][0].toString(
        panel[QLatin1String("valueName")].toString());
    return word == QLatin1String("mean") || word == QLatin1String("avg")    ? Panel::Reduce::Mean
           : word == QLatin1String("max")                                   ? Panel::Reduce::Max
           : word == QLatin1String("min")                                   ? Panel::Reduce::Min
           : word == QLatin1String("sum") || word == QLatin1String("total") ? Panel::Reduce::Sum
                                                                            : Panel::Reduce::Last;
}

Threshold::State stateOf(const QString& color) {
    if (color.contains(QLatin1String("red")))
        return Threshold::State::Bad;
    if (color.contains(QLatin1String("yellow")) || color.contains(QLatin1String("orange")))
        return Threshold::State::Warn;
    return Threshold::State::Normal;
}

/// Takes a file apart.
class Reader final {
public:
    const QString& fault() const { return m_json.fault(); }

    Dashboard dashboard(const QJsonObject& object) {
        Dashboard made;
        m_json.enter(QStringLiteral("the dashboard"));
        made.title = m_json.textIfAny(object, "title");
        made.uid = m_json.textIfAny(object, "uid");
        readPanels(object, made);
        for (const QJsonValue& item : m_json.list(object[QLatin1String("templating")].toObject(), "list"))
            readVariable(item.toObject(), made);
        m_json.enter(QStringLiteral("the annotations"));
        for (const QJsonValue& item : m_json.list(object[QLatin1String("annotations")].toObject(), "list")) {
            const QString expr = item[QLatin1String("expr")].toString();
            if (!expr.isEmpty() && item[QLatin1String("enable")].toBool(true))
                made.annotations.push_back({item[QLatin1String("name")].toString(), expr,
                                            item[QLatin1String("titleFormat")].toString()});
        }
        const QJsonObject time = object[QLatin1String("time")].toObject();
        if (const auto span = spanFrom(time[QLatin1String("from")].toString()))
            made.span = std::clamp<qint64>(*span, 60'000, 30LL * 24 * 3600 * 1000);
        if (const auto every = spanFrom(object[QLatin1String("refresh")].toString()))
            made.refresh = std::max<qint64>(1000, *every);
        return made;
    }

private:
    void readPanels(const QJsonObject& object, Dashboard& into) {
        if (object[QLatin1String("rows")].isArray())
            readOldRows(object, into);
        for (const QJsonValue& item : m_json.list(object, "panels"))
            readPanel(item, into);
        std::stable_sort(into.panels.begin(), into.panels.end(),
                         [](const Panel& a, const Panel& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
    }

    /// Dashboards from before Grafana 5 have rows of panels with a width in twelfths.
    void readOldRows(const QJsonObject& object, Dashboard& into) {
        int y = 0;
        for (const QJsonValue& row : object[QLatin1String("rows")].toArray()) {
            int x = 0;
            for (const QJsonValue& item : m_json.list(row.toObject(), "panels")) {
                const std::size_t before = into.panels.size();
                readPanel(item, into);
                if (into.panels.size() == before)
                    return;
                Panel& panel = into.panels.back();
                panel.width = std::clamp(item[QLatin1String("span")].toInt(6), 1, 12) * 2;
                if (x + panel.width > Columns) {
                    x = 0;
                    y += panel.height;
                }
                panel.x = x;
                panel.y = y;
                x += panel.width;
            }
            y += 8;
        }
    }

    void readPanel(const QJsonValue& item, Dashboard& into) {
        m_json.enter(QStringLiteral("panel %1").arg(into.panels.size() + 1));
        if (!item.isObject())
            return m_json.fail(QStringLiteral("is not an object"));
        if (into.panels.size() >= MostPanels)
            return m_json.fail(QStringLiteral("is one too many: %1 are the most").arg(MostPanels));
        const QJsonObject object = item.toObject();
        Panel panel;
        panel.title = m_json.textIfAny(object, "title");
        if (!panel.title.isEmpty())
            m_json.enter(m_json.place() + QStringLiteral(" (\"%1\")").arg(panel.title.left(60)));
        panel.description = m_json.textIfAny(object, "description");
        panel.type = m_json.textIfAny(object, "type");
        if (panel.type.isEmpty())
            return m_json.fail(QStringLiteral("has no type"));
        panel.kind = kindOf(panel.type);
        readPlace(object, panel);
        readTargets(object, panel);
        readLooks(object, panel);
        into.panels.push_back(std::move(panel));
        if (into.panels.back().kind == Panel::Kind::Row) // a folded row holds its panels
            for (const QJsonValue& inner : m_json.list(object, "panels"))
                readPanel(inner, into);
    }

    void readPlace(const QJsonObject& object, Panel& panel) {
        const QJsonValue grid = object[QLatin1String("gridPos")];
        if (grid.isUndefined())
            return;
        const auto number = [&](const char* name, int low, int high, int otherwise) {
            const double value = grid[QLatin1String(name)].toDouble(otherwise);
            if (!(value >= low && value <= high) || value != std::floor(value))
                m_json.fail(QStringLiteral("has a gridPos with no fitting \"%1\"").arg(QLatin1String(name)));
            return int(std::clamp(std::isfinite(value) ? value : 0.0, double(low), double(high)));
        };
        panel.x = number("x", 0, Columns - 1, 0);
        panel.y = number("y", 0, 100'000, 0);
        panel.width = std::min(number("w", 1, Columns, 12), Columns - panel.x);
        panel.height = number("h", 1, 200, 8);
    }

    void readTargets(const QJsonObject& object, Panel& panel) {
        for (const QJsonValue& item : m_json.list(object, "targets")) {
            if (!item.isObject())
                return m_json.fail(QStringLiteral("has a target that is not an object"));
            const QJsonObject target = item.toObject();
            if (target[QLatin1String("hide")].toBool())
                continue;
            Target made{m_json.textIfAny(target, "expr"), m_json.textIfAny(target, "legendFormat"),
                        target[QLatin1String("instant")].toBool() &&
                            !target[QLatin1String("range")].toBool()};
            if (made.legend == QLatin1String("__auto"))
                made.legend.clear();
            if (!made.expr.isEmpty())
                panel.targets.push_back(std::move(made));
        }
    }

    void readLooks(const QJsonObject& object, Panel& panel) {
        const QJsonObject options = object[QLatin1String("options")].toObject();
        const QJsonObject field = object[QLatin1String("fieldConfig")][QLatin1String("defaults")].toObject();
        panel.text = m_json.textIfAny(options, "content");
        if (panel.text.isEmpty() && panel.kind == Panel::Kind::Text)
            panel.text = m_json.textIfAny(object, "content");
        panel.unit = m_json.textIfAny(field, "unit");
        if (panel.unit.isEmpty())
            panel.unit = object[QLatin1String("yaxes")][0][QLatin1String("format")].toString(
                object[QLatin1String("format")].toString());
        if (panel.unit == QLatin1String("short") || panel.unit == QLatin1String("none"))
            panel.unit.clear(); // a number by itself
        if (field[QLatin1String("min")].isDouble())
            panel.low = field[QLatin1String("min")].toDouble();
        if (field[QLatin1String("max")].isDouble())
            panel.high = field[QLatin1String("max")].toDouble();
        panel.reduce = reduceOf(object);
        const QJsonObject thresholds = field[QLatin1String("thresholds")].toObject();
        if (thresholds[QLatin1String("mode")].toString() == QLatin1String("percentage"))
            return; // of a range that depends on what is shown
        for (const QJsonValue& step : m_json.list(thresholds, "steps")) {
            Threshold made;
            if (step[QLatin1String("value")].isDouble())
                made.from = step[QLatin1String("value")].toDouble();
            made.state = stateOf(step[QLatin1String("color")].toString());
            panel.thresholds.push_back(made);
        }
        std::stable_sort(panel.thresholds.begin(), panel.thresholds.end(),
                         [](const Threshold& a, const Threshold& b) {
                             return a.from.value_or(-HUGE_VAL) < b.from.value_or(-HUGE_VAL);
                         });
    }

    static QStringList texts(const QJsonValue& value) {
        QStringList found;
        if (value.isString())
            found << value.toString();
        for (const QJsonValue& each : value.toArray())
            found << each.toString();
        return found;
    }

    void readVariable(const QJsonObject& object, Dashboard& into) {
        static const QHash<QString, Variable::Kind> kinds{
            {QStringLiteral("query"), Variable::Kind::Query},
            {QStringLiteral("custom"), Variable::Kind::Custom},
            {QStringLiteral("interval"), Variable::Kind::Interval},
            {QStringLiteral("constant"), Variable::Kind::Constant},
            {QStringLiteral("datasource"), Variable::Kind::Datasource},
            {QStringLiteral("textbox"), Variable::Kind::TextBox}};
        m_json.enter(QStringLiteral("variable %1").arg(into.variables.size() + 1));
        Variable made;
        made.name = m_json.textIfAny(object, "name");
        const QString type = m_json.textIfAny(object, "type");
        if (made.name.isEmpty() || !kinds.contains(type))
            return m_json.fail(made.name.isEmpty()
                                   ? QStringLiteral("has no name")
                                   : QStringLiteral("(%1) is of the kind \"%2\", which is not known here")
                                         .arg(made.name.left(60), type.left(40)));
        made.kind = kinds[type];
        made.label = m_json.textIfAny(object, "label");
        made.pattern = m_json.textIfAny(object, "regex");
        made.several = object[QLatin1String("multi")].toBool();
        made.all = object[QLatin1String("includeAll")].toBool();
        made.allValue = m_json.textIfAny(object, "allValue");
        made.hidden = object[QLatin1String("hide")].toInt() == 2 || made.kind == Variable::Kind::Constant ||
                      made.kind == Variable::Kind::Datasource;
        const QJsonValue query = object[QLatin1String("query")];
        made.definition = query.isObject() ? query[QLatin1String("query")].toString() : query.toString();
        made.chosen = texts(object[QLatin1String("current")][QLatin1String("value")]);
        if (made.kind == Variable::Kind::Custom || made.kind == Variable::Kind::Interval)
            for (const QString& part : made.definition.split(QLatin1Char(','), Qt::SkipEmptyParts))
                made.options << part.trimmed();
        if (made.kind == Variable::Kind::Constant || made.kind == Variable::Kind::TextBox)
            made.options = QStringList{made.definition};
        if (made.chosen.isEmpty() && !made.options.isEmpty())
            made.chosen = QStringList{made.options.front()};
        into.variables.push_back(std::move(made));
    }

    json::JsonReader m_json;
};

} // namespace

std::optional<qint64> spanFrom(const QString& text) {
    static const QRegularExpression form(QStringLiteral("^(?:now-)?([0-9]{1,9})(ms|s|m|h|d|w)$"));
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2);
    const qint64 factor = unit == QLatin1String("ms")  ? 1
                          : unit == QLatin1String("s") ? 1000
                          : unit == QLatin1String("m") ? 60'000
                          : unit == QLatin1String("h") ? 3'600'000
                          : unit == QLatin1String("d") ? 86'400'000
                                                       : 7 * 86'400'000;
    return match.captured(1).toLongLong() * factor;
}

Result<Dashboard> dashboardFrom(const QByteArray& json) {
    if (json.size() > LargestFile)
        return unreadable(QStringLiteral("more than 8 MiB"));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return unreadable(document.isNull() && problem.error != QJsonParseError::NoError
                              ? json::whyNot(problem)
                              : QStringLiteral("not an object"));
    const QJsonValue inner = document[QLatin1String("dashboard")];
    const QJsonObject object = inner.isObject() ? inner.toObject() : document.object();
    if (!object[QLatin1String("panels")].isArray() && !object[QLatin1String("rows")].isArray())
        return unreadable(object[QLatin1String("spec")].isObject()
                              ? QStringLiteral("it is of the new schema; export it as classic JSON")
                              : QStringLiteral("there is no list \"panels\""));
    Reader reader;
    Dashboard made = reader.dashboard(object);
    if (!reader.fault().isEmpty())
        return unreadable(reader.fault());
    return made;
}

Result<Dashboard> dashboardFromFile(const QString& path) {
    const auto bytes = json::bytesOf(path, LargestFile);
    return bytes.ok() ? dashboardFrom(*bytes) : Result<Dashboard>(bytes.error());
}

} // namespace understudy::dashboards
