#include "labs/session/Verdict.h"

#include "labs/session/JsonPath.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace understudy::session {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("understudy::session::Verdict", text); }

Verdict passed(const QByteArray& evidence) { return {Verdict::Word::Passed, {}, evidence}; }

bool meets(double value, const QString& op, double wanted) {
    if (op == QLatin1String("<"))
        return value < wanted;
    if (op == QLatin1String("<="))
        return value <= wanted;
    if (op == QLatin1String(">"))
        return value > wanted;
    if (op == QLatin1String(">="))
        return value >= wanted;
    return op == QLatin1String("!=") ? value != wanted : value == wanted;
}

bool meets(const QString& value, const QString& op, const QString& wanted) {
    bool number = false, wantedNumber = false;
    const double a = value.toDouble(&number), b = wanted.toDouble(&wantedNumber);
    if (op == QLatin1String("contains"))
        return value.contains(wanted);
    if (number && wantedNumber)
        return meets(a, op, b);
    if (op == QLatin1String("!="))
        return value != wanted;
    return op == QLatin1String("==") && value == wanted;
}

Verdict unanswered(const Error& error) {
    return error.code == Errc::BadInput || error.code == Errc::Corrupt ? Verdict::broken(error.sentence)
                                                                       : Verdict::couldNot(error.sentence);
}

Verdict judgeNumber(const course::Check& check, const QString& text, double right, double reach) {
    const auto given = numberIn(text);
    if (!given)
        return Verdict::notYet(tr("Write a number."));
    return std::abs(*given - right) <= reach + 1e-9 ? passed(text.toUtf8()) : Verdict::notYet(check.why);
}

} // namespace

std::optional<double> numberIn(const QString& text) {
    static const QRegularExpression number(QStringLiteral(
        "^[^0-9+\\-.]*([+\\-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\\.[0-9]+)?(?:[eE][+\\-]?[0-9]+)?)"));
    QString found = number.match(text.trimmed()).captured(1);
    bool ok = false;
    const double value = found.remove(QLatin1Char(',')).toDouble(&ok);
    if (!ok || !std::isfinite(value))
        return {};
    return value;
}

Verdict judgeShell(const course::Check& check, const Result<ExecResult>& seen) {
    if (!seen.ok())
        return unanswered(seen.error());
    if (seen->status != check.status && (seen->status == 126 || seen->status == 127))
        return Verdict::broken(
            tr("A tool this check needs is missing on the lab host. Start the lab again."));
    if (seen->status != check.status)
        return Verdict::notYet(check.why);
    if (check.pattern.isEmpty())
        return passed(seen->output);
    const QRegularExpression pattern(check.pattern, QRegularExpression::MultilineOption);
    return pattern.match(QString::fromUtf8(seen->output)).hasMatch() ? passed(seen->output)
                                                                     : Verdict::notYet(check.why);
}

Verdict judgePromql(const course::Check& check, const Result<metrics::Answer>& seen) {
    if (!seen.ok())
        return seen.error().code == Errc::Refused ? Verdict::broken(seen.error().sentence)
                                                  : unanswered(seen.error());
    int values = 0;
    QByteArray evidence;
    for (const metrics::LabelledSeries& line : seen->series) {
        if (line.series.empty())
            continue;
        const double value = line.series.samples().back().value;
        if (std::isnan(value) || !meets(value, check.op, check.number))
            return Verdict::notYet(check.why);
        evidence += QByteArray::number(value) + '\n';
        ++values;
    }
    return values > 0 ? passed(evidence) : Verdict::notYet(check.why);
}

Verdict judgeKube(const course::Check& check, const Result<ExecResult>& seen) {
    if (!seen.ok())
        return unanswered(seen.error());
    const bool exists = check.op == QLatin1String("exists");
    if (seen->status != 0) {
        if (seen->errors.contains("(NotFound)"))
            return check.op == QLatin1String("!=") ? passed(seen->errors) : Verdict::notYet(check.why);
        return seen->status == 126 || seen->status == 127
                   ? Verdict::broken(
                         tr("A tool this check needs is missing on the lab host. Start the lab again."))
                   : Verdict::couldNot(
                         tr("The cluster did not answer this check. Wait a moment and check again."));
    }
    const QJsonDocument document = QJsonDocument::fromJson(seen->output);
    if (document.isNull())
        return Verdict::broken(tr("The cluster's answer could not be read. Start the lab again."));
    const auto value = check.json.isEmpty() ? std::optional<QString>(QString::fromUtf8(seen->output))
                                            : textAt(document, check.json);
    if (exists)
        return value ? passed(seen->output) : Verdict::notYet(check.why);
    // Kubernetes leaves out what is zero or empty: a workload with nothing ready has no readyReplicas at all.
    bool number = false;
    check.text.toDouble(&number);
    const QString text = value.value_or(number ? QStringLiteral("0") : QString());
    return meets(text, check.op, check.text) ? passed(text.toUtf8()) : Verdict::notYet(check.why);
}

Verdict judgeAsked(const course::Check& check, const std::vector<JournalEntry>& seen) {
    const auto found = std::find_if(seen.begin(), seen.end(), [&check](const JournalEntry& entry) {
        const bool platform = check.resource.startsWith(QLatin1String("dwcp/"));
        if (entry.via != QLatin1String(platform ? "dwcp" : "kubernetes") || entry.resource != check.resource)
            return false;
        if (!check.verb.isEmpty() && entry.verb != check.verb)
            return false;
        const bool all = entry.ns.isEmpty() || entry.ns == QLatin1String("*");
        return check.ns.isEmpty() || (check.ns == QLatin1String("*") ? all : entry.ns == check.ns);
    });
    return found != seen.end() ? passed(QByteArray::number(found->n)) : Verdict::notYet(check.why);
}

Verdict judgeCondition(const course::Check& check, const Result<QJsonObject>& seen) {
    if (!seen.ok())
        return unanswered(seen.error());
    for (const QJsonValue& each : (*seen)[QLatin1String("conditions")].toArray()) {
        if (each[QLatin1String("id")].toString() != check.text)
            continue;
        if (each[QLatin1String("holds")].toBool())
            return passed(each[QLatin1String("since")].toString().toUtf8());
        return Verdict::notYet(each[QLatin1String("tooLate")].toBool()
                                   ? check.why + u' ' + tr("It came true too late. Start the lab again.")
                                   : check.why);
    }
    return Verdict::broken(
        tr("The lab that runs has no condition \"%1\". Start the lab again.").arg(check.text));
}

Verdict judgeAnswer(const course::Check& check, const QStringList& response,
                    const std::optional<Result<metrics::Answer>>& measured) {
    if (response.isEmpty() || (response.size() == 1 && response[0].trimmed().isEmpty()))
        return Verdict::notYet(check.choices.isEmpty() ? tr("Write your answer first.")
                                                       : tr("Choose an answer first."));
    if (!check.choices.isEmpty()) {
        QStringList given = response, right = check.accepted;
        given.sort();
        right.sort();
        return given == right ? passed(response.join(QStringLiteral("[,]")).toUtf8())
                              : Verdict::notYet(check.why);
    }
    if (!check.numberQuery.isEmpty()) {
        if (!measured || !measured->ok())
            return measured ? unanswered(measured->error())
                            : Verdict::couldNot(tr("There is no value to compare with."));
        const auto& series = (**measured).series;
        if (series.empty() || series.front().series.empty() ||
            !std::isfinite(series.front().series.samples().back().value))
            return Verdict::couldNot(
                tr("There is no value to compare with at the moment. Check again soon."));
        const double right = series.front().series.samples().back().value;
        return judgeNumber(check, response[0], right, std::abs(right) * check.tolerance);
    }
    if (check.answerNumber)
        return judgeNumber(check, response[0], *check.answerNumber, check.tolerance);
    for (const QString& accepted : check.accepted) {
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(accepted),
                                         QRegularExpression::CaseInsensitiveOption);
        if (pattern.match(response[0].simplified()).hasMatch())
            return passed(response[0].toUtf8());
    }
    return Verdict::notYet(check.why);
}

} // namespace understudy::session
