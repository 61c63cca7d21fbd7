#include "labs/replay/Futures.h"

#include "labs/replay/JournalLine.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace understudy;
using namespace understudy::replay;
using cluster::Beginning;
using cluster::Entry;

namespace {

const Beginning beginning{"lab-1-1", "small", "lab: lab-1-1\nseed: 9\n", 9, 1'763'370'000'000'000};

std::vector<Entry> entriesTo(std::int64_t last) {
    std::vector<Entry> entries;
    for (std::int64_t n = 1; n <= last; ++n) {
        Entry entry;
        entry.n = n;
        entry.at = n * cluster::minute;
        entry.via = "kubernetes";
        entry.verb = "patch";
        entry.body = std::string(n == 2 ? 20'000 : 3, 'x'); // one line longer than a piece that is read
        entries.push_back(entry);
    }
    return entries;
}

} // namespace

class TestFutures : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString folder() const { return m_folder.filePath(QStringLiteral("futures")); }
    int keep(std::string name, std::int64_t last = 3) {
        m_name = name;
        const auto done = Futures(m_folder.path()).keep(m_name, beginning, entriesTo(last));
        m_said = QString::fromStdString(done.body);
        return done.status;
    }
    std::string m_name;
    QString m_said;
private Q_SLOTS:
    void init() {
        QDir(folder()).removeRecursively();
        m_said.clear();
    }
    void whatWasKeptIsThereWholeAndListedWithTheTimeItReaches() {
        QVERIFY(Futures(m_folder.path()).all().empty());
        QCOMPARE(keep("calm"), 200);
        QCOMPARE(keep("later", 2), 200);
        const Futures futures(m_folder.path());
        const auto all = futures.all();
        QCOMPARE(all.size(), std::size_t(2));
        const auto calm =
            std::find_if(all.begin(), all.end(), [](const KeptFuture& each) { return each.name == "calm"; });
        QVERIFY(calm != all.end());
        QCOMPARE(calm->reached, 3 * cluster::minute);
        QCOMPARE(calm->began, beginning.epoch);
        QCOMPARE(calm->lab, QStringLiteral("lab-1-1"));
        QVERIFY(calm->problem.isEmpty());
        const auto kept = futures.load(QStringLiteral("calm"));
        QVERIFY(kept.ok());
        QCOMPARE(kept->beginning, beginning);
        QCOMPARE(kept->entries, entriesTo(3));
        QCOMPARE(QFile::permissions(folder() + QStringLiteral("/calm.jsonl")) &
                     (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }
    void aFutureIsNeverWrittenOver() {
        QCOMPARE(keep("calm"), 200);
        QCOMPARE(keep("calm", 1), 409);
        QVERIFY2(m_said.contains(QStringLiteral("calm")), qPrintable(m_said));
        QCOMPARE(Futures(m_folder.path()).load(QStringLiteral("calm"))->entries.size(), std::size_t(3));
    }
    void whatIsDeletedIsGoneAndNothingElse() {
        QCOMPARE(keep("calm"), 200);
        QCOMPARE(keep("later"), 200);
        const Futures futures(m_folder.path());
        QCOMPARE(futures.drop(QStringLiteral("calm")).status, 200);
        QCOMPARE(futures.all().size(), std::size_t(1));
        QVERIFY(futures.load(QStringLiteral("later")).ok());
        for (const char* nobody : {"calm", "../futures/later", "", "."})
            QCOMPARE(futures.drop(QString::fromLatin1(nobody)).status, 404);
        QVERIFY(futures.load(QStringLiteral("later")).ok());
    }
    void withoutANameOneIsFound() {
        QCOMPARE(keep("future-2"), 200);
        QCOMPARE(keep(""), 200);
        QCOMPARE(m_name, std::string("future-1"));
        QCOMPARE(keep(""), 200);
        QCOMPARE(m_name, std::string("future-3"));
    }
    void aNameIsNoWayOutOfTheFolder_data() {
        QTest::addColumn<QString>("name");
        for (const char* wrong : {"../x", "a/b", ".hidden", "-x", "a b", "\xc3\xa4", "a\n",
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
            QTest::newRow(wrong) << QString::fromUtf8(wrong);
    }
    void aNameIsNoWayOutOfTheFolder() {
        QFETCH(QString, name);
        QCOMPARE(keep(name.toStdString()), 422);
        QVERIFY(m_said.contains(QStringLiteral("letters")));
        QCOMPARE(Futures(m_folder.path()).load(name).error().code, Errc::NotFound);
        QVERIFY(QDir(folder()).isEmpty());
    }
    void aDamagedOneIsToldAndNotOpened() {
        QCOMPARE(keep("calm"), 200);
        QFile file(folder() + QStringLiteral("/calm.jsonl"));
        QVERIFY(file.resize(file.size() - 5));
        const Futures futures(m_folder.path());
        QVERIFY(futures.all().front().problem.contains(QStringLiteral("calm.jsonl")));
        QVERIFY(!futures.load(QStringLiteral("calm")).ok());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.close();
        QVERIFY(!futures.all().front().problem.isEmpty());
        QVERIFY(!futures.load(QStringLiteral("calm")).ok());
    }
    void onAFullDiskNothingIsLeftBehind() {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit full = before;
        full.rlim_cur = 1000; // the beginning goes in
        setrlimit(RLIMIT_FSIZE, &full);
        const int status = keep("calm");
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(status, cluster::notKept);
        QVERIFY2(m_said.contains(QStringLiteral("nothing was done")), qPrintable(m_said));
        QVERIFY(QDir(folder()).entryList(QDir::Files | QDir::Hidden).isEmpty());
        QCOMPARE(keep("calm"), 200);
    }
};

QTEST_GUILESS_MAIN(TestFutures)
#include "tst_Futures.moc"
