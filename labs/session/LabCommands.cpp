#include "labs/session/LabCommands.h"

#include "labs/session/LabRun.h"

#include <algorithm>

namespace understudy::session {

namespace {

constexpr int column = 12;

QString shortId(const QString& id) { return id.section(u'#', -1); }

QString padded(const QString& word) { return QStringLiteral("  ") + word.leftJustified(column); }

/// What the trainee means by these words: the choices themselves, their numbers, or text as it is typed.
QStringList responseTo(const course::Check& check, const QStringList& words) {
    if (check.choices.isEmpty())
        return {words.join(u' ')};
    QStringList chosen;
    const auto choose = [&](const QString& word) {
        bool number = false;
        const int index = word.toInt(&number);
        const auto same = [&](const QString& choice) {
            return choice.compare(word, Qt::CaseInsensitive) == 0;
        };
        const auto found = std::find_if(check.choices.begin(), check.choices.end(), same);
        if (found != check.choices.end())
            chosen << *found;
        else if (number && index >= 1 && index <= check.choices.size())
            chosen << check.choices[index - 1];
        else
            return false;
        return true;
    };
    if (choose(words.join(u' ')))
        return chosen;
    for (const QString& word : words)
        if (!choose(word))
            return {};
    return chosen;
}

} // namespace

LabCommands::LabCommands(LabRun& run)
    : QObject(&run)
    , m_run(run) {
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &LabCommands::listen);
    connect(&run, &LabRun::checkChanged, this, &LabCommands::settle);
}

void LabCommands::follow(ControlClient* control) {
    if (m_control == control)
        return;
    m_control = control;
    m_last = 0;
    m_waiting.clear();
    listen();
}

void LabCommands::listen() {
    if (!m_control)
        return;
    m_since.start();
    m_control->asks(m_last, this, [this, from = m_control](const Result<std::vector<ShellAsk>>& asks) {
        if (!from || from != m_control)
            return;
        if (!asks.ok())
            return m_again.start(2000);
        for (const ShellAsk& ask : *asks) {
            m_last = std::max(m_last, ask.n);
            take(ask);
        }
        // A lab that does not hold the question is not asked without a pause.
        m_again.start(asks->empty() && m_since.elapsed() < 1000 ? 200 : 0);
    });
}

void LabCommands::take(const ShellAsk& ask) {
    if (!m_run.started() || m_run.finished())
        return reply(ask.n, tr("This lab is not under way. Start it in the window, then ask again."), 1);
    if (ask.what == QLatin1String("hint"))
        hint(ask);
    else if (ask.what == QLatin1String("answer"))
        answer(ask);
    else if (ask.what == QLatin1String("check"))
        check(ask);
    else if (ask.what == QLatin1String("record"))
        record(ask);
    else
        reply(ask.n, steps(), 0);
}

void LabCommands::hint(const ShellAsk& ask) {
    const int step = m_run.openStep();
    const auto text = m_run.nextHint();
    const auto& hints = m_run.lab().steps[std::size_t(step)].hints;
    if (text.ok())
        return reply(ask.n, tr("Hint %1 of %2: %3").arg(m_run.hintsShown(step)).arg(hints.size()).arg(*text),
                     0);
    QStringList all; // what was shown is shown again
    for (int i = 0; i < m_run.hintsShown(step); ++i)
        all << tr("Hint %1 of %2: %3").arg(i + 1).arg(hints.size()).arg(hints[i]);
    reply(ask.n, (all << text.error().sentence).join(u'\n'), 1);
}

const course::Check* LabCommands::question(const QString& word) const {
    for (const auto& each : m_run.lab().steps[std::size_t(m_run.openStep())].checks)
        if (each.kind == course::Check::Kind::Answer && (each.id == word || shortId(each.id) == word))
            return &each;
    return nullptr;
}

void LabCommands::answer(const ShellAsk& ask) {
    if (ask.words.isEmpty())
        return reply(ask.n, questions(), 0);
    const auto* check = question(ask.words.first());
    if (!check)
        return reply(ask.n, tr("The open step asks no \"%1\".").arg(ask.words.first()) + u'\n' + questions(),
                     2);
    const QStringList response = responseTo(*check, ask.words.mid(1));
    if (response.isEmpty() || response.join(QString()).trimmed().isEmpty())
        return reply(ask.n, tr("Say what you answer.") + u'\n' + questions(), 2);
    const int step = m_run.openStep();
    if (const auto written = m_run.answer(check->id, response); !written.ok())
        return reply(ask.n, written.error().sentence, 1);
    m_waiting.push_back({ask.n, step, {check->id}});
    settle();
}

void LabCommands::check(const ShellAsk& ask) {
    const int step = m_run.openStep();
    QStringList checks;
    for (const auto& each : m_run.lab().steps[std::size_t(step)].checks)
        checks << each.id;
    m_waiting.push_back({ask.n, step, checks});
    m_run.checkNow();
    settle();
}

void LabCommands::record(const ShellAsk& ask) {
    const QString word = ask.words.value(0);
    if (word != QLatin1String("start") && word != QLatin1String("stop"))
        return reply(ask.n, tr("Say lab record start or lab record stop."), 2);
    if (!m_run.recordTerminal)
        return reply(ask.n, tr("No terminal of the window can be recorded now. Open the lab there."), 1);
    const bool on = word == QLatin1String("start");
    const auto file = m_run.recordTerminal(on);
    if (!file.ok())
        return reply(ask.n, file.error().sentence, 1);
    reply(ask.n,
          on ? tr("What this terminal shows is recorded in %1. lab record stop ends it.").arg(*file)
             : tr("The recording is in %1.").arg(*file),
          0);
}

/// Replies to those whose looks have all come to an end.
void LabCommands::settle() {
    std::vector<Waiting> done;
    std::erase_if(m_waiting, [&](const Waiting& waiting) {
        const bool looking = std::any_of(waiting.checks.begin(), waiting.checks.end(),
                                         [this](const QString& id) { return m_run.check(id).looking; });
        if (!looking)
            done.push_back(waiting);
        return !looking;
    });
    for (const Waiting& waiting : done) {
        const bool green =
            std::all_of(waiting.checks.begin(), waiting.checks.end(), [this](const QString& id) {
                return m_run.check(id).verdict.word == Verdict::Word::Passed;
            });
        reply(waiting.ask, verdicts(waiting.step, waiting.checks), green ? 0 : 1);
    }
}

void LabCommands::reply(qint64 ask, const QString& text, int status) {
    if (m_control)
        m_control->answer(ask, text, status);
}

QString LabCommands::steps() const {
    QStringList lines;
    const auto& all = m_run.lab().steps;
    for (int i = 0; i < int(all.size()); ++i) {
        const auto& step = all[std::size_t(i)];
        const QString mark = m_run.stepDone(i) ? tr("done") : i == m_run.openStep() ? tr("open") : QString();
        lines << padded(mark) + tr("%1. %2 (%3 of %4 checks)")
                                    .arg(i + 1)
                                    .arg(step.title)
                                    .arg(m_run.greenChecks(i))
                                    .arg(step.checks.size());
    }
    return lines.join(u'\n');
}

QString LabCommands::questions() const {
    QStringList lines;
    for (const auto& each : m_run.lab().steps[std::size_t(m_run.openStep())].checks) {
        if (each.kind != course::Check::Kind::Answer)
            continue;
        lines << tr("lab answer %1 …").arg(shortId(each.id)) << QStringLiteral("  ") + each.question;
        for (int i = 0; i < int(each.choices.size()); ++i)
            lines << QStringLiteral("    %1. %2").arg(i + 1).arg(each.choices[i]);
        if (each.several)
            lines << QStringLiteral("  ") +
                         tr("Several may be right: lab answer %1 1 3").arg(shortId(each.id));
    }
    return lines.isEmpty() ? tr("The open step asks nothing.") : lines.join(u'\n');
}

QString LabCommands::verdicts(int step, const QStringList& checks) const {
    using Word = Verdict::Word;
    const auto word = [](Word is) {
        return is == Word::Passed          ? tr("passed")
               : is == Word::NotYet        ? tr("not yet")
               : is == Word::CouldNotCheck ? tr("not checked")
               : is == Word::Open          ? tr("open")
                                           : tr("lab broken");
    };
    const auto& wanted = m_run.lab().steps[std::size_t(step)];
    QStringList lines{tr("Step %1 of %2: %3").arg(step + 1).arg(m_run.lab().steps.size()).arg(wanted.title)};
    for (const auto& each : wanted.checks) {
        if (!checks.contains(each.id))
            continue;
        const Verdict& verdict = m_run.check(each.id).verdict;
        lines << padded(word(verdict.word)) + each.says;
        if (verdict.word != Word::Passed && !verdict.reason.isEmpty())
            lines << padded(QString()) + verdict.reason;
    }
    if (m_run.greenCount() == m_run.checkCount())
        lines << tr("All checks of this lab have passed. Finish it in the window.");
    return lines.join(u'\n');
}

} // namespace understudy::session
