// How long Today takes to know everything: a journal of 100,000 facts, read and folded.
#include "core/journal/Journal.h"
#include "core/progress/Progress.h"
#include "tests/fakes/PushedClock.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

using namespace understudy;

int main() {
    constexpr int count = 100'000;
    fakes::PushedClock clock;
    IdMaker ids(clock, systemRandomness());
    QTemporaryDir dir;
    auto journal = journal::Journal::open(dir.filePath("journal.db"), clock, ids);
    if (!journal)
        return 1;
    std::vector<journal::Fact> facts;
    for (int i = 0; i < count; ++i) {
        clock.push(std::chrono::seconds(20));
        const QString attempt = QStringLiteral("attempt-%1").arg(i / 100);
        QJsonObject body{{"quiz", QString("module-%1/quiz").arg(i % 12)},
                         {"question", QString("module-%1/quiz#q%2").arg(i % 12).arg(i % 20)},
                         {"attempt", attempt},
                         {"response", "a[,]c"},
                         {"right", i % 3 != 0},
                         {"page", QString("module-%1/page-%2").arg(i % 12).arg(i % 90)},
                         {"fraction", 0.5},
                         {"lab", QString("lab-%1").arg(i % 40)},
                         {"check", QString("check-%1").arg(i % 7)}};
        const char* kinds[] = {journal::kind::Answered, journal::kind::PagePosition, journal::kind::LabCheck,
                               journal::kind::PageRead};
        facts.push_back({ids.next(), QLatin1String(kinds[i % 4]), clock.now(), 60, "other", i + 1, body});
    }
    QElapsedTimer timer;
    timer.start();
    if (!(*journal)->merge(facts))
        return 1;
    std::printf("merge of %d facts: %lld ms\n", count, static_cast<long long>(timer.restart()));
    const auto entries = (*journal)->after(0, count);
    if (!entries || entries->size() != count)
        return 1;
    std::printf("read: %lld ms\n", static_cast<long long>(timer.restart()));
    progress::Progress progress;
    progress.apply(*entries);
    std::printf("fold: %lld ms\n", static_cast<long long>(timer.restart()));
    if (!(*journal)->check())
        return 1;
    std::printf("check of pages and chain: %lld ms\n", static_cast<long long>(timer.elapsed()));
    return 0;
}
