#include "core/course/Library.h"
#include "core/search/Index.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

// How long a key takes over the course pack and over one a hundred times as large, typing words letter by
// letter; each key is typed three times and the quickest counts. Usage: bench_core_search_keys [COPIES], with
// UNDERSTUDY_SHARE naming share/understudy.

using namespace understudy;
using namespace understudy::search;

namespace {

const char* const typed[] = {"circuit breaker", "roll back",      "kubectl rollout undo", "api p95",
                             "rolblack",        "cirkuit braker", "redis is down",        "quorum"};

std::vector<Item> copies(const std::vector<Item>& items, int count) {
    std::vector<Item> out;
    out.reserve(items.size() * static_cast<std::size_t>(count));
    for (int copy = 0; copy < count; ++copy)
        for (Item item : items) {
            item.ref += QStringLiteral("-%1").arg(copy);
            item.title += QStringLiteral(" %1").arg(copy);
            item.text += QStringLiteral(" copy%1").arg(copy); // each brings words of its own
            out.push_back(std::move(item));
        }
    return out;
}

struct Figures {
    double median = 0, p99 = 0, worst = 0; ///< milliseconds of one key
};

Figures type(const Index& index) {
    std::vector<double> each;
    QElapsedTimer clock;
    (void)index.find(QStringLiteral("warm"));
    for (const char* words : typed) {
        const QString whole = QString::fromLatin1(words);
        for (qsizetype length = 1; length <= whole.size(); ++length) {
            double best = 1e9; // of three: other programs run, too
            for (int tries = 0; tries < 3; ++tries) {
                clock.start();
                (void)index.find(whole.left(length));
                best = std::min(best, static_cast<double>(clock.nsecsElapsed()) / 1e6);
            }
            each.push_back(best);
            if (qEnvironmentVariableIsSet("KEYS"))
                std::printf("  %-24s %.2f ms\n", qPrintable(whole.left(length)), each.back());
        }
    }
    std::sort(each.begin(), each.end());
    return {each[each.size() / 2], each[each.size() * 99 / 100], each.back()};
}

bool measure(const std::vector<Item>& items, int count, const QString& path, double limit) {
    QElapsedTimer clock;
    clock.start();
    const auto index = Index::build(copies(items, count), path);
    if (!index.ok()) {
        std::fprintf(stderr, "%s\n", qPrintable(index.error().sentence));
        return false;
    }
    const double building = static_cast<double>(clock.elapsed());
    const Figures figures = type(**index);
    std::printf("%7d entries: built in %5.0f ms; a key: median %.2f ms, p99 %.2f ms, worst %.2f ms; "
                "worst over %.0f ms: %.2f\n",
                (*index)->size(), building, figures.median, figures.p99, figures.worst, limit,
                figures.worst / limit);
    return true;
}

} // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 100;
    const QString share = qEnvironmentVariable("UNDERSTUDY_SHARE");
    QFile keys(share + QStringLiteral("/course/keys.pub"));
    if (!keys.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "UNDERSTUDY_SHARE does not name share/understudy.\n");
        return 2;
    }
    const auto library =
        course::Library::open(share + QStringLiteral("/course/dwcp-v3"),
                              QString::fromUtf8(keys.readAll()).split(u'\n', Qt::SkipEmptyParts), 0);
    if (!library.ok()) {
        std::fprintf(stderr, "%s\n", qPrintable(library.error().sentence));
        return 1;
    }
    std::set<QString> answered;
    for (const course::Module& module : (*library)->course().modules)
        if (module.quiz)
            for (const course::Question& question : module.quiz->questions)
                answered.insert(question.id);
    const auto items = itemsOf((*library)->course(), answered, [&library](const course::Page& page) {
        const auto text = (*library)->markdown(page.id);
        return text.ok() ? *text : QString();
    });
    const QTemporaryDir folder;
    return measure(items, 1, {}, 10) && measure(items, count, folder.filePath(QStringLiteral("index")), 30)
               ? 0
               : 1;
}
