#include "labs/session/LabRun.h"
#include "tests/journeys/RealLab.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace understudy;
using namespace understudy::journeys;
using course::Check;
using session::LabRun;
using Word = session::Verdict::Word;

namespace {

/// Statements about production that are true from the start and that a trainee can only break.
const QStringList trueFromTheStart{QStringLiteral("lab-1-2#calm"), QStringLiteral("lab-2-1#calm"),
                                   QStringLiteral("lab-2-2#load"), QStringLiteral("lab-3-1#ready")};

QString solutionOf(const QString& scenario) {
    const QString text = scenario.section(QStringLiteral("\nsolution: |\n"), 1);
    QStringList lines;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        if (!line.isEmpty() && !line.startsWith(QStringLiteral("  ")))
            break;
        lines << line.mid(2);
    }
    return lines.join(QLatin1Char('\n'));
}

/// A name that an accepted pattern of the packs fits: without its optional beginning and its open end.
QString nameFor(QString pattern) {
    static const QRegularExpression optional(QStringLiteral("\\([^)]*\\)\\?"));
    return pattern.remove(optional).remove(QStringLiteral(".*"));
}

} // namespace

/// Each lab of the built pack, from its first step to its last, on the real lab program.
class TestLabs : public QObject {
    Q_OBJECT
    SystemClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    course::Loaded m_pack;
    QTemporaryDir m_home;
    std::unique_ptr<RealLab> m_real;

    QStringList answerTo(const Check& check) {
        if (!check.choices.isEmpty())
            return check.accepted;
        if (check.answerNumber)
            return {QString::number(*check.answerNumber)};
        if (check.numberQuery.isEmpty())
            return {nameFor(check.accepted.value(0))};
        const auto value = m_real->ask(check.numberQuery);
        return {value ? QString::number(*value, 'f', 3) : QString()};
    }

    static bool quiet(const LabRun& run, const course::LabStep& step) {
        return std::none_of(step.checks.begin(), step.checks.end(),
                            [&run](const Check& check) { return run.check(check.id).looking; });
    }

    /// What is not green yet, with what the trainee would read.
    static QByteArray open(const LabRun& run, const course::LabStep& step) {
        QString out;
        for (const Check& check : step.checks) {
            const auto& state = run.check(check.id);
            if (state.verdict.word != Word::Passed)
                out += check.id + QStringLiteral(": ") + state.verdict.reason + QStringLiteral(" (said: ") +
                       state.response.join(QLatin1Char(',')) + QStringLiteral(") ");
        }
        return out.toUtf8();
    }

    void nothingIsGreenYet(LabRun& run) {
        const course::Lab& lab = run.lab();
        for (int i = 0; i < int(lab.steps.size()); ++i) {
            const course::LabStep& step = lab.steps[std::size_t(i)];
            run.openStep(i);
            run.checkNow();
            QTRY_VERIFY_WITH_TIMEOUT(quiet(run, step), 30'000);
            for (const Check& check : step.checks) {
                const auto& state = run.check(check.id);
                const bool fine = state.verdict.word == Word::NotYet || trueFromTheStart.contains(check.id);
                QVERIFY2(fine, qPrintable(check.id + QStringLiteral(" is not open, with nothing done: ") +
                                          state.verdict.reason));
            }
        }
    }

    void everyStepTurnsGreen(LabRun& run) {
        const course::Lab& lab = run.lab();
        for (int i = 0; i < int(lab.steps.size()); ++i) {
            const course::LabStep& step = lab.steps[std::size_t(i)];
            run.openStep(i);
            for (const Check& check : step.checks)
                if (check.kind == Check::Kind::Answer)
                    QVERIFY(run.answer(check.id, answerTo(check)));
            run.checkNow();
            const bool done = QTest::qWaitFor([&run, i] { return run.stepDone(i); }, 40'000);
            QVERIFY2(done, open(run, step).constData());
        }
    }

private Q_SLOTS:
    void initTestCase() {
        m_pack = builtPack();
        QVERIFY2(m_pack.problems.empty(), "the built pack has problems; see understudy-course check");
        QVERIFY(!m_pack.course.labs.empty());
        m_real = std::make_unique<RealLab>();
        QVERIFY2(m_real->start(), m_real->link.trouble() ? qPrintable(m_real->link.trouble()->sentence +
                                                                      m_real->link.trouble()->detail)
                                                         : "the lab did not start");
    }
    void cleanupTestCase() { m_real.reset(); }

    void theSolutionAndTheRightAnswersTurnEveryCheckGreen_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(m_pack.course.labs.size()); ++i)
            QTest::newRow(qPrintable(m_pack.course.labs[std::size_t(i)].id)) << i;
    }
    void theSolutionAndTheRightAnswersTurnEveryCheckGreen() {
        QFETCH(int, index);
        const course::Lab& lab = m_pack.course.labs[std::size_t(index)];
        const QString scenario = scenarioOf(lab);
        QVERIFY(!scenario.isEmpty());
        auto journal =
            journal::Journal::open(m_home.filePath(lab.id + QStringLiteral(".db")), m_clock, m_ids);
        QVERIFY(journal);
        QElapsedTimer clock;
        clock.start();
        LabRun run(lab, **journal, m_clock, m_ids);
        QSignalSpy answers(&run, &LabRun::labAnswersChanged);
        QVERIFY(run.start());
        run.setReach(m_real->link.reach(), scenario);
        QVERIFY(answers.count() > 0 || answers.wait(20'000));
        const qint64 fresh = clock.elapsed();
        nothingIsGreenYet(run);
        if (QTest::currentTestFailed())
            return;
        const qint64 looked = clock.elapsed();
        const auto solved = m_real->run(QStringLiteral("set -e\n") + solutionOf(scenario));
        QVERIFY2(solved.ok(), solved.ok() ? "" : qPrintable(solved.error().sentence));
        QVERIFY2(solved->status == 0, (solved->output + solved->errors).constData());
        const qint64 worked = clock.elapsed();
        everyStepTurnsGreen(run);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(run.greenCount(), run.checkCount());
        QVERIFY(run.finish());
        qInfo().noquote() << lab.id << run.checkCount() << "checks; fresh world" << fresh << "ms, first look"
                          << looked - fresh << "ms, solution" << worked - looked << "ms, checks"
                          << clock.elapsed() - worked << "ms";
    }

    void theLabCommandOfAShellAsksTheWindow() {
        const course::Lab& lab = m_pack.course.labs.front();
        auto journal = journal::Journal::open(m_home.filePath(QStringLiteral("asks.db")), m_clock, m_ids);
        QVERIFY(journal);
        {
            const auto alone = m_real->run(QStringLiteral("lab hint"));
            QVERIFY(alone.ok());
            QVERIFY2(alone->status == 1 && alone->errors.contains("No window follows this lab"),
                     alone->errors.constData());
        }
        LabRun run(lab, **journal, m_clock, m_ids);
        QSignalSpy answers(&run, &LabRun::labAnswersChanged);
        QVERIFY(run.start());
        run.setReach(m_real->link.reach(), scenarioOf(lab));
        QVERIFY(answers.count() > 0 || answers.wait(20'000));
        const auto said = [this](const char* command) {
            const auto result = m_real->run(QLatin1String(command));
            return result.ok() ? QByteArray::number(result->status) + ' ' + result->output + result->errors
                               : result.error().sentence.toUtf8();
        };
        const QByteArray steps = said("lab steps");
        QVERIFY2(steps.startsWith("0 ") && steps.contains("1. " + lab.steps[0].title.toUtf8()), steps);
        const QByteArray hint = said("lab hint");
        QVERIFY2(hint.startsWith("0 Hint 1 of"), hint);
        QCOMPARE(run.hintsUsed(), 1);
        QElapsedTimer took;
        took.start();
        const QByteArray check = said("lab check");
        QVERIFY2(check.startsWith("1 Step 1 of") && check.contains("not yet"), check);
        QVERIFY2(said("lab answer nothing-like-it x").startsWith("2 "), "an unknown question has an answer");
        QVERIFY(said("lab check now").startsWith("2 "));
        qInfo() << "lab check took" << took.elapsed() << "ms";
    }
};

QTEST_GUILESS_MAIN(TestLabs)
#include "tst_Labs.moc"
