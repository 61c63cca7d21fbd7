#include "core/course/Library.h"
#include "tests/views/reader/ReaderCase.h"
#include "views/reader/Engine.h"
#include "views/reader/ReaderView.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineView>

#include <algorithm>
#include <cstdio>

// bench_views_reader_pages [PACK]: how long a page of the course takes to be on screen. Cold: a program is
// started, opens and verifies the pack, starts the browser's engine, and shows a page in its fonts (bar 1.5
// s). Warm: from ReaderView::open() to the page laid out at its top, each page of the pack in turn (bar 50
// ms). Wants UNDERSTUDY_SHARE as tests do; PACK is the course built there unless named.
using namespace understudy;

namespace {

constexpr double coldBarMs = 1500, warmBarMs = 50;
constexpr int coldStarts = 5;

struct Reader {
    theme::Theme theme;
    std::unique_ptr<course::Library> library;
    std::unique_ptr<reader::ReaderView> view;

    bool open(const QString& pack) {
        const QString share = qEnvironmentVariable("UNDERSTUDY_SHARE");
        QFile keys(share + QStringLiteral("/course/keys.pub"));
        if (!keys.open(QIODevice::ReadOnly))
            return false;
        const QStringList lines = QString::fromUtf8(keys.readAll()).split(u'\n', Qt::SkipEmptyParts);
        QStringList publicKeys;
        for (const QString& line : lines)
            if (!line.startsWith(QLatin1String("untrusted comment")))
                publicKeys << line;
        auto opened = course::Library::open(pack, publicKeys, 0);
        if (!opened) {
            std::fprintf(stderr, "%s\n", qPrintable(opened.error().sentence));
            return false;
        }
        library = std::move(*opened);
        view = std::make_unique<reader::ReaderView>(theme, *library, share);
        view->resize(1366, 700);
        view->show();
        return true;
    }

    QVariant ask(const QString& script) const { return tests::ask(*view, script); }

    bool show(const QString& page) {
        QSignalSpy shown(view.get(), &reader::ReaderView::pageShown);
        view->open(page);
        return shown.count() > 0 || shown.wait(20'000);
    }

    QStringList pages() const {
        QStringList all;
        for (const auto& module : library->course().modules)
            for (const auto& page : module.pages)
                all << page.id;
        return all;
    }
};

int cold(const QString& pack) {
    Reader reader;
    if (!reader.open(pack) || !reader.show(reader.pages().value(1)))
        return 1;
    const bool fonts = QTest::qWaitFor([&] { return reader.view->fontsAreThere(); }, 10'000);
    std::printf("there\n");
    std::fflush(stdout);
    reader.view.reset();
    return fonts ? 0 : 1;
}

void print(const char* what, std::vector<double> times, double bar) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf(
        "%-5s %3zu times: median %7.1f ms, 95%% below %7.1f ms, worst %7.1f ms; bar %.0f ms, median is %.2f "
        "of it, worst %.2f\n",
        what, times.size(), at(0.5), at(0.95), times.back(), bar, at(0.5) / bar, times.back() / bar);
}

std::vector<double> coldTimes(const QString& program, const QString& pack) {
    std::vector<double> times;
    for (int i = 0; i < coldStarts; ++i) {
        QElapsedTimer timer;
        QProcess process;
        timer.start();
        process.start(program, {QStringLiteral("--cold"), pack});
        while (process.state() != QProcess::NotRunning && !process.canReadLine())
            process.waitForReadyRead(30'000);
        if (!process.canReadLine())
            return {};
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        process.waitForFinished(30'000);
    }
    return times;
}

struct Warm {
    std::vector<double> there, dressed;
};

Warm warmTimes(const QString& pack) {
    Reader reader;
    if (!reader.open(pack) || !reader.show(reader.pages().front()))
        return {};
    Warm times;
    for (const QString& page : reader.pages().mid(1)) {
        QElapsedTimer timer;
        timer.start();
        if (!reader.show(page))
            return {};
        times.there.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        (void)reader.ask(QStringLiteral("document.scrollingElement.scrollHeight"));
        times.dressed.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return times;
}

} // namespace

int main(int argc, char** argv) {
    if (const auto engine = reader::prepareEngine(true); !engine) {
        std::fprintf(stderr, "%s\n", qPrintable(engine.error().sentence));
        return 1;
    }
    QApplication application(argc, argv);
    QStringList arguments = application.arguments().mid(1);
    const bool one = arguments.removeAll(QStringLiteral("--cold")) > 0;
    const QString pack =
        arguments.value(0, qEnvironmentVariable("UNDERSTUDY_SHARE") + QStringLiteral("/course/dwcp-v3"));
    if (one)
        return cold(pack);
    const auto starts = coldTimes(application.applicationFilePath(), pack);
    const auto pages = warmTimes(pack);
    if (starts.empty() || pages.there.empty()) {
        std::fprintf(stderr, "No page came. Is UNDERSTUDY_SHARE set, and the pack built?\n");
        return 1;
    }
    print("cold", starts, coldBarMs);
    print("warm", pages.there, warmBarMs);
    print("whole", pages.dressed, warmBarMs);
    return 0;
}
