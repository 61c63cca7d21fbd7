#include "app/desktop/Tour.h"

#include "views/quiz/QuizView.h"
#include "views/reader/ReaderView.h"
#include "views/today/TodayView.h"
#include "views/window/QuizRoom.h"
#include "views/window/Study.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QPixmap>
#include <QScreen>
#include <QTimer>

#include <cstdio>

namespace understudy::desktop {

namespace {

constexpr int lookEveryMs = 20;

/// Lets the program live until @p done says so or the time is up.
bool waitFor(const std::function<bool()>& done, int seconds) {
    QElapsedTimer since;
    since.start();
    while (!done()) {
        if (since.hasExpired(seconds * 1000))
            return false;
        QEventLoop loop;
        QTimer::singleShot(lookEveryMs, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return true;
}

} // namespace

Tour::Tour(const Options& options, theme::Theme& theme, const Clock& clock)
    : m_options(options)
    , m_theme(theme)
    , m_clock(clock) {
    QDir().mkpath(options.tourFolder);
}

Tour::~Tour() { closeProfile(); }

bool Tour::step(const char* name, const std::function<void()>& act, const std::function<QString()>& missing,
                int seconds) {
    ++m_number;
    QElapsedTimer since;
    since.start();
    act();
    QString what = missing();
    const bool seen = waitFor([&] { return (what = missing()).isEmpty(); }, seconds);
    const double took = static_cast<double>(since.elapsed()) / 1000;
    const QString file =
        QStringLiteral("%1-%2").arg(m_number, 2, 10, QLatin1Char('0')).arg(QLatin1String(name));
    picture(file);
    std::printf("%-28s %6.2f s  %s\n", qPrintable(file), took,
                seen ? "seen" : qPrintable(QStringLiteral("NOT SEEN: ") + what));
    std::fflush(stdout);
    return seen;
}

void Tour::picture(const QString& name) {
    if (!m_station)
        return;
    // One more turn of the event loop: what was just decided is painted then.
    waitFor([turns = 0]() mutable { return ++turns > 3; }, 1);
    QWidget& window = m_station->desk().window();
    QPixmap shot = window.screen()->grabWindow(window.winId());
    if (shot.isNull())
        shot = window.grab();
    shot.save(m_options.tourFolder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

bool Tour::openProfile(const QString& name) {
    Options options = m_options;
    options.profile = m_folder.filePath(name);
    QDir().mkpath(options.profile);
    auto opened = Workstation::open(options, m_theme, m_clock);
    if (!opened) {
        std::printf("The profile could not be opened: %s\n", qPrintable(opened.error().sentence));
        return false;
    }
    m_station = std::move(*opened);
    m_station->show();
    return waitFor([this] { return m_station->isReady(); }, 20);
}

void Tour::closeProfile() {
    if (m_station)
        m_station->desk().window().close();
    m_station.reset();
}

QString Tour::pageText() const {
    QString text;
    bool there = false;
    m_station->desk().study()->reader().currentText([&](const QString& words) {
        text = words;
        there = true;
    });
    waitFor([&] { return there; }, 5);
    return text;
}

int Tour::facts() const {
    return static_cast<int>(m_station->journal().lastSeq().ok() ? *m_station->journal().lastSeq() : 0);
}

bool Tour::play() {
    if (!m_folder.isValid() || !openProfile(QStringLiteral("first-laptop")))
        return false;
    const bool today = step(
        "today", [] {},
        [this] {
            const QString headline = m_station->desk().todayView().headline();
            return headline.contains(QLatin1String("New Hire Track, week 1, day 1")) ? QString() : headline;
        });
    return today && read() && workInTheLab() && answerTheQuiz() && closeAndOpen() && syncTwoDevices();
}

bool Tour::closeAndOpen() {
    const int before = facts();
    closeProfile();
    if (!openProfile(QStringLiteral("first-laptop")))
        return false;
    return step(
        "opened-again", [] {},
        [this, before] {
            const QString headline = m_station->desk().todayView().headline();
            if (facts() < before)
                return QStringLiteral("%1 facts of %2").arg(facts()).arg(before);
            return headline.contains(QLatin1String("Continue where you stopped")) ? QString() : headline;
        });
}

int playTour(const Options& options) {
    theme::Theme theme;
    const SystemClock clock;
    QElapsedTimer since;
    since.start();
    bool passed = false;
    {
        Tour tour(options, theme, clock);
        passed = tour.play();
    }
    std::printf("%s in %.1f s; pictures in %s\n", passed ? "The tour passed" : "The tour failed",
                static_cast<double>(since.elapsed()) / 1000, qPrintable(options.tourFolder));
    return passed ? 0 : 1;
}

} // namespace understudy::desktop
