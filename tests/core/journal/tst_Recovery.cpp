#include "core/journal/Journal.h"
#include "tests/fakes/PushedClock.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace understudy;
using namespace understudy::journal;

class TestRecovery : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    QTemporaryDir m_dir;
    QString m_path;

    Result<std::unique_ptr<Journal>> open() { return Journal::open(m_path, m_clock, m_ids); }
    /// A closed journal of @p count facts; returns their ids in order.
    std::vector<Id> filled(int count) {
        auto journal = open();
        std::vector<Id> ids;
        for (int i = 0; i < count; ++i)
            ids.push_back((*journal)->append(kind::PageRead, {{"page", QString(200, 'p')}, {"n", i}})->id);
        return ids;
    }
    void overwrite(qint64 at, const QByteArray& bytes) {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(at);
        QCOMPARE(file.write(bytes), bytes.size());
    }
    /// The page where fact @p number lies is gone.
    void damage(int number) {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto at = file.readAll().indexOf("\"n\":" + QByteArray::number(number) + ',');
        QVERIFY(at > 0);
        overwrite(at / 4096 * 4096, QByteArray(4096, char(0x5a)));
    }
    void leaveMark() {
        QFile mark(m_path + ".damaged"); // what a read that met the damage leaves behind
        QVERIFY(mark.open(QIODevice::WriteOnly));
    }
    QString backups() const { return QFileInfo(m_path).path() + "/backups"; }
    /// A copy of the closed journal among the backups.
    QString backUp(int day) {
        const QString made = backups() + QStringLiteral("/journal-2025-11-%1.db").arg(day);
        QDir().mkpath(backups());
        return QFile::copy(m_path, made) ? made : QString();
    }
    static std::set<Id> idsIn(const Journal& journal) {
        std::set<Id> ids;
        const auto all = journal.after(0);
        for (const Entry& entry : *all)
            ids.insert(entry.fact.id);
        return ids;
    }
    QStringList asides() const { return QDir(QFileInfo(m_path).path()).entryList({"*.damaged-*"}); }

private Q_SLOTS:
    void init() { m_path = m_dir.filePath(m_ids.next() + "/journal.db"); }

    void aFileOfGarbageIsSetAsideAndSaid() {
        QDir().mkpath(QFileInfo(m_path).path());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(20000, 'x'));
        file.close();
        auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QVERIFY((*journal)->notice().contains("nothing in it could be read"));
        QCOMPARE(asides().size(), 1);
        QCOMPARE(QFileInfo(QFileInfo(m_path).path() + "/" + asides().first()).size(), 20000);
        QVERIFY((*journal)->append(kind::PageRead, {}));
        QVERIFY((*journal)->check());
    }

    void damagedPagesCostTheirOwnEntriesOnly() {
        const auto ids = filled(400);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        const qint64 pages = QFileInfo(m_path).size() / 4096;
        for (int i = 0; i < 3; ++i) // pages from the middle of the file: leaves of the table or of an index
            overwrite(4096 * (pages / 3 + random.bounded(int(pages / 2))), QByteArray(4096, char(0xa5)));
        QFile mark(m_path + ".damaged"); // what a read that met the damage leaves behind
        QVERIFY(mark.open(QIODevice::WriteOnly));
        mark.close();
        auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        qInfo() << (*journal)->notice();
        const auto kept = (*journal)->after(0);
        QVERIFY(kept);
        QVERIFY(kept->size() > 300);
        std::set<Id> known(ids.begin(), ids.end());
        for (const Entry& entry : *kept)
            QVERIFY(known.count(entry.fact.id));
        QVERIFY((*journal)->notice().contains(QString::number(kept->size())));
        QVERIFY((*journal)->check());
        QCOMPARE(*(*journal)->unsentCount(), int(kept->size()));
        QCOMPARE(asides().size(), 1);
    }

    void readingDamageLeavesAMarkForTheNextStart() {
        filled(400);
        const qint64 pages = QFileInfo(m_path).size() / 4096;
        for (qint64 page = 12; page < pages - 12; ++page)
            overwrite(4096 * page, QByteArray(4096, char(0x5a)));
        {
            auto journal = open();
            if (journal && (*journal)->notice().isEmpty()) {
                const auto all = (*journal)->after(0);
                QVERIFY(!all);
                QCOMPARE(all.error().code, Errc::Corrupt);
                QVERIFY(QFile::exists(m_path + ".damaged"));
                journal->reset();
                journal = open();
                QVERIFY(journal);
            }
            QVERIFY(!(*journal)->notice().isEmpty());
        }
        auto journal = open();
        QVERIFY((*journal)->notice().isEmpty()); // said once
        QVERIFY((*journal)->after(0));
    }

    void noFileIsReplacedUnderAConnectionThatIsOpen() {
        filled(400);
        damage(150);
        auto window = open();
        QVERIFY(window);
        QVERIFY(!(*window)->after(0));
        QVERIFY(QFile::exists(m_path + ".damaged"));
        {
            const auto second = open(); // as sync does, on a thread of its own
            QVERIFY2(second, second ? "" : qPrintable(second.error().detail));
            QVERIFY(asides().isEmpty());
            QVERIFY((*second)->notice().isEmpty());
        }
        std::set<Id> answered;
        for (int i = 0; i < 20; ++i)
            answered.insert((*window)->append(kind::Answered, {{"n", 1000 + i}})->id);
        window->reset();
        window = open();
        QVERIFY2(window, window ? "" : qPrintable(window.error().detail));
        QCOMPARE(asides().size(), 1);
        QVERIFY(!(*window)->notice().isEmpty());
        const auto kept = idsIn(**window);
        QVERIFY(std::includes(kept.begin(), kept.end(), answered.begin(), answered.end()));
        QVERIFY((*window)->check());
    }

    void aFileThatCannotBeOpenedIsLeftToWhoHoldsItAlone() {
        filled(30);
        const auto window = open();
        QVERIFY(window);
        overwrite(0, QByteArray(100, 'x'));
        const auto second = open();
        QVERIFY(!second);
        QCOMPARE(second.error().code, Errc::Corrupt);
        QVERIFY(second.error().sentence.contains("start it again"));
        QVERIFY(asides().isEmpty());
        QVERIFY(QFile::exists(m_path + ".damaged"));
    }

    void aBackupThatCannotBeReadIsPassedOverForTheOneBefore() {
        const auto ids = filled(400);
        QVERIFY(!backUp(18).isEmpty());
        QFile newest(backUp(19));
        QVERIFY(newest.open(QIODevice::ReadWrite));
        QCOMPARE(newest.write(QByteArray(8192, char(0x5a))), 8192);
        newest.close();
        damage(150);
        damage(300);
        leaveMark();
        const auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QVERIFY2((*journal)->notice().contains("400 of 400"), qPrintable((*journal)->notice()));
        const auto kept = (*journal)->after(0);
        QCOMPARE(kept->size(), ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i)
            QCOMPARE((*kept)[i].fact.id, ids[i]); // each in its place
        QVERIFY((*journal)->check());
    }

    void whatAnEarlierRecoveryLostComesBackFromABackupOfBeforeIt() {
        const auto before = filled(400);
        QVERIFY(!backUp(17).isEmpty());
        QVERIFY(QFile::rename(backups(), backups() + "-away"));
        damage(150);
        leaveMark();
        std::set<Id> all(before.begin(), before.end());
        {
            const auto journal = open(); // it has other places for most facts from here on
            QVERIFY((*journal)->after(0)->size() < before.size());
            for (int i = 0; i < 5; ++i)
                all.insert((*journal)->append(kind::PageRead, {{"n", 1000 + i}})->id);
        }
        QVERIFY(QFile::rename(backups() + "-away", backups()));
        QVERIFY(!backUp(18).isEmpty());
        damage(300);
        leaveMark();
        const auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QCOMPARE((*journal)->after(0)->size(), all.size());
        QCOMPARE(idsIn(**journal), all);
        QVERIFY((*journal)->check());
    }

    void numbersGivenTwiceDoNotStopIt() {
        const auto before = filled(400);
        const QString early = m_path + ".early";
        QVERIFY(QFile::copy(m_path, early));
        std::set<Id> all(before.begin(), before.end());
        const auto addTo = [&](int count) {
            const auto journal = open();
            for (int i = 0; i < count; ++i)
                all.insert((*journal)->append(kind::PageRead, {{"n", 1000 + i}})->id);
        };
        addTo(5);
        QVERIFY(!backUp(18).isEmpty());
        QVERIFY(QFile::remove(m_path)); // somebody puts the early one in its place
        QVERIFY(QFile::rename(early, m_path));
        addTo(3);
        damage(150);
        leaveMark();
        const auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QCOMPARE(idsIn(**journal), all);
        QCOMPARE(*(*journal)->unsentCount(), int(all.size()));
        QVERIFY((*journal)->check());
    }

    void noIntactEntryIsLeftBehindForItsContent() {
        const Instant before = m_clock.now();
        m_clock.set(*fromIso("1970-01-02T00:00:00.000Z"));
        const auto early = filled(5);
        m_clock.set(before);
        filled(395);
        damage(350);
        leaveMark();
        const auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QVERIFY(!(*journal)->notice().isEmpty());
        const auto kept = idsIn(**journal);
        for (const Id& id : early)
            QVERIFY(kept.count(id));
    }

    void whatTheFileLostTheBackupGivesBack() {
        const auto ids = filled(50);
        Id device;
        {
            auto journal = open();
            QVERIFY((*journal)->setValue("quiz-draft", "b"));
            QVERIFY((*journal)->setValue("pull-cursor", "7"));
            device = (*journal)->device();
            QVERIFY((*journal)->backup(QFileInfo(m_path).path() + "/backups", QDate(2025, 11, 19)));
        }
        overwrite(0, QByteArray(int(QFileInfo(m_path).size()), '\0'));
        auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QCOMPARE((*journal)->after(0)->size(), ids.size());
        QCOMPARE((*journal)->after(0)->front().fact.id, ids.front());
        QCOMPARE(*(*journal)->value("quiz-draft"), QString("b"));
        QCOMPARE(*(*journal)->value("pull-cursor"), QString()); // everything is pulled again
        QVERIFY((*journal)->device() != device); // numbers given to lost facts are not given again
        QVERIFY((*journal)->check());
    }

    void anExchangeCutShortIsFinishedAtTheNextStart() {
        const auto ids = filled(30);
        // As a kill between the two renames leaves it: the new file complete, the old one already aside.
        overwrite(0, QByteArray(100, 'x'));
        { QVERIFY(open()); }
        const QString folder = QFileInfo(m_path).path();
        QVERIFY(QFile::rename(m_path, m_path + ".new"));
        auto journal = open();
        QVERIFY2(journal, journal ? "" : qPrintable(journal.error().detail));
        QVERIFY((*journal)->check());
        QVERIFY((*journal)->notice().contains("nothing in it could be read")); // said, though late
        QVERIFY(!QFile::exists(m_path + ".new"));
        QCOMPARE(QDir(folder).entryList({"*.damaged-*"}).size(), 1);
    }

    void aSecondDamageDoesNotOverwriteTheFirst() {
        filled(5);
        for (int i = 0; i < 2; ++i) {
            overwrite(0, QByteArray(200, 'x'));
            QVERIFY(open());
        }
        QCOMPARE(asides().size(), 2);
    }

    void anUnfinishedNewFileIsThrownAway() {
        const auto ids = filled(30);
        QFile part(m_path + ".new");
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.close();
        auto journal = open();
        QVERIFY(journal);
        QCOMPARE((*journal)->after(0)->size(), ids.size());
        QVERIFY(!QFile::exists(m_path + ".new"));
    }
};

QTEST_GUILESS_MAIN(TestRecovery)
#include "tst_Recovery.moc"
