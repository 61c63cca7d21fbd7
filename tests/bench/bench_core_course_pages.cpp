#include "core/course/Library.h"
#include "core/course/Loader.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/SmallPack.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <random>

// Makes a pack of many pages (10,000 unless told), signs it, and opens it in a program of its own: how long
// that takes, and how much memory it has then. Usage: bench_core_course_pages [PAGES [FOLDER]], the folder
// kept when it is named.

using namespace understudy;
using namespace understudy::course;

namespace {

constexpr int pagesOfModule = 200;

/// Text as pages have it, the same every time.
class Author final {
public:
    QByteArray page(const QByteArray& title, int links) {
        QByteArray out = "---\ntitle: " + title + "\nminutes: " + QByteArray::number(5 + upTo(20)) +
                         "\nobjectives:\n  - Explain " + words(4) + "\n  - Decide when to " + words(5) +
                         "\n---\n";
        for (int section = 0; section < 5; ++section) {
            out += "## About " + words(3) + "\n\n";
            for (int paragraph = 0; paragraph < 3; ++paragraph)
                out += words(50 + upTo(40)) + ". See [another page](page-" + QByteArray::number(upTo(links)) +
                       ".md).\n\n";
            out +=
                "```shell\nkubectl get pods -n " + words(1) + "\n```\n\n```output\n" + words(6) + "\n```\n\n";
        }
        return out + "**What would you do?** " + words(12) + ".\n\n> " + words(20) + ".\n";
    }
    QByteArray words(int count) {
        static constexpr const char* known[] = {
            "the",     "a",       "of",       "and",     "to",      "is",      "when",     "replica",
            "quorum",  "node",    "latency",  "request", "deploy",  "rollout", "trace",    "metric",
            "alert",   "budget",  "error",    "cache",   "session", "vote",    "migrates", "reads",
            "writes",  "fails",   "recovers", "under",   "over",    "slow",    "safe",     "first",
            "cluster", "storage", "network",  "queue",   "breaker", "opens",   "closes",   "waits"};
        QByteArray out;
        for (int i = 0; i < count; ++i)
            out += QByteArray(i == 0 ? "" : " ") + known[static_cast<std::size_t>(upTo(40))];
        return out;
    }
    int upTo(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }

private:
    std::mt19937 m_random{2025};
};

QByteArray quiz(Author& author, int module) {
    QByteArray out = "title: Questions\npass: 4\nminutes: 10\nquestions:\n";
    for (int i = 0; i < 5; ++i)
        out += "  - {id: q" + QByteArray::number(i) +
               ", kind: true-false, topic: T, difficulty: 1, page: page-" + QByteArray::number(i) +
               ", text: \"Is it " + QByteArray::number(module * 10 + i) + " that " + author.words(8) +
               "?\", truth: true, explanation: \"So " + author.words(10) + ".\"}\n";
    return out;
}

bool writeSource(const QString& folder, int pages) {
    Author author;
    QByteArray modules;
    for (int module = 0; module * pagesOfModule < pages; ++module) {
        const QByteArray id = "m" + QByteArray::number(module);
        const QString at = folder + QStringLiteral("/modules/") + QString::fromLatin1(id);
        const int own = std::min(pagesOfModule, pages - module * pagesOfModule);
        QByteArray names;
        for (int page = 0; page < own; ++page) {
            const QByteArray name = "page-" + QByteArray::number(page);
            names += (page == 0 ? "" : ", ") + name;
            fakes::writeFile(at + QStringLiteral("/pages/%1.md").arg(QString::fromLatin1(name)),
                             author.page("Page " + QByteArray::number(page) + " of " + author.words(3), own));
        }
        fakes::writeFile(at + QStringLiteral("/module.yaml"),
                         "title: Module " + author.words(2) + "\nnumber: " + QByteArray::number(module + 1) +
                             "\nhours: 10\nsummary: About " + author.words(6) +
                             ".\nobjectives: [Know it]\npages: [" + names + "]\nglossary:\n  - {term: Term" +
                             QByteArray::number(module) + ", text: It means something.}\n");
        if (own >= 5)
            fakes::writeFile(at + QStringLiteral("/quiz.yaml"), quiz(author, module));
        modules += (module == 0 ? "" : ", ") + id;
    }
    fakes::writeFile(
        folder + QStringLiteral("/pack.yaml"),
        "id: many\ntitle: Many pages\nversion: 1.0.0\nserial: 1\npublisher: Benchmark\nminimum-app: "
        "0.1.0\nmodules: [" +
            modules + "]\ntracks: [week]\n");
    fakes::writeFile(folder + QStringLiteral("/tracks/week.yaml"),
                     "title: One week\nblocks:\n  - week: 1\n    days: [1, 2]\n    title: Start\n    items:\n"
                     "      - {page: m0/page-0}\n");
    return true;
}

double mebibytes(const char* name) {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith(name))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    return 0;
}

int openIt(const QString& folder, const QString& key) {
    const double before = mebibytes("VmRSS:");
    QElapsedTimer clock;
    clock.start();
    const auto library = Library::open(folder, {key}, 0);
    const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    if (!library.ok()) {
        std::fprintf(stderr, "%s %s\n", qPrintable(library.error().sentence),
                     qPrintable(library.error().detail));
        return 1;
    }
    const double after = mebibytes("VmRSS:"), most = mebibytes("VmHWM:");
    std::size_t pages = 0;
    std::vector<double> each;
    for (const Module& module : (*library)->course().modules) {
        pages += module.pages.size();
        clock.start();
        if (!(*library)->pageHtml(module.pages.back().id).ok())
            return 1;
        each.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(each.begin(), each.end());
    std::printf("%zu pages: opened in %.0f ms (%.2f of 1 s), memory %.0f MiB before, %.0f after, %.0f at "
                "most (%.2f of "
                "150); a page proved and drawn in %.1f ms, at most %.1f\n",
                pages, milliseconds, milliseconds / 1000, before, after, most, most / 150,
                each[each.size() / 2], each.back());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList words = application.arguments();
    if (words.value(1) == QLatin1String("open"))
        return openIt(words.value(2), words.value(3));
    const int pages = words.size() > 1 ? words[1].toInt() : 10'000;
    const QTemporaryDir own;
    const QString folder = words.value(2, own.filePath(QStringLiteral("pack")));
    const auto key = minisign::makeKey(systemRandomness());
    if (pages < 1 || !writeSource(folder, pages))
        return 2;
    const auto files = SourceFolder::open(folder);
    const auto manifest = files.ok() ? makeManifest(*files) : Result<Manifest>(files.error());
    if (!manifest.ok() || !seal(folder, *manifest, key).ok()) {
        std::fprintf(stderr, "%s\n", qPrintable(manifest.ok() ? folder : manifest.error().detail));
        return 1;
    }
    qint64 bytes = 0;
    for (const auto& file : manifest->files)
        bytes += file.size;
    std::printf("%zu files, %.0f MiB\n", manifest->files.size(), static_cast<double>(bytes) / 1048576);
    std::fflush(stdout);
    for (int run = 0; run < 3; ++run)
        if (const int status = QProcess::execute(application.applicationFilePath(),
                                                 {QStringLiteral("open"), folder, key.publicKey.text()});
            status != 0)
            return status;
    return 0;
}
