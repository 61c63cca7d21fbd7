#include "app/threads/Workers.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <semaphore>
#include <unistd.h>

using namespace understudy;

namespace {

/// Address space of this program in MB; a thread nobody joined keeps its 8 MB of stack.
qint64 spaceTaken() {
    QFile statm(QStringLiteral("/proc/self/statm"));
    const bool open = statm.open(QIODevice::ReadOnly);
    return open ? statm.readLine().split(' ').first().toLongLong() * ::sysconf(_SC_PAGESIZE) >> 20 : 0;
}

} // namespace

/// Logins come and go all day in a window that stays open: their threads must not stay with it.
class tst_Workers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBodyHasEndedWhenItIsGone() {
        std::atomic<int> ended = 0;
        {
            app::Workers workers;
            for (int i = 0; i < 20; ++i)
                workers.start("body", [&] { ++ended; });
        }
        QCOMPARE(ended.load(), 20);
    }

    void aThreadMayStartAnotherWhileTheProgramEnds() {
        std::atomic<int> depth = 0;
        std::function<void()> deeper;
        {
            app::Workers workers;
            deeper = [&] {
                if (++depth < 10)
                    workers.start("deeper", deeper);
            };
            workers.start("deeper", deeper);
        }
        QCOMPARE(depth.load(), 10);
    }

    void threadsThatEndedAreNotKept() {
        app::Workers workers;
        const auto runOne = [&] {
            std::binary_semaphore done(0);
            workers.start("short", [&] { done.release(); });
            done.acquire();
        };
        for (int i = 0; i < 20; ++i)
            runOne();
        const qint64 before = spaceTaken();
        QVERIFY(before > 0);
        for (int i = 0; i < 200; ++i)
            runOne();
        QVERIFY2(spaceTaken() - before < 200 * 8 / 2, qPrintable(QString::number(spaceTaken() - before)));
    }

    void manyThreadsMayStartSomeAtOnce() {
        std::atomic<int> ended = 0;
        {
            app::Workers workers;
            for (int i = 0; i < 8; ++i)
                workers.start("starter", [&] {
                    for (int j = 0; j < 50; ++j)
                        workers.start("started", [&] { ++ended; });
                });
        }
        QCOMPARE(ended.load(), 8 * 50);
    }

    void aThreadCarriesItsNameIntoTheDebugger() {
        QByteArray name(32, '\0');
        {
            app::Workers workers;
            workers.start("ssh to a host with a long name",
                          [&] { ::pthread_getname_np(pthread_self(), name.data(), 32); });
        }
        QCOMPARE(QByteArray(name.constData()), QByteArray("ssh to a host w"));
    }
};

QTEST_GUILESS_MAIN(tst_Workers)
#include "tst_Workers.moc"
