#include "core/pack/Shelf.h"
#include "tests/fakes/PackMaker.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QtTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace understudy;
using namespace understudy::pack;

namespace {

/// The real disk, until a number of steps is used up: from then on nothing can be written, as after a power
/// cut, or only that one step fails.
class StepDisk final : public Disk {
public:
    explicit StepDisk(int steps, bool once)
        : m_left(steps)
        , m_once(once) {}
    Result<void> makeFolder(const QString& path) override {
        return step() ? m_disk.makeFolder(path) : failure();
    }
    Result<void> write(const QString& path, const QByteArray& bytes) override {
        if (step())
            return m_disk.write(path, bytes);
        (void)m_disk.write(path, bytes.left(bytes.size() / 2)); // what a power cut leaves
        return failure();
    }
    Result<void> settle(const QString& folder) override { return step() ? m_disk.settle(folder) : failure(); }
    Result<void> rename(const QString& from, const QString& to) override {
        return step() ? m_disk.rename(from, to) : failure();
    }
    Result<void> remove(const QString& folder) override { return step() ? m_disk.remove(folder) : failure(); }
    qint64 freeBytes(const QString& folder) const override {
        return free >= 0 ? free : m_disk.freeBytes(folder);
    }
    bool failed() const { return m_left < 0; }
    qint64 free = -1;

private:
    bool step() { return m_left-- > 0 || (m_once && m_left < -1); }
    static Error failure() { return {Errc::Io, QStringLiteral("The disk failed. Try again."), {}}; }

    RealDisk m_disk;
    int m_left;
    bool m_once;
};

} // namespace

/// Installs updates, and stops in the middle of it.
class TestShelf final : public QObject {
    Q_OBJECT

    /// In memory where that is to be had: elsewhere every step waits for what other programs write, too.
    static QString place() {
        return (QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm")
                                                                   : QDir::tempPath()) +
               QStringLiteral("/understudy-shelf-XXXXXX");
    }

    const QString m_course = QStringLiteral("small");
    const Volume m_builtIn{{}, QStringLiteral("1.0.0"), 3};
    fakes::PackMaker m_maker;
    RealDisk m_disk;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_two, m_three, m_four; ///< files of 1.2.0 to 1.4.0

    QString folder() const { return m_dir->filePath(QStringLiteral("courses/small")); }
    Shelf shelf() { return Shelf(folder(), m_course, m_disk); }
    /// The sentence of the refusal; empty when it was installed.
    QString install(const QString& file, Disk& disk) {
        Shelf shelf(folder(), m_course, disk);
        course::PackRefusal why;
        const auto made = shelf.install(file, m_maker.keys(), shelf.current().value_or(m_builtIn), why);
        if (!made.ok() && why.error.sentence != made.error().sentence)
            return QStringLiteral("the refusal says something else");
        return made.ok() ? QString() : made.error().sentence;
    }
    QString install(const QString& file) { return install(file, m_disk); }
    QString version() { return shelf().current() ? shelf().current()->version : QStringLiteral("built-in"); }
    bool isWhole() {
        const auto now = shelf().current();
        return !now || course::Library::prove(now->folder, m_maker.keys(), 0).ok();
    }
    QStringList inside() const {
        auto names =
            QDir(folder()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
        names.removeAll(QStringLiteral("lock"));
        return names;
    }

private Q_SLOTS:
    void initTestCase() {
        m_two = m_maker.archive(QStringLiteral("1.2.0"), 5);
        m_three = m_maker.archive(QStringLiteral("1.3.0"), 6);
        m_four = m_maker.archive(QStringLiteral("1.4.0"), 7);
    }
    void init() { m_dir = std::make_unique<QTemporaryDir>(place()); }

    void anUpdateIsInUseAndTheOneBeforeIsKept() {
        QVERIFY(!shelf().isUsed());
        QCOMPARE(install(m_two), QString());
        QCOMPARE(version(), QStringLiteral("1.2.0"));
        QVERIFY(isWhole());
        QVERIFY(!shelf().previous()); // the built-in one
        QCOMPARE(install(m_three), QString());
        QCOMPARE(version(), QStringLiteral("1.3.0"));
        QCOMPARE(shelf().previous()->version, QStringLiteral("1.2.0"));
        QCOMPARE(install(m_four), QString());
        QCOMPARE(shelf().previous()->version, QStringLiteral("1.3.0"));
        QCOMPARE(inside(), (QStringList{"1.3.0-6", "1.4.0-7", "current"}));
        QVERIFY(isWhole());
    }

    void oneGoesBackAndForward() {
        QVERIFY(!shelf().goBack().ok());
        QCOMPARE(install(m_two), QString());
        QVERIFY(shelf().goBack().ok());
        QCOMPARE(version(), QStringLiteral("built-in"));
        QCOMPARE(shelf().previous()->version, QStringLiteral("1.2.0"));
        QVERIFY(shelf().goBack().ok());
        QCOMPARE(version(), QStringLiteral("1.2.0"));
        QVERIFY(shelf().goBack().ok());
        QCOMPARE(install(m_two), QString()); // from the file again
        QCOMPARE(version(), QStringLiteral("1.2.0"));
        QCOMPARE(install(m_three), QString());
        QVERIFY(shelf().goBack().ok());
        QCOMPARE(version(), QStringLiteral("1.2.0"));
        QVERIFY(isWhole());
    }

    void theNumberHasToRise() {
        QCOMPARE(install(m_three), QString());
        QVERIFY(install(m_three).contains(QStringLiteral("the one you have already")));
        QVERIFY(install(m_two).contains(
            QStringLiteral("1.2.0 (number 5) is not newer than the one you have, 1.3.0")));
        QCOMPARE(version(), QStringLiteral("1.3.0"));
        const fakes::PackMaker other;
        QVERIFY(
            install(other.archive(QStringLiteral("2.0.0"), 50)).contains(QStringLiteral("does not know")));
        Shelf elsewhere(folder(), QStringLiteral("other"), m_disk);
        course::PackRefusal why;
        const auto made = elsewhere.install(m_four, m_maker.keys(), m_builtIn, why);
        QVERIFY(!made.ok());
        QVERIFY(made.error().sentence.contains(QStringLiteral("another course (small)")));
        QCOMPARE(version(), QStringLiteral("1.3.0"));
    }

    void spaceIsCountedBeforeAnythingIsWritten() {
        StepDisk small(1000, false);
        small.free = 10 * 1024 * 1024;
        const QString said = install(m_two, small);
        QVERIFY2(said.startsWith(
                     QStringLiteral("The update needs 65 MiB, and this disk has 10 MiB free. Free 55 MiB")),
                 qPrintable(said));
        QVERIFY(inside().isEmpty());
        QCOMPARE(version(), QStringLiteral("built-in"));
    }

    void aPowerCutAfterAnyStepLeavesTheOldOrTheNew() {
        int olds = 0, news = 0;
        for (int steps = 0;; ++steps) {
            m_dir = std::make_unique<QTemporaryDir>(place());
            QCOMPARE(install(m_two), QString());
            StepDisk disk(steps, false);
            const QString said = install(m_three, disk);
            (version() == QStringLiteral("1.3.0") ? news : olds) += 1;
            QVERIFY2(version() == QStringLiteral("1.3.0") || !said.isEmpty(), "installed and is not there");
            QVERIFY2(isWhole(), qPrintable(QString::number(steps)));
            QVERIFY(shelf().isUsed());
            shelf().tidy();
            for (const QString& name : inside())
                QVERIFY2((QStringList{"1.2.0-5", "1.3.0-6", "current"}).contains(name), qPrintable(name));
            QVERIFY(inside().size() >= 2);
            if (version() == QStringLiteral("1.2.0"))
                QCOMPARE(install(m_three), QString()); // and the next try works
            if (!disk.failed())
                break;
        }
        qInfo("after %d steps the old one, after %d the new one", olds, news);
        QVERIFY(olds > 15 && news >= 1);
    }

    void aStepThatFailsIsToldAndChangesNothing() {
        for (int step = 0;; ++step) {
            m_dir = std::make_unique<QTemporaryDir>(place());
            QCOMPARE(install(m_two), QString());
            StepDisk disk(step, true);
            const QString said = install(m_three, disk);
            QCOMPARE(version(), said.isEmpty() ? QStringLiteral("1.3.0") : QStringLiteral("1.2.0"));
            QVERIFY(isWhole());
            if (!disk.failed())
                break;
        }
    }

    void aKilledUpdateLeavesTheOldOrTheNew() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(install(m_two), QString());
        const auto whole = static_cast<int>(clock.nsecsElapsed() / 1000);
        int news = 0;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(QDir(folder()).removeRecursively());
            QCOMPARE(install(m_two), QString());
            const int moment = random.bounded(2 * whole);
            const pid_t child = fork();
            if (child == 0) {
                (void)install(m_three);
                _exit(0);
            }
            ::usleep(static_cast<useconds_t>(moment));
            ::kill(child, SIGKILL);
            QCOMPARE(::waitpid(child, nullptr, 0), child);
            QVERIFY(isWhole());
            news += version() == QStringLiteral("1.3.0");
            QVERIFY(version() == QStringLiteral("1.3.0") || version() == QStringLiteral("1.2.0"));
            shelf().tidy(); // the lock of a dead update holds nobody up
            QVERIFY(!inside().contains(QStringLiteral("new")));
            if (version() == QStringLiteral("1.2.0"))
                QCOMPARE(install(m_three), QString());
        }
        qInfo("killed 100 times within %d us: %d times the new one was there", 2 * whole, news);
    }

    void aDamagedShelfMeansTheBuiltInOne() {
        QCOMPARE(install(m_two), QString());
        for (const char* lines : {"", "../..\n-\n", "1.2.0-5", "no\nno\n", "\xff\xff", "/etc\n/etc\n"}) {
            fakes::writeFile(folder() + QStringLiteral("/current"), lines);
            QVERIFY(!shelf().current() || shelf().current()->version == QStringLiteral("1.2.0"));
            QVERIFY(!shelf().previous());
        }
        QVERIFY(QFile::link(QStringLiteral("/etc"), folder() + QStringLiteral("/9.9.9-9")));
        fakes::writeFile(folder() + QStringLiteral("/current"), "9.9.9-9\n-\n");
        QVERIFY(!shelf().current());
    }

    void anUpdateThatIsGoingOnIsNotDisturbed() {
        QCOMPARE(install(m_two), QString());
        const FileLock lock(folder() + QStringLiteral("/lock"));
        QVERIFY(lock.isHeld());
        QVERIFY(install(m_three).contains(QStringLiteral("Another update")));
        QVERIFY(!shelf().goBack().ok());
        shelf().tidy();
        QCOMPARE(version(), QStringLiteral("1.2.0"));
    }
};

QTEST_GUILESS_MAIN(TestShelf)
#include "tst_Shelf.moc"
