#include "app/terminal/LocalPty.h"
#include "app/terminal/Window.h"
#include "core/terminal/Transcript.h"
#include "tests/bench/Loads.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>
#include <QTemporaryFile>
#include <QTimer>

#include <algorithm>
#include <random>

// bench_app_terminal_window: the window of the stand-alone terminal from inside, on the display it is given:
//   key     from a key's event until its letter is painted, at rest and while output floods by
//   gap     how long the event loop is away while output floods by
//   stop    from Ctrl+C until a flood's last line is painted
//   memory  what the process has grown by after 100,000 and 1,000,000 lines of a log
// Prints "name value" lines for tests/bench/terminal. Run by itself it tells nobody's ratio.
using namespace understudy;

namespace {

/// Counts paints of the terminal, which end with the picture on the display.
class Watch final : public QObject {
public:
    explicit Watch(terminal::TerminalView& view)
        : m_view(view) {
        view.viewport()->installEventFilter(this);
    }
    /// Turns the event loop until a picture shows what @p wanted finds on the screen. False after 20 s.
    template <typename Wanted>
    bool until(Wanted wanted) {
        QElapsedTimer limit;
        limit.start();
        QTimer tick; // so that the wait below ends
        tick.start(50);
        for (m_painted = false; limit.elapsed() < 20'000; m_painted = false) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            if (m_painted && wanted(m_view.session()))
                return true;
        }
        return false;
    }

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        m_painted = m_painted || event->type() == QEvent::Paint;
        return false;
    }

private:
    terminal::TerminalView& m_view;
    bool m_painted = false;
};

/// A fresh window with a program in it.
class Stage final {
public:
    Stage(const QStringList& command, std::size_t history = 10'000) {
        options.columns = 120;
        options.rows = 40;
        window = std::make_unique<alone::Window>(looks, clock, options);
        window->view().session().screen().setHistoryLimit(history);
        watch = std::make_unique<Watch>(window->view());
        auto started = alone::LocalPty::start({command, {}, 120, 40});
        if (started)
            window->view().setStream(std::move(*started));
        window->show();
    }
    static QStringList shell(const QString& script) { return {"sh", "-c", script}; }
    bool sees(const char* words) {
        return watch->until([words](const terminal::Session& session) {
            return terminal::Transcript(session).screen().find(words) != std::string::npos;
        });
    }
    void press(int key, const QString& text, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QCoreApplication::postEvent(&window->view(), new QKeyEvent(QEvent::KeyPress, key, modifiers, text));
    }
    void pause(int milliseconds) {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }

    theme::Theme looks;
    SystemClock clock;
    alone::TerminalOptions options;
    std::unique_ptr<alone::Window> window;
    std::unique_ptr<Watch> watch;
};

double part(std::vector<double> values, double share) {
    if (values.empty())
        return -1;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * double(values.size() - 1))];
}

void print(const char* name, const std::vector<double>& values) {
    std::printf("%s %.2f %.2f %.2f\n", name, part(values, 0.5), part(values, 0.99), part(values, 1));
    std::fflush(stdout);
}

/// Milliseconds until a pressed key's letter stands at the top left, whatever else the program writes.
std::vector<double> keys(Stage& stage, int count) {
    std::mt19937 random(1);
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        stage.pause(5 + static_cast<int>(random() % 40));
        const char letter = static_cast<char>('a' + i % 26);
        QElapsedTimer time;
        time.start();
        stage.press(Qt::Key_A + i % 26, QString(QLatin1Char(letter)));
        if (!stage.watch->until([letter](const terminal::Session& session) {
                return session.screen().row(0).cells[0].ch == static_cast<std::uint32_t>(letter);
            }))
            break;
        times.push_back(double(time.nsecsElapsed()) / 1e6);
    }
    return times;
}

// Both print the key at the top left; the second writes lines below all the time.
const auto echoing = QStringLiteral("stty raw -echo; printf ready; exec python3 -c 'import os\n"
                                    "while True:\n"
                                    "  os.write(1,b\"\\033[H\"+os.read(0,1))'");
const auto flooding =
    QStringLiteral("stty raw -echo; printf '\\033[3;40rready\\033[40;1H'; "
                   "python3 -c 'import os,select\n"
                   "line=b\"2025-11-10T09:12:01.114Z INFO acp: joined consensus group\\r\\n\"*100\n"
                   "while True:\n"
                   "  if select.select([0],[],[],0)[0]:\n"
                   "    os.write(1,b\"\\0337\\033[H\"+os.read(0,1)+b\"\\0338\")\n"
                   "  os.write(1,line)'");

void measureKeys() {
    Stage rest(Stage::shell(echoing));
    if (rest.sees("ready"))
        print("key-at-rest", keys(rest, 200));
    Stage flood(Stage::shell(flooding));
    flood.pause(500);
    print("key-in-flood", keys(flood, 200));
}

void measureGaps() {
    Stage stage(
        Stage::shell(QStringLiteral("exec yes '2025-11-10T09:12:01.114Z INFO acp: joined group g-118'")));
    stage.pause(500);
    std::vector<double> gaps;
    QElapsedTimer since;
    QTimer tick;
    tick.setTimerType(Qt::PreciseTimer);
    QObject::connect(&tick, &QTimer::timeout, &tick, [&] {
        gaps.push_back(double(since.nsecsElapsed()) / 1e6);
        since.start();
    });
    since.start();
    tick.start(1);
    stage.pause(5000);
    print("loop-gap", gaps);
}

void measureStop() {
    std::vector<double> times;
    for (int i = 0; i < 10; ++i) {
        Stage stage(Stage::shell(QStringLiteral("trap 'printf STOPPED' INT; yes")));
        stage.pause(300);
        QElapsedTimer time;
        time.start();
        stage.press(Qt::Key_C, QStringLiteral("\x03"), Qt::ControlModifier);
        if (stage.sees("STOPPED"))
            times.push_back(double(time.nsecsElapsed()) / 1e6);
    }
    print("stop", times);
}

double residentMegabytes() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const auto at = text.indexOf("VmRSS:");
    return text.mid(at + 6, 20).simplified().split(' ').value(0).toDouble() / 1024;
}

void measureMemory() {
    for (const std::size_t lines : {100'000, 1'000'000}) {
        QTemporaryFile file;
        if (!file.open())
            return;
        const std::string log = bench::Loads::growingLog(lines * 100); // longer than its lines are
        file.write(log.data(), static_cast<qint64>(log.size()));
        file.flush();
        const double before = residentMegabytes();
        Stage stage(
            Stage::shell(QStringLiteral("head -n %1 %2; printf DONE").arg(lines).arg(file.fileName())),
            lines);
        stage.sees("DONE");
        std::printf("memory-%zu %.1f %zu\n", lines, residentMegabytes() - before,
                    stage.window->view().session().screen().history().size());
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    measureKeys();
    measureGaps();
    measureStop();
    measureMemory();
}
