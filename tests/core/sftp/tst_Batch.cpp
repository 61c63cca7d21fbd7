#include "core/sftp/Batch.h"

#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SshCase.h"

#include <QSignalSpy>
#include <QTimer>

using namespace understudy;
using namespace std::chrono_literals;
using sftp::Batch;

/// Several files and folders between this computer and a host with Debian's OpenSSH.
class tst_Batch final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;
    std::unique_ptr<QTemporaryDir> m_here;
    std::unique_ptr<QTemporaryDir> m_far;

    QString file(const QString& name, const QByteArray& text) const {
        return fakes::writeFile(m_here->filePath(name), text);
    }
    QByteArray far(const QString& name) const { return fakes::readFile(m_far->filePath(name)); }
    static std::unique_ptr<Batch> put(const QStringList& files, const QString& folder) {
        sftp::Survey survey(files);
        survey.start();
        if (!QTest::qWaitFor([&] { return survey.isDone(); }, 30'000))
            qWarning("the survey does not end");
        return Batch::put(survey.found(), folder);
    }
    static std::optional<Batch::Outcome> wait(Batch& batch) {
        std::optional<Batch::Outcome> outcome;
        connect(&batch, &Batch::finished, &batch, [&](const auto& how) { outcome = how; });
        if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 30'000))
            qWarning("the batch does not end");
        if (outcome)
            for (const Error& trouble : outcome->troubles)
                qInfo().noquote() << trouble.sentence;
        return outcome;
    }
    std::optional<Batch::Outcome> run(Batch& batch) {
        batch.start(*m_there);
        return wait(batch);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start({"Subsystem sftp /usr/lib/openssh/sftp-server"}))
            QSKIP(qPrintable(m_case.sshd.reason()));
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
    }
    void cleanupTestCase() { m_there.reset(); }
    void init() {
        m_here = std::make_unique<QTemporaryDir>();
        m_far = std::make_unique<QTemporaryDir>();
    }

    void filesAndFoldersArriveAsTheyWereDropped() {
        const QStringList dropped{file("one.txt", "1"), m_here->filePath("tree/"), file("empty", {})};
        file("tree/a", "aa");
        file("tree/inner/.hidden", "bbb");
        QVERIFY(QDir().mkpath(m_here->filePath("tree/nothing in it")));
        QVERIFY(QFile::link("/etc/passwd", m_here->filePath("tree/leads out")));
        const auto batch = put(dropped, m_far->path());
        const QSignalSpy progress(batch.get(), &Batch::progressed);
        const auto outcome = run(*batch);
        QVERIFY(outcome);
        QCOMPARE(outcome->copied, 4);
        QVERIFY(outcome->troubles.empty());
        QCOMPARE(far("one.txt"), QByteArray("1"));
        QCOMPARE(far("tree/a"), QByteArray("aa"));
        QCOMPARE(far("tree/inner/.hidden"), QByteArray("bbb"));
        QCOMPARE(far("empty"), QByteArray());
        QVERIFY(QFileInfo(m_far->filePath("tree/nothing in it")).isDir());
        QVERIFY(!QFileInfo::exists(m_far->filePath("tree/leads out")));
        QCOMPARE(batch->done(), quint64(6));
        QVERIFY(progress.size() >= 4);
    }

    void whatIsThereIsAskedAboutAndTheAnswerIsKept_data() {
        QTest::addColumn<int>("answer");
        QTest::addColumn<int>("asked");
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::newRow("yes") << int(Batch::Replace::Yes) << 2 << QByteArray("new") << QByteArray("new");
        QTest::newRow("all") << int(Batch::Replace::YesToAll) << 1 << QByteArray("new") << QByteArray("new");
        QTest::newRow("no") << int(Batch::Replace::No) << 2 << QByteArray("old") << QByteArray("old");
        QTest::newRow("none") << int(Batch::Replace::NoToAll) << 1 << QByteArray("old") << QByteArray("old");
        QTest::newRow("stop") << int(Batch::Replace::Stop) << 1 << QByteArray("old") << QByteArray("old");
    }
    void whatIsThereIsAskedAboutAndTheAnswerIsKept() {
        QFETCH(int, answer);
        QFETCH(int, asked);
        const QStringList dropped{file("first", "new"), file("second", "new"), file("third", "new")};
        for (const char* name : {"first", "second"}) {
            QFile old(m_far->filePath(name));
            QVERIFY(old.open(QIODevice::WriteOnly));
            old.write("old");
        }
        const auto batch = put(dropped, m_far->path());
        QStringList names;
        batch->askReplace = [&](const QString& name, const std::function<void(Batch::Replace)>& then) {
            names << name;
            QTimer::singleShot(0, batch.get(), [=] { then(static_cast<Batch::Replace>(answer)); });
        };
        const auto outcome = run(*batch);
        QVERIFY(outcome);
        QCOMPARE(names.size(), asked);
        QCOMPARE(names.first(), QStringLiteral("first"));
        QTEST(far("first"), "first");
        QTEST(far("second"), "second");
        QCOMPARE(outcome->stopped, answer == int(Batch::Replace::Stop));
        if (!outcome->stopped)
            QCOMPARE(far("third"), QByteArray("new"));
    }

    void nobodyToAskMeansThatNothingIsReplaced() {
        QFile old(m_far->filePath("kept"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        const auto outcome = run(*put({file("kept", "new")}, m_far->path()));
        QCOMPARE(outcome->skipped, 1);
        QCOMPARE(far("kept"), QByteArray("old"));
    }

    void whatCannotBeCopiedIsToldAndTheRestIs() {
        QVERIFY(QDir().mkpath(m_far->filePath("taken")));
        const QStringList dropped{file("taken", "a file"), m_here->filePath("is not there"),
                                  file("good", "yes")};
        const auto outcome = run(*put(dropped, m_far->path()));
        QVERIFY(outcome);
        QCOMPARE(outcome->copied, 1);
        QCOMPARE(int(outcome->troubles.size()), 2);
        QVERIFY(outcome->troubles[0].sentence.startsWith("taken: "));
        QVERIFY(outcome->troubles[1].sentence.startsWith("is not there: "));
        QCOMPARE(far("good"), QByteArray("yes"));
    }

    void aFolderThatIsNotThereIsSaidOnceForAFile() {
        const auto outcome = run(*put({file("one", "1")}, "/nonexistent/folder"));
        QCOMPARE(int(outcome->troubles.size()), 1);
        QCOMPARE(outcome->troubles[0].code, Errc::NotFound);
    }

    void aTreeWithoutAPlaceIsToldOnce() {
        file("tree/a", "a");
        file("tree/b/c", "c");
        QFile inTheWay(m_far->filePath("tree"));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto outcome = run(*put({m_here->filePath("tree"), file("after", "x")}, m_far->path()));
        QCOMPARE(int(outcome->troubles.size()), 1);
        QCOMPARE(outcome->copied, 1);
    }

    void itGoesOnAfterALostConnectionAlsoBetweenFiles() {
        fakes::DelayProxy wire(m_case.sshd.port(), 10ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.loggedIn(to);
        QVERIFY(there);
        QStringList dropped;
        for (int i = 0; i < 30; ++i)
            dropped << file(QString::number(i), QByteArray(300'000, static_cast<char>('a' + i % 26)));
        const auto batch = put(dropped, m_far->path());
        QSignalSpy interrupted(batch.get(), &Batch::interrupted);
        std::optional<Batch::Outcome> outcome;
        connect(batch.get(), &Batch::finished, batch.get(), [&](const auto& how) { outcome = how; });
        batch->start(*there);
        for (int cuts = 1; cuts <= 4 && !outcome; ++cuts) {
            const int reached = batch->file();
            QTRY_VERIFY_WITH_TIMEOUT(batch->file() > reached + 1 || outcome, 30'000);
            wire.cut();
            QTRY_VERIFY_WITH_TIMEOUT(interrupted.size() == cuts || outcome, 10'000);
            QVERIFY(batch->isWaiting() || outcome);
            there = m_case.loggedIn(to);
            QVERIFY(there);
            batch->start(*there);
        }
        QTRY_VERIFY_WITH_TIMEOUT(outcome, 60'000);
        QVERIFY(interrupted.size() > 0);
        QCOMPARE(outcome->copied, 30);
        for (int i = 0; i < 30; ++i)
            QVERIFY(far(QString::number(i)) == QByteArray(300'000, static_cast<char>('a' + i % 26)));
        QCOMPARE(QDir(m_far->path()).entryList(QDir::Files).size(), 30);
    }

    void anAnswerGivenAfterTheConnectionWasLostCounts() {
        fakes::DelayProxy wire(m_case.sshd.port(), 1ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.loggedIn(to);
        QFile old(m_far->filePath("there"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        const auto batch = put({file("there", "new")}, m_far->path());
        std::function<void(Batch::Replace)> answer;
        batch->askReplace = [&](const QString&, const auto& then) { answer = then; };
        std::optional<Batch::Outcome> outcome;
        connect(batch.get(), &Batch::finished, batch.get(), [&](const auto& how) { outcome = how; });
        batch->start(*there);
        QTRY_VERIFY_WITH_TIMEOUT(answer, 10'000);
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(there->state() == ssh::Session::State::Over, 10'000);
        there = m_case.loggedIn(to);
        batch->start(*there);
        answer(Batch::Replace::Yes);
        answer(Batch::Replace::Yes); // a second press
        QTRY_VERIFY_WITH_TIMEOUT(outcome, 20'000);
        QCOMPARE(outcome->copied, 1);
        QCOMPARE(far("there"), QByteArray("new"));
    }

    void aFileIsGot() {
        QFile there(m_far->filePath("log"));
        QVERIFY(there.open(QIODevice::WriteOnly));
        there.write("lines");
        there.close();
        const auto batch = Batch::get(there.fileName(), m_here->filePath("got"));
        const auto outcome = run(*batch);
        QCOMPARE(outcome->copied, 1);
        QCOMPARE(batch->localFile(), m_here->filePath("got"));
        QFile got(batch->localFile());
        QVERIFY(got.open(QIODevice::ReadOnly));
        QCOMPARE(got.readAll(), QByteArray("lines"));
    }

    void aFolderIsGotWithAllThatIsInItAndLinksAreLeftOut() {
        QVERIFY(QDir(m_far->path()).mkpath("tree/inner/empty"));
        for (const auto& [name, text] : {std::pair{"tree/a", "aa"}, std::pair{"tree/inner/b", "bbb"}}) {
            QFile made(m_far->filePath(name));
            QVERIFY(made.open(QIODevice::WriteOnly));
            made.write(text);
        }
        QVERIFY(QFile::link(m_far->filePath("tree"), m_far->filePath("tree/inner/round")));
        auto batch = Batch::get(m_far->filePath("tree"), m_here->filePath("got"));
        auto outcome = run(*batch);
        QVERIFY(outcome);
        QCOMPARE(outcome->copied, 2);
        QVERIFY(outcome->troubles.empty());
        QCOMPARE(batch->done(), quint64(5));
        QCOMPARE(batch->total(), quint64(5));
        QFile got(m_here->filePath("got/inner/b"));
        QVERIFY(got.open(QIODevice::ReadOnly));
        QCOMPARE(got.readAll(), QByteArray("bbb"));
        QVERIFY(QFileInfo(m_here->filePath("got/inner/empty")).isDir());
        QVERIFY(!QFileInfo::exists(m_here->filePath("got/inner/round")));
        batch =
            Batch::get(m_far->filePath("tree"), m_here->filePath("got")); // once more: nothing is replaced
        outcome = run(*batch);
        QCOMPARE(outcome->skipped, 2);
    }

    void aFolderOfTheHostIsListed() {
        QVERIFY(QDir().mkpath(m_far->filePath("sub")));
        for (int i = 0; i < 250; ++i) { // more than one answer holds
            QFile made(m_far->filePath(QStringLiteral("file %1").arg(i)));
            QVERIFY(made.open(QIODevice::WriteOnly));
            made.write(QByteArray(i, 'x'));
        }
        const auto server = sftp::Transfer::serverOf(*m_there);
        std::optional<Result<std::vector<sftp::Entry>>> found;
        server->list(m_far->path(), [&](const auto& entries) { found = entries; });
        QTRY_VERIFY_WITH_TIMEOUT(found, 10'000);
        QVERIFY(found->ok());
        QCOMPARE(int(found->value().size()), 251);
        for (const sftp::Entry& entry : found->value()) {
            QCOMPARE(entry.attributes.folder(), entry.name == QLatin1String("sub"));
            if (!entry.attributes.folder())
                QCOMPARE(int(*entry.attributes.size), entry.name.section(u' ', 1).toInt());
        }
        found.reset();
        server->list("/nonexistent", [&](const auto& entries) { found = entries; });
        QTRY_VERIFY_WITH_TIMEOUT(found, 10'000);
        QCOMPARE(found->error().code, Errc::NotFound);
    }

    void aHostWithoutAFileServerSaysSo() {
        fakes::Sshd plain;
        QVERIFY2(plain.start(), qPrintable(plain.reason()));
        const auto there = m_case.loggedIn(m_case.targetOf(plain));
        QVERIFY(there);
        const auto batch = put({file("a", "a"), file("b", "b")}, {});
        batch->start(*there);
        const auto outcome = wait(*batch);
        QVERIFY(outcome);
        QCOMPARE(int(outcome->troubles.size()), 1);
        QCOMPARE(outcome->troubles[0].code, Errc::Unsupported);
        QVERIFY(outcome->troubles[0].sentence.contains("serves no files"));
    }
};

QTEST_GUILESS_MAIN(tst_Batch)
#include "tst_Batch.moc"
