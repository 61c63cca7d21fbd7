#include "labs/session/CompanyLab.h"

#include "core/course/Loader.h"
#include "labs/session/LabRun.h"
#include "tests/fakes/CompanyStage.h"

#include <QTest>

using namespace understudy;
using namespace understudy::session;
using fakes::CompanyStage;
using State = LabSite::State;
using Word = Verdict::Word;

namespace {

/// A trainee who works through a lab of the course on a company's cluster.
struct Walk {
    explicit Walk(const char* lab, bool withKubectl = true)
        : started(company.start(QString::fromLatin1(lab), withKubectl)) {
        const auto files =
            course::SourceFolder::open(qEnvironmentVariable("UNDERSTUDY_SHARE") + "/course/dwcp-v3");
        if (files.ok())
            pack = course::load(*files);
        known = pack.course.lab(QString::fromLatin1(lab));
        if (auto opened = journal::Journal::open(folder.filePath("journal.sqlite"), clock, ids); opened)
            journal = std::move(*opened);
    }
    bool begin(const company::Profile& profile) {
        run.reset();
        site =
            std::make_unique<CompanyLab>(profile, company.host(), company.means(), CompanyStage::trusting());
        run = std::make_unique<LabRun>(*known, *journal, clock, ids);
        run->workElsewhere(site->place());
        QObject::connect(site.get(), &LabSite::changed, run.get(), [this] { run->setSite(site->checks()); });
        if (!run->start())
            return false;
        site->start();
        return QTest::qWaitFor(
            [this] { return site->state() == State::Connected || site->trouble().has_value(); }, 60'000);
    }
    /// Looks at all of a step; the word and reason of one check of it.
    Verdict look(int step, const char* check) {
        run->openStep(step);
        run->checkNow();
        if (!QTest::qWaitFor([this] { return run->looksUnderway() == 0; }, 60'000))
            qWarning("the looks did not end");
        return of(check);
    }
    Verdict of(const char* check) const { return run->check(known->id + '#' + check).verdict; }
    bool is(const char* check, Word word, const char* says = "") const {
        const Verdict verdict = of(check);
        const bool as = verdict.word == word && verdict.reason.contains(QString::fromUtf8(says));
        if (!as)
            qWarning() << check << "is" << int(verdict.word) << verdict.reason;
        return as;
    }
    /// What somebody at the host does with kubectl.
    bool onHost(const QString& script) {
        std::optional<Result<ssh::ExecResult>> seen;
        site->cluster().run(script, [&seen](const auto& result) { seen = result; });
        const bool done = QTest::qWaitFor([&seen] { return seen.has_value(); }, 60'000);
        if (!done || !seen->ok() || (*seen)->status != 0)
            qWarning() << "on the host" << script << (done && seen->ok() ? (*seen)->errors : QByteArray());
        return done && seen->ok() && (*seen)->status == 0;
    }
    QString asked(const QString& query) {
        std::optional<Result<metrics::Answer>> seen;
        site->cluster().prometheus()->query(query, site.get(),
                                            [&seen](const auto& answer) { seen = answer; });
        if (!QTest::qWaitFor([&seen] { return seen.has_value(); }, 60'000) || !seen->ok() ||
            (*seen)->series.empty())
            return {};
        return QString::number((*seen)->series.front().series.samples().back().value);
    }
    QJsonObject fact(const char* kind) const {
        QJsonObject body;
        if (const auto all = journal->after(0); all)
            for (const journal::Entry& entry : *all)
                if (entry.fact.kind == QLatin1String(kind))
                    body = entry.fact.body;
        return body;
    }

    CompanyStage company;
    const bool started;
    QTemporaryDir folder;
    SystemClock clock;
    IdMaker ids{clock, systemRandomness()};
    course::Loaded pack;
    const course::Lab* known = nullptr;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<CompanyLab> site;
    std::unique_ptr<LabRun> run;
};

} // namespace

/// Labs of the course on a real sshd with stock kubectl, and another lab behind it as the company's cluster.
class tst_CompanyLab final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstLabIsPassedWithWhatCanBeChecked() {
        Walk walk("lab-1-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.known && walk.journal);
        QVERIFY(walk.begin(walk.company.profile()));
        QVERIFY(walk.run->labAnswers());
        QCOMPARE(walk.fact("lab-started")["cluster"].toString(), QString("Training cluster"));
        QVERIFY(walk.is("services", Word::NotHere, "Cannot be checked on this cluster"));
        QVERIFY(walk.is("entrance", Word::NotHere, "with your mentor"));
        QCOMPARE(walk.run->uncheckedCount(), walk.run->checkCount() - 5);

        // Nobody looks without being asked, and what is not done is not green.
        QCOMPARE(walk.look(3, "gone").word, Word::NotYet);
        QCOMPARE(walk.look(4, "restarted").word, Word::NotYet);
        QVERIFY(walk.company.causes("redis"));
        QVERIFY(walk.company.waits("3m"));
        QCOMPARE(walk.look(3, "gone").word, Word::Passed);
        QCOMPARE(walk.look(4, "back").word, Word::NotYet);
        QVERIFY(walk.onHost("kubectl rollout restart statefulset/redis -n production"));
        QVERIFY(walk.company.waits("5m"));
        QCOMPARE(walk.look(4, "back").word, Word::Passed);
        QVERIFY(walk.is("restarted", Word::Passed));
        QVERIFY(!walk.run->complete());

        // Numbers are compared with what the cluster's own Prometheus says.
        const auto& answers = walk.known->steps[2].checks;
        walk.run->openStep(2);
        QVERIFY(walk.run->answer(answers[0].id, {"1"}));
        QTRY_VERIFY_WITH_TIMEOUT(walk.is("p95", Word::NotYet), 30'000);
        for (const course::Check& each : answers)
            QVERIFY(walk.run->answer(each.id, {walk.asked(each.numberQuery)}));
        QTRY_VERIFY_WITH_TIMEOUT(walk.is("p95", Word::Passed), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(walk.run->complete(), 30'000);

        QVERIFY(walk.run->finish());
        const QJsonObject end = walk.fact("lab-finished");
        QVERIFY(end["passed"].toBool());
        QCOMPARE(end["cluster"].toString(), QString("Training cluster"));
        QCOMPARE(end["unchecked"].toInt(), walk.run->uncheckedCount());
        const auto standing = standings(*walk.journal);
        QVERIFY(standing);
        QCOMPARE(standing->at("lab-1-1").unchecked, walk.run->uncheckedCount());
        QCOMPARE(standing->at("lab-1-1").clusterName, QString("Training cluster"));
    }

    void theFirstLabFailsWhenNothingWasDone() {
        Walk walk("lab-1-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.begin(walk.company.profile()));
        for (int step = 0; step < int(walk.known->steps.size()); ++step)
            walk.look(step, "services");
        QCOMPARE(walk.run->greenCount(), 0);
        QVERIFY(walk.run->finish());
        QVERIFY(!walk.fact("lab-finished")["passed"].toBool());
    }

    void theErrorSpikeIsTakenBackThere() {
        Walk walk("lab-3-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.begin(walk.company.profile()));
        QVERIFY(walk.is("ack", Word::NotHere, "only the lab on this computer has"));
        QVERIFY(walk.is("changes", Word::NotHere, "about the lab on this computer"));
        QCOMPARE(walk.look(3, "rolled-back").word, Word::NotYet);
        QCOMPARE(walk.look(4, "quiet").word, Word::NotYet);
        QCOMPARE(walk.look(5, "review").word, Word::NotYet);
        // More pods of the bad release do not help.
        QVERIFY(walk.onHost("kubectl scale deployment/dwcp-api -n production --replicas=9"));
        QVERIFY(walk.company.waits("2m"));
        QCOMPARE(walk.look(3, "rolled-back").word, Word::NotYet);
        QVERIFY(walk.onHost("kubectl scale deployment/dwcp-api -n production --replicas=6 && "
                            "kubectl rollout undo deployment/dwcp-api -n production"));
        QVERIFY(walk.company.waits("12m"));
        QCOMPARE(walk.look(3, "rolled-back").word, Word::Passed);
        QVERIFY(walk.is("ready", Word::Passed));
        QCOMPARE(walk.look(4, "quiet").word, Word::Passed);
        QVERIFY(!walk.run->complete());
        QVERIFY(walk.onHost("printf '## %s\\n' Summary Impact Timeline 'Root cause' Actions > ~/review.md"));
        QCOMPARE(walk.look(5, "review").word, Word::Passed);
        QVERIFY(walk.run->complete());
        QVERIFY(walk.run->finish());
        QVERIFY(walk.fact("lab-finished")["passed"].toBool());
    }

    void whatIsWrongWithTheClusterIsSaidAndNeverPasses() {
        Walk walk("lab-3-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        company::Profile profile = walk.company.profile();
        profile.kubeconfig = "~/.kube/nowhere";
        profile.prometheus.address = QStringLiteral("http://127.0.0.1:%1").arg(fakes::SshServer::freePort());
        QVERIFY(walk.begin(profile));
        walk.look(3, "ready");
        QVERIFY(walk.is("ready", Word::CouldNotCheck, "There is no kubeconfig ~/.kube/nowhere on Bastion"));
        walk.look(4, "quiet");
        QVERIFY(walk.is("quiet", Word::CouldNotCheck, "does not answer"));
        QCOMPARE(walk.run->greenCount(), 0);

        // The host is installed anew: another key, nothing is sent there.
        walk.site->cluster().link().close();
        QVERIFY(walk.company.reinstall());
        QVERIFY(walk.begin(walk.company.profile()));
        QCOMPARE(walk.site->state(), State::Off);
        QVERIFY(walk.site->trouble() && walk.site->trouble()->sentence.contains("another key than before"));
        QVERIFY(!walk.run->labAnswers());
        walk.look(3, "ready");
        QVERIFY(walk.is("ready", Word::CouldNotCheck, "no login to Training cluster"));
    }

    void aHostWithoutKubectlIsSaid() {
        Walk walk("lab-3-1", false);
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.begin(walk.company.profile()));
        walk.look(3, "ready");
        QVERIFY(walk.is("ready", Word::CouldNotCheck, "Bastion has no kubectl"));
    }

    void shellsKnowTheClusterAndLooksCanBeStopped() {
        Walk walk("lab-1-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.begin(walk.company.profile()));
        std::unique_ptr<fakes::StreamReader> reader;
        walk.site->shell(this, 100, 24, [&](std::unique_ptr<terminal::ByteStream> stream) {
            reader = std::make_unique<fakes::StreamReader>(std::move(stream));
            reader->stream->write(
                "kubectl get deployment redis-none dwcp-api -n production; echo $PROMETHEUS\n");
        });
        QTRY_VERIFY_WITH_TIMEOUT(reader, 30'000);
        QVERIFY(reader->waitFor("\"redis-none\" not found"));
        QVERIFY(reader->waitFor("dwcp-api"));
        QVERIFY(reader->waitFor(walk.company.said("prometheus", "url").toUtf8().constData()));

        walk.run->openStep(4);
        walk.run->checkNow();
        QVERIFY(walk.run->looksUnderway() > 0);
        walk.run->stopLooking();
        QCOMPARE(walk.run->looksUnderway(), 0);
        QVERIFY(walk.is("restarted", Word::CouldNotCheck, "You stopped"));
    }

    void anAttemptGoesOnWhereItWasBegun() {
        Walk walk("lab-1-1");
        if (!walk.started)
            QSKIP(qPrintable(walk.company.reason()));
        QVERIFY(walk.begin(walk.company.profile()));
        QVERIFY(!walk.run->resumed());
        LabRun local(*walk.known, *walk.journal, walk.clock, walk.ids);
        QVERIFY(local.start());
        QVERIFY(!local.resumed()); // another place, another attempt
        QVERIFY(walk.begin(walk.company.profile()));
        QVERIFY(walk.run->resumed());
        QVERIFY(openAttempt(*walk.journal, "lab-1-1", "training")->attempt !=
                openAttempt(*walk.journal, "lab-1-1")->attempt);
    }
};

QTEST_GUILESS_MAIN(tst_CompanyLab)
#include "tst_CompanyLab.moc"
