#include "core/journal/Journal.h"
#include "tests/fakes/PowerCutDisk.h"
#include "tests/fakes/PushedClock.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::journal;
using fakes::PowerCutDisk;

/// The journal on a disk that loses its power or reports errors. Seed by UNDERSTUDY_SEED=n.
class TestPowerCut : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    quint32 m_seed = 0;

    static QJsonObject answer(int n) {
        return {{"question", QString::number(n)}, {"response", QString(20 + n * 37 % 700, 'r')}};
    }
    static quint32 seed() {
        bool given = false;
        const quint32 wanted = qEnvironmentVariable("UNDERSTUDY_SEED").toUInt(&given);
        return given ? wanted : QRandomGenerator::global()->generate();
    }

private Q_SLOTS:
    void initTestCase() {
        m_seed = seed();
        qInfo() << "seed" << m_seed;
    }

    void threeHundredPowerCutsLoseNoAcknowledgedAnswer() {
        PowerCutDisk disk(m_seed);
        QRandomGenerator random(m_seed);
        int acknowledged = 0, lost = 0, corrupt = 0, more = 0;
        for (int cut = 0; cut < 300; ++cut) {
            QTemporaryDir dir;
            disk.restart();
            // A short one may hit the making of the file itself, a long one a checkpoint.
            disk.cutAfter(random.bounded(cut % 4 ? 1200 : 9000));
            std::vector<Id> shown;
            {
                auto journal =
                    Journal::open(dir.filePath("live/journal.db"), m_clock, m_ids, PowerCutDisk::vfs());
                for (int n = 0; journal && !disk.isOut(); ++n) {
                    const auto fact = (*journal)->append(kind::Answered, answer(n));
                    if (fact)
                        shown.push_back(fact->id);
                    if (n % 7 == 0)
                        (void)(*journal)->setValue("draft", QString::number(n)).ok();
                }
                disk.surviveTo(dir.filePath("after").toStdString());
            }
            acknowledged += int(shown.size());
            auto journal = Journal::open(dir.filePath("after/journal.db"), m_clock, m_ids);
            if (!journal || !(*journal)->notice().isEmpty() || !(*journal)->check()) {
                ++corrupt;
                continue;
            }
            const auto entries = (*journal)->after(0);
            QVERIFY(entries);
            for (std::size_t i = 0; i < shown.size(); ++i)
                lost += i >= entries->size() || entries->at(i).fact.id != shown[i];
            more += int(entries->size() > shown.size());
        }
        qInfo() << acknowledged << "answers acknowledged in 300 cuts," << lost << "lost," << corrupt
                << "corrupt," << more << "cuts kept one that was not acknowledged";
        QVERIFY(acknowledged > 5000);
        QCOMPARE(lost, 0);
        QCOMPARE(corrupt, 0);
    }

    void eachIoErrorIsToldAndARetrySaves_data() {
        QTest::addColumn<int>("fault");
        QTest::newRow("I/O error") << int(PowerCutDisk::Fault::Io);
        QTest::newRow("disk full") << int(PowerCutDisk::Fault::Full);
    }

    void eachIoErrorIsToldAndARetrySaves() {
        QFETCH(int, fault);
        PowerCutDisk disk(m_seed);
        constexpr int answers = 30;
        int met = 0, told = 0;
        for (long index = 0;; ++index) {
            QTemporaryDir dir;
            disk.restart();
            disk.failOnceAt(index, PowerCutDisk::Fault(fault));
            const QString path = dir.filePath("journal.db");
            auto journal = Journal::open(path, m_clock, m_ids, PowerCutDisk::vfs());
            if (!journal) {
                ++told;
                QVERIFY(journal.error().code == Errc::Io || journal.error().code == Errc::DiskFull);
                journal = Journal::open(path, m_clock, m_ids, PowerCutDisk::vfs());
                QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
            }
            for (int n = 0; n < answers; ++n) {
                auto fact = (*journal)->append(kind::Answered, answer(n));
                if (!fact) {
                    ++told;
                    QCOMPARE(fact.error().code,
                             fault == int(PowerCutDisk::Fault::Full) && fact.error().code == Errc::DiskFull
                                 ? Errc::DiskFull
                                 : Errc::Io);
                    QCOMPARE(*(*journal)->lastSeq(), n); // nothing half-written
                    fact = (*journal)->append(kind::Answered, answer(n));
                    QVERIFY2(fact, fact ? "" : qPrintable(fact.error().detail));
                }
            }
            QCOMPARE((*journal)->after(0)->size(), std::size_t(answers));
            QCOMPARE(*(*journal)->unsentCount(), answers);
            QVERIFY((*journal)->check());
            const bool hit = disk.hasFailed();
            journal = Error{};
            if (!hit)
                break;
            ++met;
        }
        qInfo() << met << "places of failure," << told << "of them told";
        QVERIFY(met > 60);
    }

    void aDiskThatStaysFullKeepsTheAnswerUnticked() {
        PowerCutDisk disk(m_seed);
        QTemporaryDir dir;
        auto journal = Journal::open(dir.filePath("journal.db"), m_clock, m_ids, PowerCutDisk::vfs());
        QVERIFY(journal);
        for (int i = 0; i < 50; ++i) {
            disk.failOnceAt(0, PowerCutDisk::Fault::Full);
            const auto fact = (*journal)->append(kind::Answered, answer(i));
            QVERIFY(!fact);
            QCOMPARE(fact.error().code, Errc::DiskFull);
        }
        QCOMPARE(*(*journal)->lastSeq(), 0);
        QVERIFY((*journal)->append(kind::Answered, answer(0)));
        QVERIFY((*journal)->check());
    }
};

QTEST_GUILESS_MAIN(TestPowerCut)
#include "tst_PowerCut.moc"
