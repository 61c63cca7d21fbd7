#include "core/dashboards/Words.h"

#include <QRegularExpression>

#include <algorithm>

namespace understudy::dashboards {

namespace {

QString durationText(qint64 ms) {
    return ms % 1000 ? QStringLiteral("%1ms").arg(ms) : QStringLiteral("%1s").arg(ms / 1000);
}

QString escaped(const QString& value) {
    // Twice: once for the regular expression, once for the string that it stands in.
    return QRegularExpression::escape(value)
        .replace(QStringLiteral("\\-"), QStringLiteral("-"))
        .replace(QLatin1Char('\\'), QStringLiteral("\\\\"));
}

QString valueOf(const Variable& variable, const QString& format, const Window& window) {
    QStringList values = variable.chosen;
    const bool all = variable.all && (values.isEmpty() || values.contains(QStringLiteral("$__all")));
    if (all && !variable.allValue.isEmpty())
        return variable.allValue;
    if (all)
        values = variable.options;
    if (all && values.isEmpty())
        return QStringLiteral(".*"); // which there are is not known yet
    if (variable.kind == Variable::Kind::Interval && values.value(0).startsWith(QLatin1String("$__auto")))
        return durationText(std::max<qint64>(1000, window.step));
    if (format == QLatin1String("raw") || format == QLatin1String("csv"))
        return values.join(QLatin1Char(','));
    if (format == QLatin1String("pipe"))
        return values.join(QLatin1Char('|'));
    if (!variable.several && !variable.all)
        return values.value(0);
    QStringList parts;
    for (const QString& value : values)
        parts << escaped(value);
    return parts.size() == 1 ? parts.front()
                             : QLatin1Char('(') + parts.join(QLatin1Char('|')) + QLatin1Char(')');
}

std::optional<QString> own(const QString& name, const Window& window) {
    const qint64 range = window.to - window.from;
    if (name == QLatin1String("__interval"))
        return durationText(window.step);
    if (name == QLatin1String("__interval_ms"))
        return QString::number(window.step);
    if (name == QLatin1String("__rate_interval")) // at least four samples of a scrape every 15 s
        return durationText(std::max<qint64>(window.step + 15'000, 60'000));
    if (name == QLatin1String("__range"))
        return QStringLiteral("%1s").arg(range / 1000);
    if (name == QLatin1String("__range_s"))
        return QString::number(range / 1000);
    if (name == QLatin1String("__range_ms"))
        return QString::number(range);
    if (name == QLatin1String("__from"))
        return QString::number(window.from);
    if (name == QLatin1String("__to"))
        return QString::number(window.to);
    return {};
}

} // namespace

QString filledIn(const QString& query, const std::vector<Variable>& variables, const Window& window) {
    static const QRegularExpression word(
        QStringLiteral("\\$\\{(\\w+)(?::(\\w+))?\\}|\\[\\[(\\w+)(?::(\\w+))?\\]\\]|\\$(\\w+)"));
    QString made;
    qsizetype at = 0;
    for (auto it = word.globalMatch(query); it.hasNext();) {
        const auto match = it.next();
        made += query.mid(at, match.capturedStart() - at);
        at = match.capturedEnd();
        const int group = match.hasCaptured(1) ? 1 : match.hasCaptured(3) ? 3 : 5;
        const QString name = match.captured(group),
                      format = group == 5 ? QString() : match.captured(group + 1);
        const auto found = std::find_if(variables.begin(), variables.end(),
                                        [&name](const Variable& each) { return each.name == name; });
        if (found != variables.end())
            made += valueOf(*found, format, window);
        else
            made += own(name, window).value_or(match.captured());
    }
    return made + query.mid(at);
}

QString legendOf(const QString& legend, const metrics::Labels& labels) {
    if (legend.isEmpty()) {
        QStringList parts;
        for (const auto& [name, value] : labels)
            if (name != QLatin1String("__name__"))
                parts << name + QStringLiteral("=") + value;
        return parts.isEmpty() ? labels.count(QStringLiteral("__name__"))
                                     ? labels.at(QStringLiteral("__name__"))
                                     : QString()
                               : parts.join(QStringLiteral(", "));
    }
    static const QRegularExpression label(QStringLiteral("\\{\\{\\s*([^{}\\s]+)\\s*\\}\\}"));
    QString made;
    qsizetype at = 0;
    for (auto it = label.globalMatch(legend); it.hasNext();) {
        const auto match = it.next();
        const auto found = labels.find(match.captured(1));
        made +=
            legend.mid(at, match.capturedStart() - at) + (found == labels.end() ? QString() : found->second);
        at = match.capturedEnd();
    }
    return made + legend.mid(at);
}

std::optional<ValueQuery> valueQueryFrom(const QString& definition) {
    static const QRegularExpression values(
        QStringLiteral("^\\s*label_values\\((?:(.+),)?\\s*(\\w+)\\s*\\)\\s*$"),
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression result(QStringLiteral("^\\s*query_result\\((.+)\\)\\s*$"),
                                           QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = values.match(definition); match.hasMatch())
        return ValueQuery{match.captured(2), match.captured(1).trimmed(), {}};
    if (const auto match = result.match(definition); match.hasMatch())
        return ValueQuery{{}, {}, match.captured(1).trimmed()};
    return {};
}

QStringList optionsFrom(const QStringList& values, const QString& pattern) {
    QStringList options;
    QString inner = pattern;
    if (inner.size() > 1 && inner.startsWith(QLatin1Char('/')) && inner.lastIndexOf(QLatin1Char('/')) > 0)
        inner = inner.mid(1, inner.lastIndexOf(QLatin1Char('/')) - 1);
    const QRegularExpression expression(inner);
    for (const QString& value : values) {
        QString taken = value;
        if (!inner.isEmpty() && expression.isValid()) {
            const auto match = expression.match(value);
            if (!match.hasMatch())
                continue;
            taken = match.lastCapturedIndex() > 0 ? match.captured(1) : value;
        }
        if (!options.contains(taken))
            options << taken;
    }
    return options;
}

} // namespace understudy::dashboards
