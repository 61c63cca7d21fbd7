#include "core/base/Clock.h"
#include "tests/soak/Figures.h"
#include "tests/soak/Hosts.h"
#include "tests/soak/LogLines.h"
#include "tests/soak/Outages.h"
#include "views/theme/Style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

#include <cstdio>

using namespace understudy;
using namespace understudy::soak;

namespace {

constexpr qint64 mayGrowKiB = 5 * 1024;
constexpr int visitsAMinute = 10;
constexpr int mostVisits = 200;
constexpr int finalPatience = 90'000; // ms: the longest pause before a tab tries again, and its login

/// Prints figures and keeps count of what should not be.
class Report final {
public:
    void say(const QString& what) { std::printf("%s\n", qPrintable(what)), std::fflush(stdout); }
    void hold(bool right, const QString& what) {
        say((right ? QStringLiteral("ok    ") : QStringLiteral("WRONG ")) + what);
        m_wrong += !right;
    }
    int exitCode() const { return m_wrong ? 1 : 0; }

private:
    int m_wrong = 0;
};

/// Visits the fifth host and changes tabs for a while, evenly; how many visits streamed.
int live(Hosts& hosts, int minutes, int visits, Report& report) {
    QElapsedTimer time;
    time.start();
    const qint64 all = minutes * 60'000;
    int streamed = 0;
    for (int i = 0; i < visits; ++i) {
        streamed += hosts.visit();
        hosts.showNext();
        const qint64 due = all * (i + 1) / visits;
        QTest::qWait(static_cast<int>(std::max<qint64>(due - time.elapsed(), 0)));
        if (due / 300'000 != all * i / visits / 300'000)
            report.say(QStringLiteral("after %1 min: %2").arg(due / 60'000).arg(Figures::now().text()));
    }
    return streamed;
}

void judgeTexts(const Hosts& hosts, Report& report) {
    int logins = 0;
    qsizetype fewest = -1;
    QString mistake;
    for (const QString& text : hosts.texts()) {
        const LogText kept = LogText::read(text);
        logins += kept.logins;
        fewest = fewest < 0 ? kept.lines : std::min(fewest, kept.lines);
        if (mistake.isEmpty())
            mistake = kept.mistake;
    }
    report.hold(fewest > 9'000, QStringLiteral("every tab has kept its text: %1 lines or more").arg(fewest));
    report.hold(mistake.isEmpty(),
                QStringLiteral("in each login no line is lost or doubled %1").arg(mistake));
}

/// What the program holds while all ten tabs stream and each has been painted at its full size: a strip of
/// words makes it smaller, and what nobody has looked at since has no picture.
Figures atRest(Hosts& hosts, Outages& outages) {
    (void)QTest::qWaitFor([&] { return outages.allBack(); }, finalPatience);
    hosts.showAll();
    return Figures::now();
}

int soakTerminal(int minutes) {
    Report report;
    const SystemClock clock;
    fakes::DeskStage stage(clock);
    stage.tools.hosts.knownHosts = {qEnvironmentVariable("SOAK_FOLDER") + QStringLiteral("/known_hosts")};
    stage.at({1440, 900});
    Hosts hosts(stage);
    (void)hosts.visit(); // what is made once for the whole program
    QTest::qWait(1'000);
    const Figures start = Figures::now();
    report.say(QStringLiteral("before the ten tabs: %1").arg(start.text()));

    const QString fill = qEnvironmentVariable("SOAK_FOLDER") + QStringLiteral("/fill");
    if (!QFile(fill).open(QIODevice::WriteOnly) || !hosts.open()) {
        report.hold(false, QStringLiteral("the ten tabs open"));
        return report.exitCode();
    }
    QFile::remove(fill);
    Outages outages(hosts);
    outages.begin();
    const int warm = minutes >= 10 ? 4 : 2; // ten thousand lines have gone by in each tab
    (void)live(hosts, warm, warm * visitsAMinute, report);
    const Figures warmed = atRest(hosts, outages);
    report.say(QStringLiteral("after %1 min of warm-up: %2").arg(warm).arg(warmed.text()));
    const int visits = std::min(mostVisits, minutes * visitsAMinute);
    const int streamed = live(hosts, minutes, visits, report);
    outages.end();
    const bool back = QTest::qWaitFor([&] { return outages.allBack(); }, finalPatience);
    const Figures end = atRest(hosts, outages);
    report.say(QStringLiteral("after %1 min more: %2").arg(minutes).arg(end.text()));
    report.say(outages.text());
    report.say(
        QStringLiteral("%1 other logins, %2 streamed before they were left").arg(visits).arg(streamed));
    const qint64 grown = end.residentKiB - warmed.residentKiB;
    report.hold(grown <= mayGrowKiB,
                QStringLiteral("memory grew by %1 MB").arg(static_cast<double>(grown) / 1024, 0, 'f', 1));
    report.hold(hosts.tabs() == 10, QStringLiteral("%1 tabs are there").arg(hosts.tabs()));
    report.hold(back, QStringLiteral("no tab is stuck"));
    judgeTexts(hosts, report);
    hosts.close();
    (void)QTest::qWaitFor([&] { return Figures::now().threads <= start.threads; }, 30'000);
    const Figures left = Figures::now();
    report.say(QStringLiteral("after the ten tabs: %1").arg(left.text()));
    QStringList open = left.descriptors;
    for (const QString& before : start.descriptors)
        open.removeOne(before);
    report.hold(left.descriptors.size() <= start.descriptors.size(),
                QStringLiteral("no descriptor is left open %1").arg(open.join(QLatin1Char(' '))));
    report.hold(left.threads <= start.threads, QStringLiteral("no thread is left"));
    return report.exitCode();
}

} // namespace

// Run by tests/soak/terminal, which makes the network and the server: soak_terminal MINUTES, or soak_terminal
// logs FILE as the far end of every tab.
int main(int argc, char* argv[]) {
    if (argc == 3 && qstrcmp(argv[1], "logs") == 0)
        return writeLogs(argv[2]);
    const int minutes = argc == 2 ? QByteArray(argv[1]).toInt() : 0;
    if (minutes < 1 || !qEnvironmentVariableIsSet("SOAK_NETWORK")) {
        std::fputs("Use tests/soak/terminal [MINUTES].\n", stderr);
        return 2;
    }
    QApplication application(argc, argv);
    QApplication::setStyle(new theme::Style);
    return soakTerminal(minutes);
}
