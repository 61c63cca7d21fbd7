#include "core/journal/Journal.h"
#include "tests/app/RunToEnd.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QDir>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/mount.h>
#include <unistd.h>

using namespace understudy;
using tests::Ended;
using tests::runToEnd;

/// The window's program from outside, on good days and bad ones.
class tst_DesktopProgram final : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    int m_number = 0;
    SystemClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};

    /// A file system of its own, as small as asked, unmounted at the end. Needs root.
    struct Mounted {
        Mounted(const QString& folder, const char* size, bool readOnly = false)
            : path(folder) {
            QDir().mkpath(path);
            ok = ::mount("tmpfs", path.toUtf8().constData(), "tmpfs", readOnly ? MS_RDONLY : 0,
                         QByteArray("size=").append(size).constData()) == 0;
        }
        ~Mounted() {
            if (ok)
                ::umount2(path.toUtf8().constData(), MNT_DETACH);
        }
        Q_DISABLE_COPY_MOVE(Mounted)
        /// Takes all the room there is; the name of what took it.
        QString fill() const {
            QFile file(path + QStringLiteral("/.filler"));
            if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
                return {};
            const QByteArray block(4096, 'x');
            while (file.write(block) > 0) {}
            return file.fileName();
        }
        QString path;
        bool ok = false;
    };

    static QString program() { return qEnvironmentVariable("UNDERSTUDY_BIN") + "/understudy"; }
    QString folder() { return m_dir.filePath(QString::number(++m_number)); }
    static Ended start(const QString& profile) { return runToEnd(program(), {"--profile", profile}); }

    /// A window that stays open until the test ends it; it answers to a second start by then.
    std::unique_ptr<QProcess> open(const QString& profile) {
        auto process = std::make_unique<QProcess>();
        process->setProcessChannelMode(QProcess::MergedChannels);
        process->start(program(), {"--profile", profile});
        const bool up =
            process->waitForStarted() && QTest::qWaitFor(
                                             [&] {
                                                 return process->state() == QProcess::NotRunning ||
                                                        (answers(profile) && facts(profile) > 0);
                                             },
                                             20'000);
        if (!up || process->state() == QProcess::NotRunning)
            qWarning("%s", process->readAll().constData());
        return process;
    }
    static bool answers(const QString& profile) {
        QLocalSocket call;
        call.connectToServer(profile + QStringLiteral("/window"));
        return call.waitForConnected(500) && call.waitForReadyRead(1000);
    }
    static void end(QProcess& process) {
        process.kill();
        process.waitForFinished();
    }
    /// Facts in the profile's journal; -1 when it cannot be read.
    int facts(const QString& profile) {
        const QString path = profile + QStringLiteral("/journal.sqlite");
        if (!QFile::exists(path))
            return -1;
        const auto journal = journal::Journal::open(path, m_clock, m_ids);
        return journal ? int(*(*journal)->lastSeq()) : -1;
    }

private Q_SLOTS:
    void aProfileThatCannotBeMadeIsRefusedWithASentence() {
        const auto ended = start(QStringLiteral("/proc/understudy"));
        QCOMPARE(ended.code, 4);
        QVERIFY2(ended.err.contains("/proc/understudy") && ended.err.contains("--profile"),
                 qPrintable(ended.err));
    }

    void aReadOnlyHomeIsRefusedWithASentence() {
        const Mounted disk(folder(), "1m", true);
        if (!disk.ok)
            QSKIP("needs root, to mount a file system");
        const auto ended = start(disk.path + QStringLiteral("/profile"));
        QCOMPARE(ended.code, 4);
        QVERIFY2(ended.err.contains("not opened"), qPrintable(ended.err));
        QCOMPARE(start(disk.path).code, 4);
    }

    void aFullDiskIsRefusedWithASentence() {
        const Mounted disk(folder(), "256k");
        if (!disk.ok)
            QSKIP("needs root, to mount a file system");
        disk.fill();
        const auto ended = start(disk.path + QStringLiteral("/profile"));
        QCOMPARE(ended.code, 4);
        QVERIFY2(ended.err.contains("Make room") || ended.err.contains("Free"), qPrintable(ended.err));
    }

    void aDiskThatFillsUpUnderTheWindowCostsNothingThatWasSaved() {
        const Mounted disk(folder(), "8m");
        if (!disk.ok)
            QSKIP("needs root, to mount a file system");
        const QString profile = disk.path + QStringLiteral("/profile");
        auto window = open(profile);
        QCOMPARE(facts(profile), 1);
        const QString filler = disk.fill();
        // It lives on, and a second one is told that there is no room.
        const auto second = start(profile);
        QCOMPARE(second.code, 4);
        QVERIFY2(second.err.contains("Make room"), qPrintable(second.err));
        QCOMPARE(window->state(), QProcess::Running);
        end(*window);
        QVERIFY(QFile::remove(filler));
        window = open(profile);
        QCOMPARE(window->state(), QProcess::Running);
        QCOMPARE(facts(profile), 1);
        end(*window);
    }

    void aSecondStartShowsTheFirstWindow() {
        const QString profile = folder();
        const auto window = open(profile);
        const auto second = start(profile);
        QCOMPARE(second.code, 0);
        QVERIFY2(second.out.contains("open already"), qPrintable(second.out));
        QCOMPARE(window->state(), QProcess::Running);
        end(*window);
    }

    void aWindowThatHangsIsNamedInsteadOfASecondOne() {
        const QString profile = folder();
        const auto window = open(profile);
        ::kill(pid_t(window->processId()), SIGSTOP);
        const auto second = start(profile);
        ::kill(pid_t(window->processId()), SIGCONT);
        QCOMPARE(second.code, 3);
        QVERIFY2(second.err.contains(profile) && second.err.contains("does not answer"),
                 qPrintable(second.err));
        end(*window);
    }

    void aKilledWindowLeavesNoLockBehind() {
        const QString profile = folder();
        auto window = open(profile);
        end(*window);
        window = open(profile);
        QCOMPARE(window->state(), QProcess::Running);
        QCOMPARE(facts(profile), 1); // begun once, not twice
        end(*window);
    }

    void aJournalInUseElsewhereIsNamed() {
        const QString profile = folder();
        end(*open(profile));
        auto holder = std::make_unique<SQLite::Database>((profile + "/journal.sqlite").toStdString(),
                                                         SQLite::OPEN_READWRITE);
        holder->exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
        const auto ended = start(profile);
        holder.reset();
        QCOMPARE(ended.code, 4);
        QVERIFY2(ended.err.contains("Another program is using the journal"), qPrintable(ended.err));
        const auto window = open(profile);
        QCOMPARE(window->state(), QProcess::Running);
        QCOMPARE(facts(profile), 1);
        end(*window);
    }

    void aTornJournalIsMendedAndKept() {
        const QString profile = folder();
        end(*open(profile));
        QFile torn(profile + QStringLiteral("/journal.sqlite"));
        QFile::remove(torn.fileName() + QStringLiteral("-wal"));
        QVERIFY(torn.open(QIODevice::ReadWrite));
        QVERIFY(torn.resize(100)); // a header and no more
        torn.close();
        auto window = open(profile);
        QCOMPARE(window->state(), QProcess::Running);
        QCOMPARE(QDir(profile).entryList({"journal.sqlite.damaged-*"}).size(), 1);
        end(*window);
    }

    void aDamagedPageIsMendedBeforeAnythingIsWrittenToIt() {
        const QString profile = folder();
        QVERIFY(QDir().mkpath(profile));
        const QString path = profile + QStringLiteral("/journal.sqlite");
        {
            const auto journal = journal::Journal::open(path, m_clock, m_ids);
            QVERIFY(journal);
            for (int i = 0; i < 400; ++i)
                QVERIFY((*journal)->append(journal::kind::PageRead,
                                           {{"page", QString(300, u'p')}, {"n", QString::number(i)}}));
            QVERIFY((*journal)->append(journal::kind::Enrolled,
                                       {{"track", "new-hire"}, {"start", "2025-11-17"}, {"by", "trainee"}}));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto at = file.readAll().indexOf("\"n\":\"150\"");
        QVERIFY(at > 0);
        file.seek(at / 4096 * 4096);
        QCOMPARE(file.write(QByteArray(4096, '\x5a')), 4096);
        file.close();
        const auto window = open(profile);
        QCOMPARE(window->state(), QProcess::Running);
        QCOMPARE(QDir(profile).entryList({"journal.sqlite.damaged-*"}).size(), 1);
        end(*window);
        const auto journal = journal::Journal::open(path, m_clock, m_ids);
        QVERIFY(journal);
        const auto all = (*journal)->after(0);
        QVERIFY(all);
        QVERIFY(all->size() > 380);
        const auto begun = std::count_if(all->begin(), all->end(), [](const journal::Entry& entry) {
            return entry.fact.kind == QLatin1String(journal::kind::Enrolled);
        });
        QCOMPARE(begun, 1); // none for a first start, which this is not
        QVERIFY((*journal)->check());
    }

    void theDaysBackupIsMadeByItselfAndHoldsEverything() {
        const QString profile = folder();
        const auto window = open(profile);
        const QString made = profile + QStringLiteral("/backups/journal-") +
                             QDate::currentDate().toString(Qt::ISODate) + QStringLiteral(".db");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(made), 60'000);
        const auto copy = journal::Journal::open(made, m_clock, m_ids);
        QVERIFY(copy);
        QCOMPARE(*(*copy)->lastSeq(), facts(profile));
        QVERIFY((*copy)->check());
        end(*window);
    }
};

QTEST_GUILESS_MAIN(tst_DesktopProgram)
#include "tst_DesktopProgram.moc"
