#include "labs/session/LabRun.h"

#include "labs/session/LabCommands.h"
#include "labs/session/SiteChecks.h"

#include <QCryptographicHash>

#include <algorithm>

namespace understudy::session {

namespace {

constexpr auto Separator = "[,]"; // xAPI's, between the parts of a response

} // namespace

LabRun::LabRun(const course::Lab& lab, journal::Journal& journal, const Clock& clock, IdMaker& ids,
               QObject* parent)
    : QObject(parent)
    , m_lab(lab)
    , m_journal(journal)
    , m_clock(clock)
    , m_ids(ids)
    , m_commands(new LabCommands(*this)) {
    for (const course::LabStep& step : lab.steps) {
        for (const course::Check& check : step.checks)
            m_checks[check.id] = {};
    }
    m_tick.setInterval(1000);
    m_look.setInterval(4000);
    connect(&m_tick, &QTimer::timeout, this, &LabRun::tick);
    connect(&m_look, &QTimer::timeout, this, &LabRun::lookAround);
}

void LabRun::workElsewhere(const Elsewhere& place) {
    m_elsewhere = place;
    for (const course::LabStep& step : m_lab.steps)
        for (const course::Check& check : step.checks)
            if (const auto why = whyNotThere(check, place))
                m_checks[check.id].verdict = Verdict::notHere(*why);
}

Result<void> LabRun::start() {
    if (started())
        return {};
    auto record = openAttempt(m_journal, m_lab.id, m_elsewhere ? m_elsewhere->id : Id());
    if (!record.ok())
        return record.error();
    m_resumed = !record->attempt.isEmpty();
    if (m_resumed) {
        m_record = *record;
        for (auto& [id, state] : m_checks) {
            if (m_record.greenChecks.contains(id))
                state.verdict.word = Verdict::Word::Passed;
            const auto said = m_record.responses.find(id);
            if (said != m_record.responses.end())
                state.response = said->second.split(QLatin1String(Separator));
        }
        const auto kept = m_journal.value(QStringLiteral("lab-worked/") + m_lab.id);
        const QStringList parts = kept.ok() ? kept->split(QLatin1Char(' ')) : QStringList();
        if (parts.size() == 2 && parts[0] == m_record.attempt)
            m_workedMs = m_keptMs = std::max<qint64>(0, parts[1].toLongLong());
        goToNextStep();
    } else {
        const Id attempt = m_ids.next();
        m_record.attempt = attempt;
        QJsonObject begun;
        if (m_elsewhere)
            begun = {{QStringLiteral("cluster"), m_elsewhere->name},
                     {QStringLiteral("clusterId"), m_elsewhere->id}};
        if (const auto written = write(journal::kind::LabStarted, begun); !written.ok()) {
            m_record = {};
            return written.error();
        }
        m_record.lab = m_lab.id;
        m_record.started = m_clock.now();
    }
    m_lastTick = m_clock.now();
    m_tick.start();
    Q_EMIT changed();
    return {};
}

Result<void> LabRun::write(const char* kind, QJsonObject body) {
    body[QLatin1String("lab")] = m_lab.id;
    body[QLatin1String("attempt")] = m_record.attempt;
    const auto written = m_journal.append(kind, body);
    if (!written.ok())
        return written.error();
    return {};
}

Result<void> LabRun::finish() {
    if (!started() || finished())
        return {};
    const bool passed = complete();
    QJsonObject end{{QStringLiteral("passed"), passed},
                    {QStringLiteral("checks"), greenCount()},
                    {QStringLiteral("seconds"), secondsWorked()},
                    {QStringLiteral("hints"), hintsUsed()}};
    if (m_elsewhere) {
        end[QLatin1String("cluster")] = m_elsewhere->name;
        end[QLatin1String("unchecked")] = uncheckedCount();
    }
    const auto written = write(journal::kind::LabFinished, end);
    if (!written.ok())
        return written.error();
    m_record.finished = true;
    m_record.passed = passed;
    m_record.unchecked = uncheckedCount();
    m_record.seconds = secondsWorked();
    m_tick.stop();
    m_look.stop();
    Q_EMIT changed();
    Q_EMIT ended();
    return {};
}

void LabRun::setReach(Reach reach, const QString& scenario) {
    const bool there = reach.control || reach.prometheus || reach.exec;
    m_runner.setReach(std::move(reach));
    m_commands->follow(m_runner.reach().control);
    if (!there || finished()) {
        m_look.stop();
        setPreparing(false);
        setAnswers(false);
        return;
    }
    m_look.start();
    if (!scenario.isEmpty() && m_runner.reach().control)
        prepareWorld(scenario);
    else
        lookAround();
}

void LabRun::setPreparing(bool on) {
    if (m_preparing == on)
        return;
    m_preparing = on;
    Q_EMIT preparingChanged(on);
}

void LabRun::prepareWorld(const QString& scenario) {
    setPreparing(true);
    m_runner.reach().control->status(this, [this, scenario](const Result<QJsonObject>& status) {
        const bool ours = status.ok() && (*status)[QLatin1String("lab")].toString() == m_lab.id;
        if ((ours && m_resumed) || !m_runner.reach().control) {
            setPreparing(false);
            return lookAround();
        }
        m_runner.reach().control->start(m_lab.id, scenario, this, [this](const Result<QJsonObject>& begun) {
            setPreparing(false);
            if (!begun.ok() && begun.error().code != Errc::Unreachable)
                Q_EMIT trouble(begun.error());
            if (begun.ok() && m_resumed)
                Q_EMIT startedAnew();
            m_resumed = true; // a lab that is started again goes on from here
            lookAround();
        });
    });
}

void LabRun::reset(const QString& scenario) {
    if (!m_runner.reach().control || m_preparing)
        return;
    setPreparing(true);
    m_runner.reach().control->startAnew(m_lab.id, scenario, this, [this](const Result<QJsonObject>& begun) {
        setPreparing(false);
        m_runner.forget();
        if (!begun.ok())
            Q_EMIT trouble(begun.error());
        lookAround();
    });
}

void LabRun::openStep(int index) {
    if (index < 0 || index >= int(m_lab.steps.size()) || index == m_openStep)
        return;
    m_openStep = index;
    Q_EMIT changed();
    lookAround();
}

void LabRun::stopLooking() {
    ++m_looks;
    for (auto& [id, state] : m_checks) {
        if (!std::exchange(state.looking, false))
            continue;
        state.verdict = Verdict::couldNot(tr("You stopped the look."));
        Q_EMIT checkChanged(id);
    }
}

void LabRun::setSite(SiteChecks* checks) {
    if (m_site == checks && m_answers == (checks && !finished()))
        return;
    m_site = checks; // looks that are underway end by themselves, and say why
    setAnswers(checks && !finished());
}

Result<QString> LabRun::nextHint() {
    const course::LabStep& step = m_lab.steps[std::size_t(m_openStep)];
    const int next = hintsShown(m_openStep);
    if (next >= step.hints.size())
        return Error{Errc::NotFound, tr("There are no more hints for this step."), {}};
    const auto written = write(journal::kind::LabHint,
                               {{QStringLiteral("step"), step.id}, {QStringLiteral("hint"), next + 1}});
    if (!written.ok())
        return written.error();
    m_record.hints[step.id] = next + 1;
    Q_EMIT changed();
    return step.hints[next];
}

Result<void> LabRun::answer(const QString& checkId, const QStringList& response) {
    const course::Check* check = find(checkId);
    if (!check || check->kind != course::Check::Kind::Answer || finished())
        return {};
    CheckState& state = m_checks[checkId];
    if (state.verdict.word == Verdict::Word::Passed || state.verdict.word == Verdict::Word::NotHere)
        return {};
    const QString said = response.join(QLatin1String(Separator));
    if (said.trimmed().isEmpty()) {
        state.asked = true;
        take(*check, judgeAnswer(*check, response));
        return {};
    }
    const auto written = write(journal::kind::LabAnswered, {{QStringLiteral("step"), stepOf(checkId)->id},
                                                            {QStringLiteral("check"), checkId},
                                                            {QStringLiteral("response"), said}});
    if (!written.ok())
        return written.error();
    m_record.responses[checkId] = said;
    state.response = response;
    look(*check, true);
    return {};
}

void LabRun::checkNow() {
    if (!started() || finished())
        return;
    for (const course::Check& check : m_lab.steps[std::size_t(m_openStep)].checks) {
        const CheckState& state = m_checks[check.id];
        if (state.verdict.word != Verdict::Word::Passed && state.verdict.word != Verdict::Word::NotHere)
            look(check, true);
    }
}

void LabRun::lookAround() {
    if (!started() || finished() || m_preparing || m_elsewhere) // others' clusters are asked on request only
        return;
    lookAtLab();
    ++m_round;
    for (const course::Check& check : m_lab.steps[std::size_t(m_openStep)].checks) {
        const CheckState& state = m_checks[check.id];
        // Commands on the lab host are dearer than questions: every second round.
        const bool command =
            check.kind == course::Check::Kind::Shell || check.kind == course::Check::Kind::Kube;
        if (state.verdict.word == Verdict::Word::Passed || check.kind == course::Check::Kind::Answer ||
            (command && m_round % 2 == 0))
            continue;
        look(check, false);
    }
}

void LabRun::lookAtLab() {
    const Reach& reach = m_runner.reach();
    if (!reach.control)
        return setAnswers(reach.prometheus || reach.exec);
    reach.control->status(this, [this](const Result<QJsonObject>& status) { setAnswers(status.ok()); });
    reach.control->annotations(this, [this](const Result<std::vector<metrics::Annotation>>& seen) {
        if (seen.ok() && *seen != m_annotations) {
            m_annotations = *seen;
            Q_EMIT annotationsChanged();
        }
    });
}

void LabRun::look(const course::Check& check, bool asked) {
    CheckState& state = m_checks[check.id];
    state.asked = state.asked || asked;
    if (state.looking)
        return;
    state.looking = true;
    if (asked)
        Q_EMIT checkChanged(check.id);
    decide(check, state.response, [this, &check, looks = m_looks](const Verdict& verdict) {
        if (looks == m_looks)
            take(check, verdict);
    });
}

void LabRun::decide(const course::Check& check, const QStringList& response,
                    std::function<void(const Verdict&)> done) {
    if (!m_elsewhere)
        return m_runner.run(check, response, std::move(done));
    if (!m_site)
        return done(Verdict::couldNot(tr("There is no login to %1.").arg(m_elsewhere->name)));
    m_site->run(check, response,
                [self = QPointer<LabRun>(this), done = std::move(done)](const auto& verdict) {
                    if (self)
                        done(verdict);
                });
}

void LabRun::take(const course::Check& check, const Verdict& verdict) {
    CheckState& state = m_checks[check.id];
    state.looking = false;
    if (state.verdict.word == Verdict::Word::Passed || finished())
        return; // green stays green
    Verdict shown = verdict;
    if (verdict.word == Verdict::Word::Passed) {
        const QByteArray evidence =
            QCryptographicHash::hash(check.id.toUtf8() + '\n' + verdict.evidence, QCryptographicHash::Sha256)
                .toHex();
        const auto written =
            write(journal::kind::LabCheck, {{QStringLiteral("step"), stepOf(check.id)->id},
                                            {QStringLiteral("check"), check.id},
                                            {QStringLiteral("evidence"), QString::fromLatin1(evidence)}});
        if (written.ok()) {
            m_record.greenChecks.insert(check.id);
        } else {
            shown = Verdict::couldNot(written.error().sentence);
            Q_EMIT trouble(written.error());
        }
    }
    const bool news = state.verdict.word != shown.word || state.verdict.reason != shown.reason || state.asked;
    state.verdict = shown;
    if (!news)
        return;
    Q_EMIT checkChanged(check.id);
    if (shown.word != Verdict::Word::Passed)
        return;
    Q_EMIT checkPassed(check.id);
    if (stepDone(m_openStep))
        goToNextStep();
    Q_EMIT changed();
}

void LabRun::goToNextStep() {
    const int count = int(m_lab.steps.size());
    for (int i = 0; i < count; ++i) {
        const int step = (m_openStep + i) % count;
        if (!stepDone(step)) {
            m_openStep = step;
            return;
        }
    }
}

void LabRun::setAnswers(bool answers) {
    if (m_answers == answers)
        return;
    m_answers = answers;
    m_lastTick = m_clock.now();
    keepTime();
    Q_EMIT labAnswersChanged(answers);
}

void LabRun::tick() {
    const Instant now = m_clock.now();
    const qint64 passed = (now - m_lastTick).count();
    m_lastTick = now;
    // The clock stands while the lab does not answer, and a lid that was closed is not time worked.
    if (!m_answers || passed <= 0)
        return;
    m_workedMs += std::min<qint64>(passed, 5000);
    if (m_workedMs - m_keptMs >= 15000)
        keepTime();
    Q_EMIT timeChanged();
}

void LabRun::keepTime() {
    if (!started() || finished() || m_keptMs == m_workedMs)
        return;
    m_keptMs = m_workedMs;
    const auto kept = m_journal.setValue(QStringLiteral("lab-worked/") + m_lab.id,
                                         QStringLiteral("%1 %2").arg(m_record.attempt).arg(m_workedMs));
    if (!kept.ok())
        Q_EMIT trouble(kept.error());
}

} // namespace understudy::session
