// How long the day's copy of a long journal takes, and what the window feels of it: the longest append on
// another connection while the copy is made. bench_core_journal_backup [FACTS]
#include "core/journal/Journal.h"

#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace understudy;

namespace {

using Steady = std::chrono::steady_clock;

double since(Steady::time_point begin) {
    return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

std::unique_ptr<journal::Journal> opened(const QString& path, const Clock& clock, IdMaker& ids) {
    auto journal = journal::Journal::open(path, clock, ids);
    if (!journal) {
        std::fprintf(stderr, "%s\n", qPrintable(journal.error().sentence));
        std::exit(1);
    }
    return std::move(*journal);
}

void write(journal::Journal& journal, int facts, const Clock& clock, IdMaker& ids) {
    std::vector<journal::Fact> batch;
    const Id device = ids.next();
    for (int i = 1; i <= facts; ++i) {
        batch.push_back({ids.next(),
                         QLatin1String(journal::kind::Answered),
                         clock.now(),
                         60,
                         device,
                         i,
                         {{"quiz", "01-architecture/quiz"},
                          {"question", "01-architecture/quiz#q07"},
                          {"attempt", device},
                          {"type", "choice"},
                          {"response", "a[,]c"},
                          {"right", true},
                          {"scaled", 1.0},
                          {"seconds", 41}}});
        if (batch.size() == 5000 || i == facts)
            if (const auto merged = journal.merge(std::exchange(batch, {})); !merged)
                std::exit(1);
    }
}

double longestAppend(journal::Journal& journal, const std::atomic<bool>& stop) {
    double longest = 0;
    int count = 0;
    do {
        const auto begin = Steady::now();
        if (!journal.append(journal::kind::PageRead, {{"page", "01-architecture/planes"}, {"seconds", 30}}))
            std::exit(1);
        longest = std::max(longest, since(begin));
    } while (!stop && ++count < 100000);
    return longest;
}

} // namespace

int main(int argc, char* argv[]) {
    const int facts = argc > 1 ? std::atoi(argv[1]) : 100000;
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("journal.sqlite"));
    const SystemClock clock;
    IdMaker ids(clock, systemRandomness()), others(clock, systemRandomness());
    const auto window = opened(path, clock, ids);
    write(*window, facts, clock, ids);
    const std::atomic<bool> once = true;
    longestAppend(*window, once);
    std::vector<double> quiet;
    for (int i = 0; i < 200; ++i)
        quiet.push_back(longestAppend(*window, once));
    std::atomic<bool> done = false;
    double took = 0;
    std::thread worker([&] {
        const auto own = opened(path, clock, others);
        const auto begin = Steady::now();
        if (!own->backup(folder.filePath(QStringLiteral("backups")), QDate::currentDate()))
            std::exit(1);
        took = since(begin);
        done = true;
    });
    const double longest = longestAppend(*window, done);
    worker.join();
    const double usual = *std::max_element(quiet.begin(), quiet.end());
    std::printf(
        "%d facts: copy made and checked in %.0f ms; longest append meanwhile %.1f ms, %.1f ms without "
        "it (%.1f times)\n",
        facts, took, longest, usual, longest / usual);
    return 0;
}
