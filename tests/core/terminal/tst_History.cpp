#include "core/terminal/History.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace understudy::terminal;

namespace {

Row rowOf(const std::string& text) {
    Row row;
    for (const char c : text) {
        row.cells.push_back(Cell{static_cast<unsigned char>(c)});
    }
    row.used = static_cast<int>(text.size());
    return row;
}

std::string textOf(const History& history, std::size_t index) {
    Row row;
    history.read(index, row);
    std::string out;
    for (const Cell& cell : row.cells) {
        out += static_cast<char>(cell.ch);
    }
    return out;
}

void push(History& history, int from, int to) {
    for (int i = from; i < to; ++i) {
        history.push(rowOf("line " + std::to_string(i)));
    }
}

} // namespace

class tst_History : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewestLinesStayAndKeepTheirNumbers() {
        History history(1000);
        push(history, 0, 12'345);
        QCOMPARE(history.size(), std::size_t(1000));
        QCOMPARE(history.first(), std::uint64_t(11'345));
        for (const std::size_t index : {0, 1, 499, 999}) {
            QCOMPARE(textOf(history, index), "line " + std::to_string(11'345 + index));
        }
    }

    void aRowComesBackAsItWas() {
        History history(10);
        Row row = rowOf("ab");
        row.cells[0].fg = rgb(1, 2, 3);
        row.cells[1].attributes = Bold | Reverse;
        row.cells.push_back(Cell{0x4E2D, indexed(4), 0, Wide, 0});
        row.cells.push_back(Cell{0, indexed(4), 0, Tail, 0});
        row.cells.push_back(Cell{Cell::ClusterBase + 7, 0, rgb(9, 9, 9), 0, 5});
        row.used = 5;
        row.hasWide = row.wrapped = true;
        row.mark = Mark::Output;
        row.size = LineSize::DoubleWidth;
        row.commandColumn = 3;
        row.exitStatus = 127;
        history.push(row);
        Row back;
        history.read(0, back);
        QVERIFY(back.cells == row.cells);
        QCOMPARE(back.used, 5);
        QVERIFY(back.wrapped && back.hasWide && back.mark == Mark::Output &&
                back.size == LineSize::DoubleWidth);
        QCOMPARE(int(back.commandColumn), 3);
        QCOMPARE(int(back.exitStatus), 127);
        QVERIFY(history.mark(0) == Mark::Output);
    }

    void fewerLinesAreKeptFromNowOn() {
        History history(5000);
        push(history, 0, 5000);
        history.setMost(700);
        QCOMPARE(history.size(), std::size_t(700));
        QCOMPARE(textOf(history, 0), std::string("line 4300"));
        history.setMost(0);
        QCOMPARE(history.size(), std::size_t(0));
        push(history, 5000, 5001);
        QCOMPARE(history.next(), std::uint64_t(5001));
    }

    void withAFileNothingFallsOutAndMemoryStaysFlat() {
        const QTemporaryDir folder;
        History history(1000);
        auto file = SpillFile::open(folder.path().toStdString());
        QVERIFY(file != nullptr);
        QVERIFY(QDir(folder.path()).isEmpty()); // it has no name
        history.setSpill(std::move(file));
        push(history, 0, 20'000);
        const std::size_t before = history.bytes();
        push(history, 20'000, 200'000);
        QCOMPARE(history.size(), std::size_t(200'000));
        QVERIFY(history.bytes() < before + 64 * 1024);
        for (const std::size_t index : {0, 255, 256, 77'777, 199'999}) {
            QCOMPARE(textOf(history, index), "line " + std::to_string(index));
        }
        Row row;
        for (int i = 0; i < 3000; ++i) { // back over what is in memory and into the file
            QVERIFY(history.popNewest(row));
        }
        push(history, 197'000, 197'100);
        QCOMPARE(textOf(history, 196'999), std::string("line 196999"));
        QCOMPARE(textOf(history, 197'099), std::string("line 197099"));
        history.clear();
        QCOMPARE(history.size(), std::size_t(0));
        QCOMPARE(history.next(), std::uint64_t(197'100));
        push(history, 0, 5000);
        QCOMPARE(textOf(history, 4), std::string("line 4"));
    }

    void withoutTheFileTheNewestLinesAreLeft() {
        const QTemporaryDir folder;
        History history(1000);
        history.setSpill(SpillFile::open(folder.path().toStdString()));
        push(history, 0, 10'000);
        history.setSpill(nullptr);
        QCOMPARE(history.size(), std::size_t(1000));
        QCOMPARE(textOf(history, 0), std::string("line 9000"));
        QCOMPARE(history.next(), std::uint64_t(10'000));
    }

    void aFolderThatIsNotThereIsTold() { QVERIFY(SpillFile::open("/nonexistent/folder") == nullptr); }

    void aFileOnlyGivesBackWhatWasWritten() {
        const QTemporaryDir folder;
        auto file = SpillFile::open(folder.path().toStdString());
        QVERIFY(file->append("abc"));
        QCOMPARE(file->size(), std::uint64_t(3));
        QVERIFY(file->read(1, 5).empty());
        QCOMPARE(file->read(1, 2), std::string("bc"));
    }

    void aFullDiskCostsOldLinesAndNoMemory() {
        struct rlimit before {};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
        const QTemporaryDir folder;
        History history(1000);
        history.setSpill(SpillFile::open(folder.path().toStdString()));
        struct rlimit small = before;
        small.rlim_cur = 64 * 1024; // no file may grow beyond: to the program, a full disk
        setrlimit(RLIMIT_FSIZE, &small);
        push(history, 0, 50'000);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, ignored);
        QCOMPARE(history.size(), std::size_t(1000));
        QCOMPARE(textOf(history, 999), std::string("line 49999"));
        QCOMPARE(history.next(), std::uint64_t(50'000));
    }
};

QTEST_GUILESS_MAIN(tst_History)
#include "tst_History.moc"
