#include "core/journal/Journal.h"
#include "core/journal/Place.h"
#include "core/journal/Schema.h"
#include "tests/fakes/PushedClock.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::journal;

class TestJournal : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    QTemporaryDir m_dir;
    QString m_path;

    std::unique_ptr<Journal> opened() {
        auto journal = Journal::open(m_path, m_clock, m_ids);
        if (!journal)
            qFatal("%s %s", qPrintable(journal.error().sentence), qPrintable(journal.error().detail));
        return std::move(journal).value();
    }
    static QJsonObject page(const QString& id) { return {{"page", id}, {"seconds", 30}}; }
    Fact foreign(const char* device, qint64 number) {
        Fact fact{m_ids.next(), QLatin1String(kind::PageRead), m_clock.now(),
                  60,           QLatin1String(device),         number,
                  page("x")};
        return fact;
    }
    /// Runs SQL as another program with the file would.
    QString sql(const char* statement) {
        try {
            SQLite::Database database(m_path.toStdString(), SQLite::OPEN_READWRITE);
            database.exec(statement);
            return {};
        } catch (const SQLite::Exception& thrown) {
            return QString::fromUtf8(thrown.what());
        }
    }

private Q_SLOTS:
    void init() { m_path = m_dir.filePath(m_ids.next() + "/journal.db"); }

    void whatWasWrittenIsThereAfterRestart() {
        Id device;
        Fact written;
        {
            auto journal = opened();
            m_clock.setOffset(60);
            auto fact = journal->append(kind::PageRead, page("01-architecture/multi-region"));
            QVERIFY(fact);
            written = *fact;
            device = journal->device();
            QVERIFY(isUuid(device));
        }
        auto journal = opened();
        QCOMPARE(journal->device(), device);
        const auto all = journal->after(0);
        QVERIFY(all);
        QCOMPARE(all->size(), std::size_t(1));
        QCOMPARE(all->front().seq, 1);
        QVERIFY(all->front().mine);
        QCOMPARE(all->front().fact, written);
        QCOMPARE(written.deviceSeq, 1);
        QCOMPARE(written.offsetMinutes, 60);
        QCOMPARE(written.at, m_clock.now());
        QVERIFY(journal->notice().isEmpty());
        QVERIFY(journal->check());
    }

    void theFileIsSetUpForPowerCuts() {
        opened();
        SQLite::Database database(m_path.toStdString(), SQLite::OPEN_READWRITE);
        QCOMPARE(database.execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
        QCOMPARE(database.execAndGet("PRAGMA application_id").getInt(), applicationId);
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), steps().back().version);
        QCOMPARE(database.execAndGet("SELECT strict FROM pragma_table_list WHERE name = 'fact'").getInt(), 1);
    }

    void aFactCanNeitherBeChangedNorTakenBack() {
        auto journal = opened();
        QVERIFY(journal->append(kind::PageRead, page("a")));
        QVERIFY(sql("UPDATE fact SET kind = 'other'").contains("never changed"));
        QVERIFY(sql("DELETE FROM fact").contains("never deleted"));
        QCOMPARE(journal->after(0)->front().fact.kind, QString(kind::PageRead));
    }

    void aChangeBehindOurBackIsFound() {
        auto journal = opened();
        for (int i = 0; i < 3; ++i)
            QVERIFY(journal->append(kind::PageRead, page(QString::number(i))));
        QVERIFY(journal->check());
        QVERIFY(
            sql("DROP TRIGGER fact_is_never_changed; UPDATE fact SET body = '{}' WHERE seq = 2").isEmpty());
        const auto checked = journal->check();
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, Errc::Corrupt);
    }

    void twoJournalsOnOneFileNumberWithoutGaps() {
        auto one = opened();
        auto two = opened();
        QCOMPARE(one->device(), two->device());
        for (int i = 0; i < 20; ++i)
            QVERIFY((i % 3 ? one : two)->append(kind::PageRead, page(QString::number(i))));
        const auto all = one->after(0);
        QCOMPARE(all->size(), std::size_t(20));
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(all->at(i).fact.deviceSeq, static_cast<qint64>(i + 1));
        QVERIFY(one->check());
    }

    void whatOneDeviceCouldWriteEveryOtherTakes() {
        const Instant before = m_clock.now();
        m_clock.set(*fromIso("1970-01-02T00:00:00.000Z")); // an empty battery
        auto journal = opened();
        const auto early = journal->append(kind::NoteWritten, {{"text", "x"}});
        QVERIFY(early);
        m_clock.set(before);
        QString text((1 << 20) - 20, u'x');
        const auto longest = journal->append(kind::NoteWritten, {{"text", text}});
        QVERIFY(longest);
        text += QString(20, u'x');
        const auto refused = journal->append(kind::NoteWritten, {{"text", text}});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Errc::BadInput);
        QVERIFY(refused.error().sentence.contains("Shorten it"));
        QCOMPARE(journal->after(0)->size(), std::size_t(2));

        m_path = m_dir.filePath(m_ids.next() + "/journal.db");
        auto other = opened();
        QCOMPARE(*other->merge({*early, *longest}), 2);
        QCOMPARE(other->after(0)->front().fact, *early);
    }

    void factsOfOtherDevicesComeInOnce() {
        auto journal = opened();
        int told = 0;
        journal->changed = [&] { ++told; };
        QVERIFY(journal->append(kind::PageRead, page("a")));
        const std::vector<Fact> facts = {foreign("b", 1), foreign("b", 2), foreign("b", 2)};
        QCOMPARE(*journal->merge(facts, {{"pull-cursor", "7"}}), 3);
        QCOMPARE(*journal->merge(facts), 0);
        QCOMPARE(told, 2);
        QCOMPARE(*journal->value("pull-cursor"), QString("7"));
        QCOMPARE(*journal->lastSeq(), 4);
        QVERIFY(!journal->after(1)->front().mine);
        QCOMPARE(journal->after(1)->front().fact, facts[0]);
        QVERIFY(journal->check());
    }

    void aHostileFactFromOutsideIsLeftOut() {
        auto journal = opened();
        Fact noId = foreign("b", 1), badKind = foreign("b", 1), badDevice = foreign("b", 1),
             huge = foreign("b", 1);
        noId.id = "'; DROP TABLE fact; --";
        badKind.kind = "page-read\nx";
        badDevice.device = "two words";
        huge.body["x"] = QString(2 << 20, 'x');
        QCOMPARE(*journal->merge({noId, badKind, badDevice, huge, foreign("b", 1)}), 1);
        QVERIFY(journal->check());
    }

    void whatSomebodyElseWroteUnderOurNameGivesThisJournalANewOne() {
        auto journal = opened();
        QVERIFY(journal->append(kind::PageRead, page("before")));
        const Id before = journal->device();
        int told = 0;
        journal->renamed = [&] { ++told; };
        Fact twin = foreign("x", 1); // the number is taken here, too
        twin.device = before;
        QCOMPARE(*journal->merge({foreign("b", 1)}), 1);
        QCOMPARE(told, 0);
        QCOMPARE(*journal->merge({twin}), 1);
        QCOMPARE(told, 1);
        QVERIFY(isUuid(journal->device()) && journal->device() != before);
        const auto next = journal->append(kind::PageRead, page("after"));
        QCOMPARE(next->device, journal->device());
        QCOMPARE(next->deviceSeq, 1);
        QCOMPARE(*journal->merge({twin}), 0);
        QCOMPARE(told, 1);
        QCOMPARE(*journal->unsentCount(), 2); // ours, under both names
        QVERIFY(journal->check());
    }

    void anotherConnectionWritesUnderTheNewNameToo() {
        auto journal = opened();
        auto other = opened();
        Fact twin = foreign("x", 1);
        twin.device = journal->device();
        QVERIFY(other->merge({twin}));
        QCOMPARE(journal->append(kind::PageRead, page("a"))->device, other->device());
        QCOMPARE(journal->device(), other->device());
    }

    void whatTheServerRefusedIsKeptWithItsWordsUntilItIsTriedAgain() {
        auto journal = opened();
        const auto fact = journal->append(kind::PageRead, page("a"));
        QVERIFY(journal->parked()->empty());
        QVERIFY(journal->park(fact->id, "context is not understood"));
        QCOMPARE(journal->parked()->size(), std::size_t(1));
        QCOMPARE(journal->parked()->front().fact, *fact);
        QCOMPARE(journal->parked()->front().reason, QString("context is not understood"));
        QVERIFY(journal->unsent(10)->empty());
        QVERIFY(journal->unpark());
        QVERIFY(journal->parked()->empty());
        QCOMPARE(journal->unsent(10)->front().fact, *fact);
    }

    void oneOfThoseThatWereRefusedCanBeTriedAgainAlone() {
        auto journal = opened();
        const auto one = journal->append(kind::PageRead, page("a"));
        const auto other = journal->append(kind::PageRead, page("b"));
        QVERIFY(journal->park(one->id, "no") && journal->park(other->id, "no"));
        QVERIFY(journal->unpark(other->id));
        QCOMPARE(journal->parked()->size(), std::size_t(1));
        QCOMPARE(journal->parked()->front().fact, *one);
        QCOMPARE(journal->unsent(10)->front().fact, *other);
    }

    void whatTheServerDoesNotHoldIsSentAgain() {
        auto journal = opened();
        std::vector<Id> ids;
        for (int i = 0; i < 4; ++i)
            ids.push_back(journal->append(kind::PageRead, page(QString::number(i)))->id);
        QVERIFY(journal->merge({foreign("b", 1)}));
        QVERIFY(journal->markSent({ids[0], ids[1], ids[2]}));
        QCOMPARE(*journal->resendAllBut({ids[1]}), 2); // neither another's nor what waits already
        QCOMPARE(*journal->unsentCount(), 3);
        QCOMPARE(*journal->unknown({ids[3], "0197-nobody"}), std::vector<Id>{"0197-nobody"});
    }

    void theOutboxHoldsWhatNoServerHas() {
        auto journal = opened();
        std::vector<Id> ids;
        for (int i = 0; i < 5; ++i)
            ids.push_back(journal->append(kind::PageRead, page(QString::number(i)))->id);
        QVERIFY(journal->merge({foreign("b", 1)}));
        QCOMPARE(*journal->unsentCount(), 5);
        QVERIFY(journal->markSent({ids[0], ids[1], ids[0]}));
        QVERIFY(journal->park(ids[3], "Statement is not valid"));
        QCOMPARE(*journal->unsentCount(), 2);
        QCOMPARE(*journal->parkedCount(), 1);
        const auto next = journal->unsent(1);
        QCOMPARE(next->size(), std::size_t(1));
        QCOMPARE(next->front().fact.id, ids[2]);
        QVERIFY(journal->forgetServer());
        QCOMPARE(*journal->unsentCount(), 6); // another device's too
        QCOMPARE(*journal->parkedCount(), 0);
    }

    void valuesAreKept() {
        {
            auto journal = opened();
            QCOMPARE(*journal->value("cursor"), QString());
            QVERIFY(journal->setValue("cursor", "1"));
            QVERIFY(journal->setValue("cursor", "2"));
        }
        QCOMPARE(*opened()->value("cursor"), QString("2"));
    }

    void aNewerFileIsLeftAlone() {
        opened();
        QVERIFY(sql("PRAGMA user_version = 99").isEmpty());
        auto journal = Journal::open(m_path, m_clock, m_ids);
        QVERIFY(!journal);
        QCOMPARE(journal.error().code, Errc::Newer);
        QCOMPARE(QDir(QFileInfo(m_path).path()).entryList({"*damaged*"}).size(), 0);
    }

    void aForeignDatabaseIsLeftAlone() {
        QDir().mkpath(QFileInfo(m_path).path());
        {
            SQLite::Database other(m_path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            other.exec("CREATE TABLE recipes(name); INSERT INTO recipes VALUES('soup')");
        }
        auto journal = Journal::open(m_path, m_clock, m_ids);
        QVERIFY(!journal);
        QCOMPARE(journal.error().code, Errc::BadInput);
        SQLite::Database other(m_path.toStdString());
        QCOMPARE(other.execAndGet("SELECT name FROM recipes").getString(), std::string("soup"));
    }

    void aBusyJournalSaysSo() {
        auto journal = opened();
        SQLite::Database other(m_path.toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        const auto fact = journal->append(kind::PageRead, page("a")); // waits 5 s first
        QVERIFY(!fact);
        QCOMPARE(fact.error().code, Errc::Busy);
        other.exec("ROLLBACK");
        QVERIFY(journal->append(kind::PageRead, page("a")));
        QCOMPARE(*journal->lastSeq(), 1);
    }

    void anUpgradeKeepsACopyOfTheOldFile() {
        {
            auto journal = opened();
            QVERIFY(journal->append(kind::PageRead, page("a")));
        }
        auto wanted = steps();
        wanted.push_back({2, "CREATE TABLE later (x INTEGER) STRICT"});
        wanted.push_back({3, "ALTER TABLE later ADD COLUMN y INTEGER"});
        const QString copy = m_path + ".before";
        SQLite::Database database(m_path.toStdString(), SQLite::OPEN_READWRITE);
        QVERIFY(bringUpTo(database, wanted, copy));
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 3);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM fact").getInt(), 1);
        SQLite::Database old(copy.toStdString());
        QCOMPARE(old.execAndGet("PRAGMA user_version").getInt(), 1);
        QCOMPARE(old.execAndGet("SELECT count(*) FROM fact").getInt(), 1);
    }

    void networkDisksAndFatSticksAreRefused() {
        QCOMPARE(safetyOf(0x6969), Safety::Unsafe);
        QCOMPARE(safetyOf(0xff534d42UL), Safety::Unsafe);
        QCOMPARE(safetyOf(0xffffffffff534d42UL), Safety::Unsafe); // a sign-extended f_type
        QCOMPARE(safetyOf(0x4d44), Safety::Unsafe);
        QCOMPARE(safetyOf(0x65735546), Safety::Doubtful);
        QCOMPARE(safetyOf(0xef53), Safety::Safe);
        QCOMPARE(safetyOf(0x9123683e), Safety::Safe);
    }

    void aFolderThatCanNotBeMadeIsNamed() {
        auto journal = Journal::open("/proc/understudy/journal.db", m_clock, m_ids);
        QVERIFY(!journal);
        QVERIFY(!journal.error().sentence.isEmpty());
        QVERIFY(journal.error().detail.contains("/proc/understudy"));
    }

    void backupsAreThinnedToSevenDaysAndFourWeeks() {
        auto journal = opened();
        QVERIFY(journal->append(kind::PageRead, page("a")));
        const QString folder = QFileInfo(m_path).path() + "/backups";
        QString last;
        for (QDate day(2025, 9, 1); day <= QDate(2025, 11, 19); day = day.addDays(1)) {
            const auto made = journal->backup(folder, day);
            QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
            last = *made;
        }
        const QStringList names = QDir(folder).entryList(QDir::Files, QDir::Name | QDir::Reversed);
        QCOMPARE(names.size(), 11);
        QCOMPARE(names.first(), QString("journal-2025-11-19.db"));
        QCOMPARE(names.at(6), QString("journal-2025-11-13.db"));
        QCOMPARE(names.at(7), QString("journal-2025-11-12.db"));
        QCOMPARE(names.at(8), QString("journal-2025-11-09.db"));
        QCOMPARE(names.at(10), QString("journal-2025-10-26.db"));
        auto copy = Journal::open(last, m_clock, m_ids);
        QVERIFY(copy);
        QCOMPARE((*copy)->after(0)->size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_Journal.moc"
