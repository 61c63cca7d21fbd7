#include "labs/session/LabRun.h"
#include "tests/fakes/CannedServer.h"
#include "tests/fakes/PushedClock.h"

#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::session;
using course::Check;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;
using Word = Verdict::Word;

namespace {

Check check(const char* id, Check::Kind kind) {
    Check made;
    made.id = QLatin1String(id);
    made.says = made.id;
    made.kind = kind;
    made.why = QStringLiteral("Look again.");
    return made;
}

course::Lab twoSteps(const QString& file) {
    course::Lab lab;
    lab.id = QStringLiteral("lab-1-1");
    lab.limitMinutes = 60;
    Check drawn = check("lab-1-1#drawn", Check::Kind::Shell);
    drawn.command = QStringLiteral("cat '%1'").arg(file);
    drawn.pattern = QStringLiteral("drawn");
    Check listed = check("lab-1-1#listed", Check::Kind::Asked);
    listed.verb = QStringLiteral("list");
    listed.resource = QStringLiteral("services");
    listed.ns = QStringLiteral("*");
    Check named = check("lab-1-1#named", Check::Kind::Answer);
    named.accepted = QStringList{QStringLiteral("redis")};
    Check calm = check("lab-1-1#calm", Check::Kind::Promql);
    calm.query = QStringLiteral("errors");
    calm.op = QStringLiteral("<");
    calm.number = 1;
    lab.steps = {{QStringLiteral("look"),
                  QStringLiteral("Look"),
                  {},
                  {drawn, listed},
                  {QStringLiteral("one"), QStringLiteral("two")}},
                 {QStringLiteral("say"), QStringLiteral("Say"), {}, {named, calm}, {}}};
    return lab;
}

/// A trainee's run with a real journal, a real shell, and a lab that answers as told.
struct Stage {
    Stage() { opened = journal::Journal::open(dir.filePath(QStringLiteral("journal.db")), clock, ids); }
    journal::Journal& book() { return **opened; }
    Reach reach() {
        Exec exec = [this](const QString& command, std::function<void(const Result<ExecResult>&)> done) {
            ++commands;
            auto* process = new QProcess(&owner);
            QObject::connect(process, &QProcess::finished, process, [process, done] {
                done(ExecResult{process->exitCode(), process->readAllStandardOutput(),
                                process->readAllStandardError()});
                process->deleteLater();
            });
            process->start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command});
        };
        return {exec, &prometheus, &control};
    }
    void draw() {
        QFile file(drawing);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("drawn\n");
    }
    int facts(const char* kind) {
        int count = 0;
        const auto all = book().after(0);
        for (const auto& entry : *all)
            count += entry.fact.kind == QLatin1String(kind);
        return count;
    }
    Canned answer(const Asked& asked) {
        if (asked.path.endsWith(QLatin1String("/start")))
            ++worlds;
        if (asked.path.endsWith(QLatin1String("/status")))
            return {200, "{\"lab\":\"" + worldOf + "\"}"};
        if (asked.path.endsWith(QLatin1String("/journal")))
            return {200, "{\"entries\":[" + entries + "]}"};
        if (asked.path.endsWith(QLatin1String("/annotations")))
            return {200,
                    R"({"annotations":[{"at":"2025-11-19T09:00:00Z","kind":"deployment","text":"3.1"}]})"};
        if (asked.path.endsWith(QLatin1String("/query")))
            return {
                200,
                R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,")" +
                    errors + "\"]}]}}"};
        return {200, "{}"};
    }
    QTemporaryDir dir;
    QString drawing = dir.filePath(QStringLiteral("drawing"));
    fakes::PushedClock clock;
    IdMaker ids{clock, systemRandomness()};
    Result<std::unique_ptr<journal::Journal>> opened{Error{}};
    QByteArray entries, errors = "0.5", worldOf = "none";
    int worlds = 0, commands = 0;
    QObject owner;
    CannedServer server{[this](const Asked& asked) { return answer(asked); }};
    metrics::PrometheusClient prometheus{server.url()};
    ControlClient control{server.url(), "token"};
    course::Lab lab = twoSteps(drawing);
};

} // namespace

class tst_LabRun final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWholeLabFromStartToFinish() {
        Stage stage;
        QVERIFY(stage.opened.ok());
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        run.setInterval(std::chrono::milliseconds(30));
        QVERIFY(run.start().ok());
        QVERIFY(!run.resumed());
        QCOMPARE(stage.facts(journal::kind::LabStarted), 1);
        run.setReach(stage.reach(), QStringLiteral("lab: lab-1-1"));
        QTRY_VERIFY(run.labAnswers());
        QTRY_COMPARE(stage.worlds, 1);
        QTRY_COMPARE(run.annotations().size(), 1u);

        // Green by themselves, and on disk by the time the screen is told.
        connect(&run, &LabRun::checkPassed, this,
                [&](const QString&) { QCOMPARE(stage.facts(journal::kind::LabCheck), run.greenCount()); });
        stage.entries =
            R"({"n":5,"via":"kubernetes","verb":"list","resource":"services","namespace":"","name":""})";
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::Passed);
        QCOMPARE(run.openStep(), 0);
        stage.draw();
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::Passed);
        QCOMPARE(run.openStep(), 1);

        QVERIFY(run.answer(QStringLiteral("lab-1-1#named"), {QStringLiteral("postgres")}).ok());
        QCOMPARE(run.check(QStringLiteral("lab-1-1#named")).verdict,
                 Verdict::notYet(QStringLiteral("Look again.")));
        QVERIFY(run.answer(QStringLiteral("lab-1-1#named"), {QStringLiteral("Redis")}).ok());
        QCOMPARE(run.check(QStringLiteral("lab-1-1#named")).verdict.word, Word::Passed);
        QCOMPARE(stage.facts(journal::kind::LabAnswered), 2);
        QTRY_COMPARE(run.greenCount(), 4);
        QVERIFY(run.finish().ok());
        QVERIFY(run.finished());
        QCOMPARE(stage.facts(journal::kind::LabFinished), 1);
        const auto all = stage.book().after(0);
        QVERIFY(all->back().fact.body[QLatin1String("passed")].toBool());
        QCOMPARE((*standings(stage.book())).at(QStringLiteral("lab-1-1")).word, LabStanding::Word::Done);
    }

    void afterAKillTheRunGoesOnWhereItWas() {
        Stage stage;
        {
            LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
            QVERIFY(run.start().ok());
            stage.draw();
            run.setReach(stage.reach());
            run.checkNow();
            QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::Passed);
            QCOMPARE(*run.nextHint(), QStringLiteral("one"));
            run.openStep(1);
            QVERIFY(run.answer(QStringLiteral("lab-1-1#named"), {QStringLiteral("kafka")}).ok());
        } // no farewell
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        QVERIFY(run.start().ok());
        QVERIFY(run.resumed());
        QCOMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::Passed);
        QCOMPARE(run.check(QStringLiteral("lab-1-1#named")).response, QStringList{QStringLiteral("kafka")});
        QCOMPARE(run.hintsShown(0), 1);
        QCOMPARE(run.openStep(), 0);
        QCOMPARE(stage.facts(journal::kind::LabStarted), 1);
        QCOMPARE((*standings(stage.book())).at(QStringLiteral("lab-1-1")).word, LabStanding::Word::Underway);
        // The lab still runs this lab's world: it is left as it is.
        stage.worldOf = "lab-1-1";
        run.setReach(stage.reach(), QStringLiteral("lab: lab-1-1"));
        QSignalSpy anew(&run, &LabRun::startedAnew);
        QTRY_VERIFY(run.labAnswers());
        QCOMPARE(stage.worlds, 0);
        QCOMPARE(anew.count(), 0);
        // The lab has gone down with the window: its world is fresh, and that is said.
        run.setReach({});
        stage.worldOf = "none";
        run.setReach(stage.reach(), QStringLiteral("lab: lab-1-1"));
        QTRY_COMPARE(anew.count(), 1);
        QCOMPARE(stage.worlds, 1);
        QCOMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::Passed);
    }

    void aLabThatIsAwayPausesTheTimeAndBlamesNobody() {
        Stage stage;
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        run.setInterval(std::chrono::milliseconds(20));
        QVERIFY(run.start().ok());
        run.checkNow();
        QCOMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::CouldNotCheck);
        QCOMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::CouldNotCheck);
        run.setReach(stage.reach());
        QTRY_VERIFY(run.labAnswers());
        QSignalSpy time(&run, &LabRun::timeChanged);
        stage.clock.push(std::chrono::seconds(2));
        QVERIFY(time.wait(5000));
        QCOMPARE(run.secondsWorked(), 2);
        QCOMPARE(*run.secondsLeft(), 3598);
        stage.server.close();
        QTRY_VERIFY(!run.labAnswers());
        stage.clock.push(std::chrono::minutes(10));
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::CouldNotCheck);
        QVERIFY(stage.server.open());
        QTRY_VERIFY(run.labAnswers());
        QCOMPARE(run.secondsWorked(), 2);
        QCOMPARE(stage.facts(journal::kind::LabCheck), 0);
    }

    void greenStaysGreenAndIsWrittenOnce() {
        Stage stage;
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        run.setInterval(std::chrono::milliseconds(10));
        QVERIFY(run.start().ok());
        run.openStep(1);
        run.setReach(stage.reach());
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#calm")).verdict.word, Word::Passed);
        stage.errors = "50";
        run.checkNow();
        for (int i = 0; i < 5; ++i)
            run.checkNow();
        QTRY_VERIFY(!run.check(QStringLiteral("lab-1-1#calm")).looking);
        QCOMPARE(run.check(QStringLiteral("lab-1-1#calm")).verdict.word, Word::Passed);
        QCOMPARE(stage.facts(journal::kind::LabCheck), 1);
    }

    void whatOurChecksAskIsNotTheTrainees() {
        Stage stage;
        Check redis = check("lab-1-1#redis", Check::Kind::Kube);
        redis.path = QStringLiteral("/api/v1/services");
        redis.json = QStringLiteral(".items");
        redis.op = QStringLiteral("exists");
        stage.lab.steps[0].checks = {redis, stage.lab.steps[0].checks[1]};
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        QVERIFY(run.start().ok());
        Reach reach = stage.reach();
        QString asked;
        int n = 0;
        const auto list = [&] { // as the cluster writes it down, whoever asks
            stage.entries +=
                QByteArray(n ? "," : "") + "{\"n\":" + QByteArray::number(n + 1) +
                R"(,"via":"kubernetes","verb":"list","resource":"services","namespace":"","name":""})";
            ++n;
        };
        reach.exec = [&](const QString& command, std::function<void(const Result<ExecResult>&)> done) {
            asked = command;
            list();
            done(ExecResult{0, "{}", {}});
        };
        run.setReach(reach);
        run.checkNow();
        QCOMPARE(asked, QStringLiteral("kubectl get --raw '/api/v1/services'"));
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::NotYet);
        QVERIFY(n > 0);
        run.checkNow();
        QTRY_VERIFY(!run.check(QStringLiteral("lab-1-1#listed")).looking);
        QCOMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::NotYet);
        list(); // the trainee
        run.checkNow();
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#listed")).verdict.word, Word::Passed);
    }

    void hintsComeOneByOneAndAreCounted() {
        Stage stage;
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        QVERIFY(run.start().ok());
        QCOMPARE(*run.nextHint(), QStringLiteral("one"));
        QCOMPARE(*run.nextHint(), QStringLiteral("two"));
        QVERIFY(!run.nextHint().ok());
        QCOMPARE(run.hintsUsed(), 2);
        QCOMPARE(stage.facts(journal::kind::LabHint), 2);
    }

    void aHostThatNeverAnswersIsGivenUp() {
        Stage stage;
        LabRun run(stage.lab, stage.book(), stage.clock, stage.ids);
        run.runner().setPatience(std::chrono::milliseconds(50));
        QVERIFY(run.start().ok());
        Reach reach = stage.reach();
        reach.exec = [](const QString&, std::function<void(const Result<ExecResult>&)>) {};
        run.setReach(reach);
        run.checkNow();
        QTRY_COMPARE(run.check(QStringLiteral("lab-1-1#drawn")).verdict.word, Word::CouldNotCheck);
        QVERIFY(!run.check(QStringLiteral("lab-1-1#drawn")).looking);
    }
};

QTEST_GUILESS_MAIN(tst_LabRun)
#include "tst_LabRun.moc"
