#include "core/upkeep/Backup.h"

#include "core/store/SqliteSql.h"
#include "core/store/Writer.h"
#include "core/upkeep/TableCopy.h"

#include "tests/core/store/Form1.h"
#include "tests/core/store/OverheardSql.h"
#include "tests/core/store/StoreCase.h"
#include "tests/fakes/RealThreads.h"

#include <QDir>
#include <QFile>

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace understudy;
using namespace understudy::tests;
using upkeep::Backup;

class tst_Backup final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fakes::PushedClock m_clock;

    std::string file(const char* name) const {
        return (m_folder.path() + u'/' + QLatin1String(name)).toStdString();
    }
    void fill(store::Database& database, int first, int count) {
        std::vector<xapi::Draft> batch;
        for (int i = first; i < first + count; ++i)
            batch.push_back(statementOf(i));
        batch.front().attachments = {{"abc", "application/pdf", std::string("\0\xff", 2)}};
        QCOMPARE(appendTo(database.sql(), m_clock, batch), std::string());
    }
    /// Three statements, in the file "backup".
    void saveThree(const Place& source) {
        auto database = source.open();
        fill(*database, 1, 3);
        QVERIFY(Backup(source.address()).save(file("backup")));
    }
    static void addPeople(store::Database& database) {
        for (const char* name : {"anna", "ben"})
            QVERIFY(database.sql().run("INSERT INTO person (name, full_name, account, role, created) VALUES "
                                       "($1, $1, $1, 'trainee', 1)",
                                       {name}));
        QVERIFY(
            database.sql().run("INSERT INTO device (\"user\", person, device, label, hash, created) VALUES "
                               "('dev-1', 2, 'd', 'l', $1, 1)",
                               {store::Blob{std::string("\0\x01", 2)}}));
    }
    static QStringList ids(store::Database& database) {
        store::Query query{.ascending = true, .limit = 2000};
        query.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:a@b.example")};
        const auto page = store::Store(database.sql()).query(query);
        QStringList all;
        for (const auto& one : page->statements)
            all << QString::fromStdString(one.id + one.body);
        return all;
    }

private Q_SLOTS:
    void cleanup() {
        for (const auto& name : QDir(m_folder.path()).entryList(QDir::Files))
            QFile::remove(m_folder.filePath(name));
    }
    void whatWasSavedComesBack_data();
    void whatWasSavedComesBack();
    void aBackupIsOfOneMomentWhileOthersWrite();
    void dataIsNotReplacedUnasked_data() { Place::engines(); }
    void dataIsNotReplacedUnasked();
    void aDamagedFileIsNoBackup();
    void aFileThatIsThereIsLeftAlone();
    void aBackupOfTheFirstVersionIsTaken();
    void copyingMayTakeLongerThanServing();
    void whatIsLargeIsCopiedInSmallPortions();
    void nothingIsReplacedUnderARunningServer_data() { Place::engines(); }
    void nothingIsReplacedUnderARunningServer();
    void nothingIsReplacedUnderAProgramThatOnlyReads();
    void killedAtAnyMomentItIsTheOldOrTheNew();
    void theLogOfADamagedFileDoesNotGetIntoTheNewOne();
};

void tst_Backup::whatWasSavedComesBack_data() {
    QTest::addColumn<bool>("from");
    QTest::addColumn<bool>("to");
    QTest::newRow("SQLite to SQLite") << false << false;
    QTest::newRow("PostgreSQL to SQLite") << true << false;
    QTest::newRow("SQLite to PostgreSQL") << false << true;
    QTest::newRow("PostgreSQL to PostgreSQL") << true << true;
}
void tst_Backup::whatWasSavedComesBack() {
    QFETCH(bool, from);
    QFETCH(bool, to);
    const Place source(from), target(to);
    if (source.address().empty() || target.address().empty())
        QSKIP("PostgreSQL is not installed.");
    auto database = source.open();
    addPeople(*database);
    fill(*database, 1, 1234); // several portions
    const auto before = ids(*database);
    const auto saved = Backup(source.address()).save(file("backup"));
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().sentence + saved.error().detail));
    QCOMPARE(saved->statements, 1234);
    QCOMPARE(saved->people, 2);
    QCOMPARE(saved->newest, store::Store(database->sql()).consistentThrough());
    QCOMPARE(saved->bytes, QFile(QString::fromStdString(file("backup"))).size());
    QVERIFY(!QFile::exists(QString::fromStdString(file("backup.part"))));
    const auto restored = Backup(target.address()).restore(file("backup"), false);
    QVERIFY2(restored,
             qPrintable(restored ? QString() : restored.error().sentence + restored.error().detail));
    auto again = target.open();
    QCOMPARE(ids(*again), before);
    const auto content = again->sql().run("SELECT content FROM attachment", {});
    QCOMPARE((*content)[0].bytes(0), std::string("\0\xff", 2));
    QCOMPARE(numberOf(again->sql(), "SELECT person FROM device"), 2);
    // Life goes on: new people and statements get numbers of their own.
    fill(*again, 5000, 2);
    QVERIFY(again->sql().run("INSERT INTO person (name, full_name, account, role, created) VALUES "
                             "('cleo', 'c', 'c', 'trainee', 1)",
                             {}));
    QCOMPARE(numberOf(again->sql(), "SELECT id FROM person WHERE name = 'cleo'"), 3);
}

void tst_Backup::aBackupIsOfOneMomentWhileOthersWrite() {
    const Place place(false);
    auto database = place.open();
    fill(*database, 1, 500);
    fakes::RealThreads threads;
    const SystemClock clock;
    std::atomic<int> stored = 0;
    auto writer = store::Writer::open(*database, clock, threads, [](std::function<void()> work) { work(); });
    QVERIFY(writer);
    std::atomic<bool> stop = false;
    std::atomic<int> posted = 0;
    threads.start("client", [&] {
        for (int i = 1000; !stop; i += 2) {
            ++posted;
            std::atomic<bool> done = false;
            (*writer)->write({statementOf(i), statementOf(i + 1)}, [&](const auto& outcome) {
                stored += outcome ? 2 : 0;
                done = true;
                done.notify_one();
            });
            done.wait(false);
        }
        stop = false; // over
        stop.notify_one();
    });
    QTRY_VERIFY(stored > 20);
    for (int i = 0; i < 3; ++i) {
        const int before = stored;
        const auto saved = Backup(place.address()).save(file(("live" + std::to_string(i)).c_str()));
        QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().sentence + saved.error().detail));
        QVERIFY(saved->statements >= 500 + before); // what was acknowledged is in it
        QCOMPARE(saved->statements % 2, 0);         // and no half of a batch
    }
    const int during = stored;
    QTRY_VERIFY(stored > during); // it goes on
    stop = true;
    stop.wait(true);
    (*writer)->finish();
}

void tst_Backup::dataIsNotReplacedUnasked() {
    QFETCH(bool, postgres);
    const Place source(false), target(postgres);
    if (target.address().empty())
        QSKIP("PostgreSQL is not installed.");
    saveThree(source);
    auto other = target.open();
    fill(*other, 100, 5);
    const auto before = ids(*other);
    const auto refused = Backup(target.address()).restore(file("backup"), false);
    QVERIFY(!refused && refused.error().code == Errc::Refused);
    QVERIFY2(refused.error().sentence.contains(QStringLiteral("5 statements")),
             qPrintable(refused.error().sentence));
    QCOMPARE(ids(*other), before);
    other.reset();
    QVERIFY(Backup(target.address()).restore(file("backup"), true));
    QCOMPARE(ids(*target.open()), ids(*source.open()));
}

void tst_Backup::aDamagedFileIsNoBackup() {
    const Place place(false);
    auto database = place.open();
    fill(*database, 1, 300);
    QVERIFY(Backup(place.address()).save(file("backup")));
    QFile whole(QString::fromStdString(file("backup")));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const auto bytes = whole.readAll();
    const auto write = [&](const QByteArray& content) {
        QFile damaged(QString::fromStdString(file("damaged")));
        QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
                damaged.write(content) == content.size());
    };
    auto scribbled = bytes;
    for (auto at = bytes.size() / 2; at < bytes.size() / 2 + 9000; ++at)
        scribbled[at] = 'x';
    for (const auto& content :
         {QByteArray("no database"), QByteArray(), bytes.left(bytes.size() / 2), scribbled}) {
        write(content);
        const auto verified = Backup::verify(file("damaged"));
        QVERIFY(!verified && verified.error().code == Errc::Corrupt);
        QVERIFY(!Backup(place.address()).restore(file("damaged"), true));
        QCOMPARE(ids(*database).size(), 300);
    }
    QVERIFY(!Backup::verify(file("nothing")));
    write(bytes);
    QVERIFY(Backup::verify(file("damaged")));
}

void tst_Backup::aFileThatIsThereIsLeftAlone() {
    const Place place(false);
    auto database = place.open();
    QFile there(QString::fromStdString(file("backup")));
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
    there.close();
    QCOMPARE(Backup(place.address()).save(file("backup")).error().code, Errc::Refused);
    QVERIFY(there.open(QIODevice::ReadOnly));
    QCOMPARE(there.readAll(), QByteArray("mine"));
    QVERIFY(!Backup(place.address()).save("/nowhere/at/all"));
}

void tst_Backup::aBackupOfTheFirstVersionIsTaken() {
    {
        SQLite::Database old(file("old"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec(form1);
    }
    const auto verified = Backup::verify(file("old"));
    QVERIFY2(verified, qPrintable(verified ? QString() : verified.error().detail));
    QCOMPARE(verified->newest, 1763542801000000);
    for (const bool postgres : {false, true}) {
        const Place place(postgres);
        if (place.address().empty())
            continue;
        const auto restored = Backup(place.address()).restore(file("old"), false);
        QVERIFY2(restored,
                 qPrintable(restored ? QString() : restored.error().sentence + restored.error().detail));
        QCOMPARE(numberOf(place.open()->sql(), "SELECT count(*) FROM statement"), 3);
        QCOMPARE(numberOf(place.open()->sql(), "SELECT count(*) FROM person WHERE name = 'anna'"), 1);
    }
}

void tst_Backup::copyingMayTakeLongerThanServing() {
    const Place source(true), target(true);
    if (source.address().empty())
        QSKIP("PostgreSQL is not installed.");
    constexpr auto limits = "current_setting('statement_timeout') || ' ' || "
                            "current_setting('idle_in_transaction_session_timeout')";
    // A table that tells under which limits it is read, and one that notes under which it is written.
    auto from = source.open();
    QVERIFY(from->sql().script(std::string("DROP TABLE erased; CREATE VIEW erased AS SELECT ") + limits +
                               " AS id"));
    auto to = target.open();
    QVERIFY(to->sql().script(
        std::string("CREATE TABLE noted (limits TEXT); CREATE FUNCTION note() RETURNS trigger AS $$ BEGIN "
                    "INSERT INTO noted VALUES (") +
        limits +
        "); RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER note BEFORE INSERT ON erased FOR EACH "
        "ROW EXECUTE FUNCTION note()"));
    const auto saved = Backup(source.address()).save(file("backup"));
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().sentence + saved.error().detail));
    auto copy = store::SqliteSql::openToRead(file("backup"));
    QCOMPARE((*(*copy)->run("SELECT id FROM erased", {}))[0].text(0), std::string("0 0"));
    const auto restored = Backup(target.address()).restore(file("backup"), false);
    QVERIFY2(restored,
             qPrintable(restored ? QString() : restored.error().sentence + restored.error().detail));
    QCOMPARE((*to->sql().run("SELECT limits FROM noted", {}))[0].text(0), std::string("0 0"));
    const auto after = to->sql().run("SELECT current_setting('statement_timeout')", {});
    QVERIFY((*after)[0].text(0) != "0");
}

void tst_Backup::whatIsLargeIsCopiedInSmallPortions() {
    const Place source(false), target(false);
    auto from = source.open();
    auto to = target.open();
    const auto add = [&](const std::string& name, std::size_t bytes) {
        QVERIFY(from->sql().run(
            "INSERT INTO attachment (sha2, statement, type, content) VALUES ($1, 's', 't', $2)",
            {name, store::Blob{std::string(bytes, 'x')}}));
    };
    for (int i = 100; i < 400; ++i)
        add(std::to_string(i), 100);
    for (int i = 400; i < 406; ++i) // each more than a portion, among many that are less
        add(std::to_string(i), 5'000'000);
    for (int i = 406; i < 440; ++i)
        add(std::to_string(i), 1'000'000);
    fill(*from, 1, 3000);
    OverheardSql overheard(from->sql());
    QVERIFY(to->sql().transact([&] { return upkeep::TableCopy(overheard, to->sql()).run(); }));
    for (const auto& question : overheard.heard) {
        if (question.text.find("\"content\", ") == std::string::npos)
            continue; // no files are in the answer
        std::size_t bytes = 0;
        for (const auto& row : question.rows)
            bytes += row.bytes(3).size();
        QVERIFY2(bytes <= 4'200'000 || question.rows.size() == 1, std::to_string(bytes).c_str());
    }
    QVERIFY(overheard.times("FROM attachment") < 70);
    QVERIFY(overheard.times("FROM statement ") < 20); // what is small goes faster
    QCOMPARE(numberOf(to->sql(), "SELECT count(*) FROM attachment"), 341);
    QCOMPARE(numberOf(to->sql(), "SELECT sum(length(content)) FROM attachment"),
             numberOf(from->sql(), "SELECT sum(length(content)) FROM attachment"));
    QCOMPARE(ids(*to), ids(*from));
}

void tst_Backup::nothingIsReplacedUnderARunningServer() {
    QFETCH(bool, postgres);
    const Place source(false), target(postgres);
    if (target.address().empty())
        QSKIP("PostgreSQL is not installed.");
    saveThree(source);
    auto other = target.open();
    fill(*other, 100, 5);
    const auto before = ids(*other);
    const fakes::PushedClock clock;
    auto running = store::Sequence::open(other->sql(), clock);
    const auto refused = Backup(target.address()).restore(file("backup"), true);
    QVERIFY(!refused && refused.error().code == Errc::Refused);
    QCOMPARE(ids(*other), before);
    running->leave();
    if (!postgres)
        other.reset(); // its log is folded into the file
    QVERIFY(Backup(target.address()).restore(file("backup"), true));
    QCOMPARE(ids(*target.open()).size(), 3);
}

// It holds no lock that shows, and has nothing in the log, but would go on with a file of two.
void tst_Backup::nothingIsReplacedUnderAProgramThatOnlyReads() {
    const Place source(false), target(false);
    {
        auto database = source.open();
        fill(*database, 1, 3);
        QVERIFY(Backup(source.address()).save(file("backup")));
        auto other = target.open();
        fill(*other, 100, 5);
    }
    auto reader = target.open(); // the log is empty
    QCOMPARE(ids(*reader).size(), 5);
    const auto refused = Backup(target.address()).restore(file("backup"), true);
    QVERIFY(!refused && refused.error().code == Errc::Refused);
    QCOMPARE(ids(*reader).size(), 5);
    reader.reset();
    QCOMPARE(ids(*target.open()).size(), 5);
    QVERIFY(Backup(target.address()).restore(file("backup"), true));
    QCOMPARE(ids(*target.open()).size(), 3);
}

void tst_Backup::killedAtAnyMomentItIsTheOldOrTheNew() {
    const Place source(false), target(false);
    {
        auto database = source.open();
        fill(*database, 1, 300);
    }
    const auto backup = file("backup");
    QVERIFY(Backup(source.address()).save(backup));
    int was[2] = {0, 0};
    for (int i = 0; i < 60; ++i) {
        {
            auto other = target.open();
            QVERIFY(other->sql().script(
                "DELETE FROM statement_key; DELETE FROM statement; DELETE FROM attachment"));
            fill(*other, 1000 + i * 10, 5);
        }
        const auto child = ::fork();
        if (child == 0) {
            (void)Backup(target.address()).restore(backup, true);
            ::_exit(0);
        }
        QVERIFY(child > 0);
        ::usleep(static_cast<useconds_t>(i * 700)); // from before its first step to after its last one
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        auto again = target.open();
        const auto found = ids(*again).size();
        QVERIFY2(found == 5 || found == 300, qPrintable(QString::number(found)));
        QCOMPARE((*again->sql().run("PRAGMA integrity_check"))[0].text(0), std::string("ok"));
        ++was[found == 300];
    }
    qInfo("%d times the old one, %d times the new one", was[0], was[1]);
}

void tst_Backup::theLogOfADamagedFileDoesNotGetIntoTheNewOne() {
    const Place source(false), target(false);
    {
        auto database = source.open();
        fill(*database, 1, 300);
    }
    QVERIFY(Backup(source.address()).save(file("backup")));
    const auto place = QString::fromStdString(target.address() + "/progress.sqlite");
    {
        auto other = target.open();
        fill(*other, 1000, 50);
        QVERIFY(QFile::copy(place + QStringLiteral("-wal"), place + QStringLiteral(".kept")));
    }
    QVERIFY(QFile::rename(place + QStringLiteral(".kept"), place + QStringLiteral("-wal")));
    QFile damaged(place);
    QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate) && damaged.write("no database") > 0);
    damaged.close();
    const auto restored = Backup(target.address()).restore(file("backup"), true);
    QVERIFY2(restored,
             qPrintable(restored ? QString() : restored.error().sentence + restored.error().detail));
    QCOMPARE(ids(*target.open()).size(), 300);
    QCOMPARE(QDir(QString::fromStdString(target.address())).entryList(QDir::Files),
             QStringList{QStringLiteral("progress.sqlite")});
}

QTEST_GUILESS_MAIN(tst_Backup)
#include "tst_Backup.moc"
