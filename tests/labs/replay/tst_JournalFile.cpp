#include "labs/replay/JournalFile.h"

#include "labs/replay/JournalLine.h"
#include "labs/replay/Present.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace understudy;
using namespace understudy::replay;
using cluster::Beginning;
using cluster::Entry;

namespace {

const Beginning beginning{"lab-1-1", "small", "lab: lab-1-1\nseed: 9\n", 18'000'000'000'000'000'000ULL,
                          1'763'370'000'000'000};

Entry entryOf(std::int64_t n, const std::string& body) {
    Entry entry;
    entry.n = n;
    entry.at = n * cluster::second;
    entry.via = "kubernetes";
    entry.user = "trainee";
    entry.verb = "patch";
    entry.path = "/apis/apps/v1/namespaces/production/deployments/dwcp-api?fieldManager=kubectl";
    entry.type = "application/strategic-merge-patch+json";
    entry.body = body;
    entry.resource = "deployments";
    entry.ns = "production";
    entry.name = "dwcp-api";
    return entry;
}

} // namespace

class TestJournalFile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_name;
private Q_SLOTS:
    void init() {
        QDir(m_folder.path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder.path()));
        m_name = JournalFile::nameIn(m_folder.path());
    }
    void whatWasKeptIsReadAgain() {
        std::vector<Entry> entries{entryOf(1, "{\"spec\":{\"replicas\":9}}"),
                                   entryOf(3, "a\nb\"c\\ \xc3\xbc"),
                                   entryOf(4, std::string("\x00\xff\xfe binary", 10))};
        entries[1].read = true;
        {
            JournalFile file(m_folder.path());
            QCOMPARE(file.begin(beginning, {}), std::string());
            for (const Entry& entry : entries)
                QCOMPARE(file.keep(entry), std::string());
        }
        const auto kept = JournalFile::load(m_name);
        QVERIFY(kept.ok());
        QCOMPARE(kept->beginning, beginning);
        QCOMPARE(kept->entries, entries);
        QCOMPARE(kept->torn, std::size_t(0));
        QCOMPARE(QFile::permissions(m_name) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }
    void aLineThatWasNeverFinishedIsDroppedWhereverItBreaks() {
        const QByteArray whole =
            QByteArray::fromStdString(lineOf(beginning) + '\n' + lineOf(entryOf(1, "x")) + '\n');
        const QByteArray last = QByteArray::fromStdString(lineOf(entryOf(2, "y")) + '\n');
        for (qsizetype length = 1; length < last.size(); ++length) {
            QFile file(m_name);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(whole + last.left(length));
            file.close();
            const auto kept = JournalFile::load(m_name);
            QVERIFY2(kept.ok(), QByteArray::number(length));
            QCOMPARE(kept->entries.size(), std::size_t(1));
            QCOMPARE(kept->torn, std::size_t(length));
        }
    }
    void damageInTheMiddleIsToldWithItsLine() {
        QFile file(m_name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            QByteArray::fromStdString(lineOf(beginning) + "\n{\"n\":1,\n" + lineOf(entryOf(2, "")) + '\n'));
        file.close();
        const auto kept = JournalFile::load(m_name);
        QVERIFY(!kept.ok() && kept.error().sentence.contains(QStringLiteral("journal.jsonl:2:")));
        QVERIFY(!JournalFile::load(m_folder.filePath(QStringLiteral("none"))).ok());
        QFile::resize(m_name, 0);
        QVERIFY(!JournalFile::load(m_name).ok());
    }
    void timeThatGoesBackIsRefusedAndTheFileLeftAsItIs() {
        const auto at = [](std::int64_t n, cluster::Micros when) {
            Entry entry = entryOf(n, "x");
            entry.at = when;
            return entry;
        };
        for (const auto& wrong :
             {std::vector{at(1, -1)}, std::vector{at(1, 5), at(2, 4)}, std::vector{at(1, 5), at(1, 6)},
              std::vector{at(1, INT64_MAX)}, std::vector{at(1, INT64_MIN)}}) {
            std::string text = lineOf(beginning) + '\n';
            for (const Entry& entry : wrong)
                text += lineOf(entry) + '\n';
            QFile file(m_name);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(QByteArray::fromStdString(text));
            file.close();
            const auto kept = JournalFile::load(m_name);
            QVERIFY(!kept.ok());
            const QString line = QStringLiteral("journal.jsonl:%1:").arg(wrong.size() + 1);
            QVERIFY2(kept.error().sentence.contains(line), qPrintable(kept.error().sentence));
            QCOMPARE(QFileInfo(m_name).size(), qint64(text.size()));
        }
        JournalFile file(m_folder.path());
        QCOMPARE(file.begin(beginning, {at(1, 0), at(2, 0), at(3, 7)}),
                 std::string()); // at once is no way back
        QVERIFY(JournalFile::load(m_name).ok());
    }
    void aNewBeginningTakesTheOldJournalsPlace() {
        JournalFile file(m_folder.path());
        QCOMPARE(file.begin(beginning, {}), std::string());
        for (int n = 1; n <= 3; ++n)
            QCOMPARE(file.keep(entryOf(n, "old")), std::string());
        QCOMPARE(file.begin(beginning, {entryOf(1, "old")}), std::string());
        QCOMPARE(file.keep(entryOf(5, "new")), std::string());
        const auto kept = JournalFile::load(m_name);
        QCOMPARE(kept->entries.size(), std::size_t(2));
        QCOMPARE(kept->entries[1].body, std::string("new"));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("journal.jsonl")});
    }
    void onAFullDiskTheLineIsRefusedAndTheNextOneFits() {
        std::signal(SIGXFSZ, SIG_IGN);
        JournalFile file(m_folder.path());
        QCOMPARE(file.begin(beginning, {}), std::string());
        QCOMPARE(file.keep(entryOf(1, "fits")), std::string());
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit full = before;
        full.rlim_cur = static_cast<rlim_t>(QFileInfo(m_name).size() + 20); // half of the line goes in
        setrlimit(RLIMIT_FSIZE, &full);
        const std::string refused = file.keep(entryOf(2, "does not fit"));
        const std::string begun = file.begin(beginning, std::vector<Entry>(50, entryOf(1, "x")));
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(refused.find("nothing was done") != std::string::npos, refused.c_str());
        QVERIFY(!begun.empty());
        QCOMPARE(file.keep(entryOf(3, "room again")), std::string());
        const auto kept = JournalFile::load(m_name);
        QVERIFY(kept.ok());
        QCOMPARE(kept->entries.size(), std::size_t(2));
        QCOMPARE(kept->entries[1].n, std::int64_t(3));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("journal.jsonl")});
    }
    void randomLinesAreRefusedNotFatal() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const std::string good = lineOf(entryOf(7, "{\"a\":[1,2,3]}"));
        int read = 0;
        for (int i = 0; i < 5000; ++i) {
            std::string line = good;
            for (int change = random.bounded(1, 8); change > 0; --change)
                line[std::size_t(random.bounded(int(line.size())))] = char(random.bounded(256));
            const auto entry = readEntry(line);
            read += entry ? 1 : 0;
            if (entry)
                QCOMPARE(readEntry(lineOf(*entry)), entry);
        }
        QVERIFY(read < 5000);
        QVERIFY(!readBeginning(good) && !readEntry("") && !readEntry("[]") && !readBeginning("{}"));
    }
    void thePresentIsKeptForItsOwnLabOnly() {
        Present present(m_folder.path(), 17);
        QVERIFY(!present.kept());
        present.keep(5 * cluster::second);
        QCOMPARE(present.kept(), std::optional<cluster::Micros>(5 * cluster::second));
        present.keep(5 * cluster::second + 100'000); // not worth a write
        QCOMPARE(present.kept(), std::optional<cluster::Micros>(5 * cluster::second));
        present.keep(6 * cluster::second);
        QCOMPARE(present.kept(), std::optional<cluster::Micros>(6 * cluster::second));
        present.keep(2 * cluster::second); // after a rewind
        QCOMPARE(present.kept(), std::optional<cluster::Micros>(2 * cluster::second));
        QVERIFY(!Present(m_folder.path(), 18).kept());
        JournalFile file(m_folder.path());
        QCOMPARE(file.begin(beginning, {}), std::string());
        QVERIFY(!present.kept()); // it was that of the journal before
    }
};

QTEST_GUILESS_MAIN(TestJournalFile)
#include "tst_JournalFile.moc"
