#include "core/sftp/Transfer.h"

#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SshCase.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QSignalSpy>

using namespace understudy;
using namespace std::chrono_literals;
using sftp::Transfer;

/// Files between this computer and a host with Debian's OpenSSH: whole, or not at all.
class tst_Transfer final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;

    QString path(const QString& name) const { return m_case.folder.filePath(name); }
    QString file(const QString& name, const QByteArray& bytes) const {
        return fakes::writeFile(path(name), bytes);
    }
    static QByteArray bytes(const QString& name) { return fakes::readFile(name); }
    static QByteArray random(int size) {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator generator(seed);
        QByteArray much(size, '\0');
        generator.fillRange(reinterpret_cast<quint32*>(much.data()), much.size() / 4);
        return much;
    }
    static std::optional<Result<void>> wait(Transfer& transfer) {
        std::optional<Result<void>> result;
        connect(&transfer, &Transfer::finished, &transfer, [&](const Result<void>& how) { result = how; });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
            qWarning("the transfer does not end");
        if (result && !result->ok())
            qInfo().noquote() << result->error().sentence << "|" << result->error().detail;
        return result;
    }
    QStringList leftovers() const {
        return QDir(m_case.folder.path()).entryList({"*.part", "*.??????"}, QDir::Files);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start({"Subsystem sftp internal-sftp"}))
            QSKIP(qPrintable(m_case.sshd.reason()));
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
    }
    void cleanupTestCase() { m_there.reset(); }

    void aFileGoesUpWholeWithItsProgressAndItsRights() {
        const QByteArray much = random(5 * 1024 * 1024 + 4);
        const QString from = file("from", much);
        QFile::setPermissions(from,
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup);
        const auto put = Transfer::put(*m_there, from, path("up"));
        const QSignalSpy progress(put.get(), &Transfer::progressed);
        const auto result = wait(*put);
        QVERIFY(result && result->ok());
        QVERIFY(bytes(path("up")) == much);
        QCOMPARE(QFile::permissions(path("up")) & 0x777, QFile::permissions(from) & 0x777);
        QCOMPARE(put->done(), quint64(much.size()));
        QVERIFY(progress.size() > 10 && progress.size() <= 101);
        for (qsizetype i = 1; i < progress.size(); ++i)
            QVERIFY(progress.at(i).at(0).toULongLong() > progress.at(i - 1).at(0).toULongLong());
        QVERIFY(leftovers().isEmpty());
    }

    void aFileComesDownWhole_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 7'000'001})
            QTest::newRow(qPrintable(QString::number(size))) << size;
    }
    void aFileComesDownWhole() {
        QFETCH(int, size);
        const QByteArray much = random(size);
        const QString there = file("there", much);
        const auto get = Transfer::get(*m_there, there, path("down"));
        const auto result = wait(*get);
        QVERIFY(result && result->ok());
        QVERIFY(bytes(path("down")) == much);
        QCOMPARE(get->total(), quint64(size));
    }

    void anEmptyFileGoesUp() {
        const auto put = Transfer::put(*m_there, file("nothing", {}), path("empty"));
        const auto result = wait(*put);
        QVERIFY(result && result->ok());
        QVERIFY(QFile::exists(path("empty")));
    }

    void aFileDroppedOnAFolderKeepsItsName() {
        QVERIFY(QDir(m_case.folder.path()).mkdir("folder"));
        const auto put = Transfer::put(*m_there, file("report.txt", "text"), path("folder"));
        const auto result = wait(*put);
        QVERIFY(result && result->ok());
        QCOMPARE(bytes(path("folder/report.txt")), QByteArray("text"));
        QCOMPARE(put->name(), QStringLiteral("report.txt"));
    }

    void aFileThatIsThereIsReplacedAtOnce() {
        file("old", "old text that is longer");
        const auto put = Transfer::put(*m_there, file("new", "new"), path("old"));
        const auto result = wait(*put);
        QVERIFY(result && result->ok());
        QCOMPARE(bytes(path("old")), QByteArray("new"));
    }

    void whatIsMissingOrForbiddenIsSaid() {
        const auto missing = Transfer::get(*m_there, path("no such file"), path("a"));
        auto result = wait(*missing);
        QCOMPARE(result->error().code, Errc::NotFound);
        QVERIFY(!QFile::exists(path("a")));
        const auto folder = Transfer::get(*m_there, m_case.folder.path(), path("b"));
        result = wait(*folder);
        QVERIFY(result->error().sentence.contains("folder"));
        const auto nowhere = Transfer::put(*m_there, file("c", "c"), "/nonexistent/folder/c");
        result = wait(*nowhere);
        QCOMPARE(result->error().code, Errc::NotFound);
        const auto kernel = Transfer::put(*m_there, path("c"), "/proc/c");
        result = wait(*kernel);
        QVERIFY(!result->ok());
        const auto unread = Transfer::put(*m_there, path("not on this computer"), path("d"));
        result = wait(*unread);
        QCOMPARE(result->error().code, Errc::Io);
        const auto unwritten = Transfer::get(*m_there, path("c"), "/nonexistent/folder/c");
        result = wait(*unwritten);
        QCOMPARE(result->error().code, Errc::Io);
    }

    void cancelingLeavesBothSidesAsTheyWere() {
        fakes::DelayProxy wire(m_case.sshd.port(), 20ms);
        ssh::Target to = m_case.through(wire);
        const auto slow = m_case.loggedIn(to);
        QVERIFY(slow);
        file("kept", "as it was");
        const QString big = file("big", random(20 * 1024 * 1024));
        const auto put = Transfer::put(*slow, big, path("kept"));
        QTRY_VERIFY_WITH_TIMEOUT(put->done() > 0, 10'000);
        QVERIFY(!leftovers().isEmpty());
        std::optional<Result<void>> ended;
        connect(put.get(), &Transfer::finished, put.get(), [&](const Result<void>& how) { ended = how; });
        put->cancel();
        QVERIFY(ended);
        QCOMPARE(ended->error().code, Errc::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(leftovers().isEmpty(), 10'000);
        QCOMPARE(bytes(path("kept")), QByteArray("as it was"));
        auto left = Transfer::put(*slow, big, path("kept"));
        QTRY_VERIFY_WITH_TIMEOUT(left->done() > 0, 10'000);
        left.reset(); // the tab was closed
        QTRY_VERIFY_WITH_TIMEOUT(leftovers().isEmpty(), 10'000);
        QCOMPARE(bytes(path("kept")), QByteArray("as it was"));
        const auto get = Transfer::get(*slow, big, path("kept"));
        QTRY_VERIFY_WITH_TIMEOUT(get->done() > 0, 10'000);
        get->cancel();
        QCOMPARE(bytes(path("kept")), QByteArray("as it was"));
        QVERIFY(leftovers().isEmpty());
    }

    void aLostConnectionEndsTheTransferInASentence() {
        fakes::DelayProxy wire(m_case.sshd.port(), 20ms);
        ssh::Target to = m_case.through(wire);
        const auto slow = m_case.loggedIn(to);
        QVERIFY(slow);
        const auto get = Transfer::get(*slow, file("big", random(20 * 1024 * 1024)), path("half"));
        QTRY_VERIFY_WITH_TIMEOUT(get->done() > 0, 10'000);
        std::optional<Result<void>> ended;
        connect(get.get(), &Transfer::finished, get.get(), [&](const Result<void>& how) { ended = how; });
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(ended, 10'000);
        QCOMPARE(ended->error().code, Errc::Unreachable);
        QVERIFY(!QFile::exists(path("half")));
    }

    void aLostConnectionOnlyInterruptsWhatWaits_data() {
        QTest::addColumn<bool>("puts");
        QTest::newRow("up") << true;
        QTest::newRow("down") << false;
    }
    void aLostConnectionOnlyInterruptsWhatWaits() {
        QFETCH(bool, puts);
        fakes::DelayProxy wire(m_case.sshd.port(), 20ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.loggedIn(to);
        QVERIFY(there);
        const QByteArray much = random(20 * 1024 * 1024);
        const QString big = file("big", much);
        QFile::remove(path("moved"));
        const auto moved =
            puts ? Transfer::put(*there, big, path("moved")) : Transfer::get(*there, big, path("moved"));
        moved->setWaits(true);
        QSignalSpy interrupted(moved.get(), &Transfer::interrupted);
        std::optional<Result<void>> ended;
        connect(moved.get(), &Transfer::finished, moved.get(), [&](const auto& how) { ended = how; });
        quint64 before = 0;
        for (int cuts = 1; cuts <= 3; ++cuts) {
            QTRY_VERIFY_WITH_TIMEOUT(moved->done() > before + 1024 * 1024, 20'000);
            wire.cut();
            QTRY_COMPARE_WITH_TIMEOUT(interrupted.size(), cuts, 10'000);
            QVERIFY(moved->done() > 0 && !ended);
            before = moved->done();
            QVERIFY(!QFile::exists(path("moved"))); // not half of it
            there = m_case.loggedIn(to);
            QVERIFY(there);
            moved->goOn(Transfer::serverOf(*there));
        }
        QTRY_VERIFY_WITH_TIMEOUT(ended, 60'000);
        QVERIFY(ended->ok());
        QVERIFY(bytes(path("moved")) == much);
        QVERIFY(leftovers().isEmpty());
    }

    void aFileThatChangedMeanwhileStartsAnew() {
        fakes::DelayProxy wire(m_case.sshd.port(), 20ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.loggedIn(to);
        const QString big = file("big", random(20 * 1024 * 1024));
        const auto get = Transfer::get(*there, big, path("got"));
        get->setWaits(true);
        const QSignalSpy interrupted(get.get(), &Transfer::interrupted);
        QTRY_VERIFY_WITH_TIMEOUT(get->done() > 1024 * 1024, 20'000);
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(interrupted.size(), 1, 10'000);
        const QByteArray other = random(3 * 1024 * 1024);
        file("big", other);
        there = m_case.loggedIn(to);
        std::optional<Result<void>> ended;
        connect(get.get(), &Transfer::finished, get.get(), [&](const auto& how) { ended = how; });
        get->goOn(Transfer::serverOf(*there));
        QTRY_VERIFY_WITH_TIMEOUT(ended, 30'000);
        QVERIFY(ended->ok());
        QVERIFY(bytes(path("got")) == other);
    }

    void aFullDiskIsSaidWithItsRoomAndLeavesNothingHalf() {
        const QString small = path("small");
        QVERIFY(QDir().mkpath(small));
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=1m", "tmpfs", small}) != 0)
            QSKIP("no small disk can be made here");
        const auto unmount = qScopeGuard([&] { QProcess::execute("umount", {small}); });
        const QString big = file("big", random(3 * 1024 * 1024));
        auto put = Transfer::put(*m_there, big, small + "/big");
        auto result = wait(*put); // the host says beforehand that there is no room
        QCOMPARE(result->error().code, Errc::DiskFull);
        QCOMPARE(put->done(), quint64(0));
        auto get = Transfer::get(*m_there, big, small + "/got");
        result = wait(*get);
        QCOMPARE(result->error().code, Errc::DiskFull);
        QVERIFY(result->error().sentence.contains("this computer"));
        QVERIFY(QDir(small).isEmpty());
    }

    void aDiskThatFillsUpOnTheWayIsSaidAsWell() {
        const QString small = path("small2");
        QVERIFY(QDir().mkpath(small));
        if (QProcess::execute("mount", {"-t", "tmpfs", "-o", "size=8m", "tmpfs", small}) != 0)
            QSKIP("no small disk can be made here");
        const auto unmount = qScopeGuard([&] { QProcess::execute("umount", {small}); });
        fakes::DelayProxy wire(m_case.sshd.port(), 20ms);
        ssh::Target to = m_case.through(wire);
        const auto slow = m_case.loggedIn(to);
        QVERIFY(slow);
        const auto put = Transfer::put(*slow, file("big", random(6 * 1024 * 1024)), small + "/big");
        QTRY_VERIFY_WITH_TIMEOUT(put->done() > 0, 10'000);
        QFile other(small + "/other"); // somebody else is quicker
        QVERIFY(other.open(QIODevice::WriteOnly));
        const QByteArray block(64 * 1024, 'x');
        while (other.write(block) == block.size() && other.flush()) {}
        const auto result = wait(*put);
        QCOMPARE(result->error().code, Errc::DiskFull);
        other.close();
        QTRY_COMPARE_WITH_TIMEOUT(QDir(small).entryList(QDir::Files), QStringList{"other"}, 10'000);
    }

    void aHostWithoutAFileServerIsSaid() {
        fakes::Sshd plain;
        QVERIFY2(plain.start(), qPrintable(plain.reason()));
        const auto there = m_case.loggedIn(m_case.targetOf(plain));
        QVERIFY(there);
        const auto get = Transfer::get(*there, "/etc/hostname", path("x"));
        const auto result = wait(*get);
        QCOMPARE(result->error().code, Errc::Unsupported);
    }

    void aShellBesideATransferStaysQuick() {
        const auto put = Transfer::put(*m_there, file("big", random(40 * 1024 * 1024)), path("copy"));
        std::optional<Result<void>> result;
        connect(put.get(), &Transfer::finished, put.get(), [&](const Result<void>& how) { result = how; });
        fakes::StreamReader shell(m_there->openShell(80, 24));
        shell.stream->write("echo while\" \"it runs\n");
        QVERIFY(shell.waitFor("while it runs"));
        QTRY_VERIFY_WITH_TIMEOUT(result, 30'000);
        QVERIFY(result->ok());
    }
};

QTEST_GUILESS_MAIN(tst_Transfer)
#include "tst_Transfer.moc"
