#include "core/journal/Journal.h"
#include "core/quiz/Sitting.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdio>

using namespace understudy;
using namespace understudy::quiz;
using course::Question;
using course::QuestionKind;

// The program under test is this one, started with --answer PATH: it sits the quiz again and again and prints
// each verdict as the screen would show it. The test kills it at random moments and looks into the journal.

namespace {

course::Quiz someQuiz() {
    course::Quiz quiz{"01-architecture/quiz", "01-architecture", "Quiz", 16, 25, {}};
    const QuestionKind kinds[] = {QuestionKind::Single, QuestionKind::Multiple, QuestionKind::Numeric,
                                  QuestionKind::Ordering, QuestionKind::FillIn};
    for (int i = 0; i < 20; ++i) {
        Question q;
        q.id = QString("01-architecture/quiz#q%1").arg(i + 1, 2, 10, QLatin1Char('0'));
        q.kind = kinds[i % 5];
        q.options = {{"a", "A", true, {}}, {"b", "B", false, {}}, {"c", "C", false, {}}};
        q.number = 200;
        q.accepted = {"breaker"};
        quiz.questions.push_back(q);
    }
    return quiz;
}

Response responseFor(const Sitting& sitting, int index) {
    Response response;
    response.text = QString::number(index);
    response.chosen = sitting.order(index);
    if (sitting.question(index).kind == QuestionKind::Single)
        response.chosen = {response.chosen.first()};
    return response;
}

void say(const char* what, const Sitting& sitting, int index, const QString& response) {
    std::printf("%s %s %s %s\n", what, qPrintable(sitting.attempt()), qPrintable(sitting.question(index).id),
                qPrintable(response));
    std::fflush(stdout);
}

/// Answers until killed. Returns only on an error.
int answerForEver(const QString& path) {
    const SystemClock clock;
    IdMaker ids(clock, systemRandomness());
    const course::Quiz quiz = someQuiz();
    auto journal = journal::Journal::open(path, clock, ids);
    while (journal) {
        auto sitting = Sitting::resumeOrStart(quiz, **journal, clock, ids);
        if (!sitting)
            return 3;
        for (int next; (next = (*sitting)->nextOpen((*sitting)->current())) >= 0;) {
            const Response response = responseFor(**sitting, next);
            if (!(*sitting)->goTo(next) || !(*sitting)->keepDraft(next, response))
                return 4;
            say("ticked", **sitting, next, response.text);
            if (!(*sitting)->answer(next, response))
                return 5;
            say("verdict", **sitting, next, toXapi((*sitting)->question(next), response));
        }
        if (!(*sitting)->finish())
            return 6;
        say("finished", **sitting, 0, {});
    }
    return 2;
}

} // namespace

class TestKillDuringQuiz : public QObject {
    Q_OBJECT
    SystemClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    std::map<QString, QString> m_shown; ///< "attempt question" to response
    std::set<QString> m_finished;
    QString m_ticked;

    void listen(const QByteArray& said) {
        const QList<QByteArray> lines = said.left(said.lastIndexOf('\n') + 1).split('\n');
        for (const QByteArray& line : lines) {
            const QStringList words = QString::fromUtf8(line).split(' ');
            if (words.size() < 3)
                continue;
            if (words[0] == "verdict")
                m_shown[words[1] + ' ' + words[2]] = words.value(3);
            if (words[0] == "finished")
                m_finished.insert(words[1]);
            m_ticked = words[0] == "ticked" ? words[1] + ' ' + words[2] : QString();
        }
    }

    void compareWith(journal::Journal& journal) {
        std::map<QString, QString> kept;
        std::set<QString> finished;
        const auto entries = journal.after(0, 10'000'000);
        QVERIFY(entries);
        for (const auto& [seq, fact, mine] : *entries) {
            const QString attempt = fact.body["attempt"].toString();
            if (fact.kind == QLatin1String(journal::kind::QuizFinished))
                QVERIFY2(finished.insert(attempt).second, "an attempt was finished twice");
            if (fact.kind != QLatin1String(journal::kind::Answered))
                continue;
            const QString key = attempt + ' ' + fact.body["question"].toString();
            QVERIFY2(kept.emplace(key, fact.body["response"].toString()).second, "an answer is there twice");
        }
        for (const auto& [key, response] : m_shown) {
            QVERIFY2(kept.count(key), qPrintable("lost: " + key));
            QCOMPARE(kept[key], response);
        }
        for (const QString& attempt : m_finished)
            QVERIFY2(finished.count(attempt), qPrintable("lost the end of " + attempt));
        QVERIFY(kept.size() - m_shown.size() <=
                std::size_t(m_kills)); // at most one written but not shown a kill
    }

    /// Ticks that were kept before the kill are there, unless their answer is.
    void lookAtTicks(journal::Journal& journal) {
        if (m_ticked.isEmpty())
            return;
        const course::Quiz quiz = someQuiz();
        auto sitting = Sitting::resumeOrStart(quiz, journal, m_clock, m_ids);
        QVERIFY(sitting);
        const Sitting& seat = **sitting;
        if (seat.attempt() != m_ticked.section(' ', 0, 0))
            return; // answered, and it was the last one
        int index = 0;
        while (seat.question(index).id != m_ticked.section(' ', 1, 1))
            ++index;
        QCOMPARE(seat.current(), index);
        if (!seat.answered(index)) {
            const Question& question = seat.question(index);
            QCOMPARE(toXapi(question, seat.draft(index)), toXapi(question, responseFor(seat, index)));
            ++m_halfWay;
        }
    }

    int m_kills = 0;
    int m_halfWay = 0;

private Q_SLOTS:
    void everyVerdictShownIsThereAfterTwoHundredKills() {
        bool given = false;
        const quint32 wanted = qEnvironmentVariable("UNDERSTUDY_SEED").toUInt(&given);
        const quint32 seed = given ? wanted : QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        QTemporaryDir dir;
        const QString path = dir.filePath("journal.db");
        for (m_kills = 1; m_kills <= 200; ++m_kills) {
            QProcess program;
            program.start(QCoreApplication::applicationFilePath(), {"--answer", path});
            QVERIFY(program.waitForStarted());
            if (random.bounded(10) > 0) // else it may die while it opens the journal
                QVERIFY2(program.waitForReadyRead(10000), qPrintable(program.readAllStandardError()));
            QVERIFY2(!program.waitForFinished(random.bounded(1, 40)), "it ended by itself");
            program.kill();
            QVERIFY(program.waitForFinished(10000));
            m_ticked.clear();
            listen(program.readAllStandardOutput());
            auto journal = journal::Journal::open(path, m_clock, m_ids);
            QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
            QCOMPARE((*journal)->notice(), QString());
            compareWith(**journal);
            lookAtTicks(**journal);
            if (QTest::currentTestFailed())
                return;
            if (m_kills % 20 == 0)
                QVERIFY((*journal)->check());
        }
        qInfo() << m_shown.size() << "verdicts shown in 200 kills," << m_finished.size()
                << "attempts finished," << m_halfWay << "times ticks without an answer were there again";
        QVERIFY(m_shown.size() > 200);
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == QLatin1String("--answer"))
        return answerForEver(arguments.value(2));
    TestKillDuringQuiz test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_KillDuringQuiz.moc"
