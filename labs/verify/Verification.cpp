#include "labs/verify/Verification.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimer>

namespace understudy::verify {

using course::Check;
using session::ExecResult;
using session::LabRun;
using Word = session::Verdict::Word;

namespace {

/// A name that an accepted pattern fits: without its optional beginning and its open end.
QString nameFor(QString pattern) {
    static const QRegularExpression optional(QStringLiteral("\\([^)]*\\)\\?"));
    return pattern.remove(optional).remove(QStringLiteral(".*"));
}

bool quiet(const LabRun& run, const course::LabStep& step) {
    return std::none_of(step.checks.begin(), step.checks.end(),
                        [&run](const Check& check) { return run.check(check.id).looking; });
}

QString firstOpen(const LabRun& run) {
    for (const auto& step : run.lab().steps)
        for (const Check& check : step.checks)
            if (const auto& state = run.check(check.id); state.verdict.word != Word::Passed)
                return check.id + QStringLiteral(": ") + state.verdict.reason;
    return {};
}

bool named(const QString& checkId, const QString& name) {
    return checkId == name || checkId.endsWith(u'#' + name);
}

} // namespace

QString withSeed(const QString& scenario, quint64 seed) {
    static const QRegularExpression line(QStringLiteral("^seed:.*$"), QRegularExpression::MultilineOption);
    QString text = scenario;
    const QString wanted = QStringLiteral("seed: %1").arg(seed);
    return line.match(text).hasMatch() ? text.replace(line, wanted) : wanted + u'\n' + text;
}

bool Verification::waitFor(const std::function<bool()>& done, int milliseconds) {
    QElapsedTimer since;
    since.start();
    QTimer tick; // so that there is always an event to wake up by
    tick.start(20);
    while (!done()) {
        if (since.elapsed() > milliseconds)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

Result<ExecResult> Verification::run(const QString& command) {
    std::optional<Result<ExecResult>> seen;
    m_link.reach().exec(command, [&seen](const Result<ExecResult>& result) { seen = result; });
    if (!waitFor([&seen] { return seen.has_value(); }, 300'000))
        return Error{Errc::TimedOut, tr("The script did not end within five minutes."), {}};
    return *seen;
}

QStringList Verification::answerTo(const Check& check) {
    if (!check.choices.isEmpty())
        return check.accepted;
    if (check.answerNumber)
        return {QString::number(*check.answerNumber)};
    if (check.numberQuery.isEmpty())
        return {nameFor(check.accepted.value(0))};
    std::optional<QString> value;
    m_link.reach().prometheus->query(
        check.numberQuery, this, [&value](const Result<metrics::Answer>& answer) {
            const bool some =
                answer.ok() && !answer->series.empty() && !answer->series.front().series.empty();
            value = some ? QString::number(answer->series.front().series.samples().back().value, 'f', 3)
                         : QString();
        });
    waitFor([&value] { return value.has_value(); }, 20'000);
    return {value.value_or(QString())};
}

void Verification::answerAll(LabRun& run) {
    for (std::size_t i = 0; i < run.lab().steps.size(); ++i) {
        run.openStep(int(i));
        for (const Check& check : run.lab().steps[i].checks)
            if (check.kind == Check::Kind::Answer)
                (void)run.answer(check.id, answerTo(check));
    }
}

// Looks at every step; with @p untilGreen again until it is, for things that need a little time.
bool Verification::look(LabRun& run, bool untilGreen) {
    for (int i = 0; i < int(run.lab().steps.size()); ++i) {
        const auto& step = run.lab().steps[std::size_t(i)];
        run.openStep(i);
        for (int tries = untilGreen ? 10 : 1; tries > 0; --tries) {
            run.checkNow();
            if (!waitFor([&] { return quiet(run, step); }, 30'000))
                return false;
            if (run.stepDone(i))
                break;
            if (tries > 1)
                (void)this->run(QStringLiteral("lab skip 5s")); // to when the world is looked at next
        }
    }
    return true;
}

Result<void> Verification::prepare(LabRun& run, const QString& scenario) {
    if (const auto started = run.start(); !started.ok())
        return started;
    std::optional<Error> trouble;
    connect(&run, &LabRun::trouble, this, [&trouble](const Error& error) { trouble = error; });
    run.setReach(m_link.reach(), scenario);
    const bool there = waitFor([&] { return trouble || run.labAnswers(); }, 30'000);
    disconnect(&run, nullptr, this, nullptr);
    if (trouble)
        return *trouble;
    if (!there)
        return Error{Errc::TimedOut, tr("The lab did not get ready."), {}};
    return {};
}

Result<QJsonObject> Verification::control(const char* call) {
    const auto seen = run(QStringLiteral("curl -sS -H \"Authorization: Bearer $(cat \"$LAB_TOKEN_FILE\")\" "
                                         "\"$LAB/lab/v1/%1\"")
                              .arg(QLatin1String(call)));
    if (!seen.ok())
        return seen.error();
    return QJsonDocument::fromJson(seen->output).object();
}

Result<QStringList> Verification::brokenGuards() {
    const auto seen = control("guards");
    if (!seen.ok())
        return seen.error();
    QStringList broken;
    for (const auto& each : (*seen)[QLatin1String("guards")].toArray())
        if (each.toObject()[QLatin1String("broken")].isString())
            broken << each.toObject()[QLatin1String("id")].toString();
    return broken;
}

QString Verification::differs() {
    if (!performedAgain)
        return {};
    const auto paused = run(QStringLiteral("lab speed 0"));
    const auto seen = control("hash");
    if (!paused.ok() || !seen.ok())
        return tr("The lab does not tell its hash.");
    const QString is = (*seen)[QLatin1String("hash")].toString();
    const QString again = performedAgain((*seen)[QLatin1String("sinceStart")].toInteger());
    return is == again ? QString()
                       : tr("Its journal performed again gives other bytes: %1, not %2.").arg(again, is);
}

VerifiedRun Verification::work(const course::Lab& lab, const QString& scenario, quint64 seed,
                               const Script& script) {
    QElapsedTimer clock;
    clock.start();
    VerifiedRun done{lab.id, script.what, seed, false, 0, 0, {}, 0};
    const auto journal =
        journal::Journal::open(m_folder.filePath(QStringLiteral("run-%1.db").arg(++m_runs)), m_clock, m_ids);
    if (!journal.ok()) {
        done.reason = journal.error().sentence;
        return done;
    }
    const bool solution = script.what == QLatin1String("solution");
    LabRun attempt(lab, **journal, m_clock, m_ids);
    const auto finish = [&](const QString& reason) {
        done.reason = reason;
        done.asExpected = reason.isEmpty();
        done.green = attempt.greenCount();
        done.checks = attempt.checkCount();
        done.milliseconds = clock.elapsed();
        return done;
    };
    if (const auto ready = prepare(attempt, withSeed(scenario, seed)); !ready.ok())
        return finish(ready.error().sentence + u' ' + ready.error().detail);
    if (!script.text.isEmpty()) {
        const auto worked = run((solution ? QStringLiteral("set -e\n") : QString()) + script.text);
        if (!worked.ok())
            return finish(worked.error().sentence);
        if (solution && worked->status != 0)
            return finish(
                tr("The solution ended with status %1: %2")
                    .arg(worked->status)
                    .arg(QString::fromUtf8((worked->output + worked->errors).right(300)).trimmed()));
        answerAll(attempt);
    }
    if (!look(attempt, solution))
        return finish(tr("The checks could not be looked at."));
    const auto broken = brokenGuards();
    if (!broken.ok())
        return finish(broken.error().sentence);
    const bool passed = attempt.greenCount() == attempt.checkCount() && broken->isEmpty();
    if (solution)
        return finish(passed              ? differs()
                      : broken->isEmpty() ? firstOpen(attempt)
                                          : tr("The guard %1 was broken.").arg(broken->first()));
    if (script.fails.isEmpty())
        return finish(passed ? tr("Every check is green though nothing was done.") : QString());
    bool known = broken->contains(script.fails);
    bool failed = known;
    for (const auto& step : lab.steps)
        for (const Check& check : step.checks)
            if (named(check.id, script.fails)) {
                known = true;
                failed = failed || attempt.check(check.id).verdict.word == Word::NotYet;
            }
    return finish(!known ? tr("There is no check %1, and no guard of that name was broken.").arg(script.fails)
                  : failed ? QString()
                           : tr("%1 is green.").arg(script.fails));
}

std::vector<VerifiedRun> Verification::verify(const course::Lab& lab, const QString& scenario, quint64 seed) {
    auto read = cluster::Scenario::parse(scenario.toStdString(),
                                         (lab.folder + QStringLiteral("/scenario.yaml")).toStdString());
    if (const auto* problem = std::get_if<cluster::Problem>(&read))
        return {{lab.id, QStringLiteral("scenario"), seed, false, 0, 0, QString::fromStdString(problem->text),
                 0}};
    const auto& parsed = std::get<cluster::Scenario>(read);
    std::vector<Script> scripts{{QStringLiteral("nothing"), {}, {}},
                                {QStringLiteral("solution"), QString::fromStdString(parsed.solution), {}}};
    for (const auto& wrong : parsed.wrong)
        scripts.push_back({QString::fromStdString(wrong.name), QString::fromStdString(wrong.script),
                           QString::fromStdString(wrong.fails)});
    std::vector<VerifiedRun> runs;
    for (const auto& script : scripts)
        runs.push_back(work(lab, scenario, seed, script));
    return runs;
}

} // namespace understudy::verify
