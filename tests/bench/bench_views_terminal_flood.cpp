#include "views/terminal/TerminalView.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

// bench_views_terminal_flood FILE...: floods a visible terminal with each file through a PTY and prints,
// against a bare reader of the same PTY that throws the bytes away: wall time, processor time, frames, and
// the gaps of the event loop; then the same again while somebody drags the window's edge, sixty times a
// second. Needs a display; ./FILE is what a shell's `cat FILE` would send.
using namespace understudy;
using namespace understudy::terminal;

namespace {

double processorSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

/// A child that runs `cat FILE` at the far end of a PTY.
class Flood final : public ByteStream {
public:
    explicit Flood(const char* path) {
        winsize size{50, 160, 0, 0};
        m_child = forkpty(&m_master, nullptr, nullptr, &size);
        if (m_child == 0) {
            execlp("cat", "cat", path, nullptr);
            _exit(127);
        }
        m_notifier = std::make_unique<QSocketNotifier>(m_master, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, [this] { take(); });
    }
    ~Flood() override {
        m_notifier.reset();
        ::close(m_master);
    }
    void write(std::string_view) override {}
    void resize(int columns, int rows) override {
        const winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
        ::ioctl(m_master, TIOCSWINSZ, &size);
    }
    void grant(std::size_t) override {}
    void close() override {}
    bool over = false;

private:
    void take() {
        char bytes[65536];
        std::size_t count = 0;
        while (count < sizeof bytes) {
            const auto got = ::read(m_master, bytes + count, sizeof bytes - count);
            if (got <= 0) {
                over = true;
                m_notifier->setEnabled(false);
                break;
            }
            count += static_cast<std::size_t>(got);
            if (got < 4000) {
                break;
            }
        }
        if (received && count > 0) {
            received({bytes, count});
        }
    }
    int m_master = -1;
    pid_t m_child = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

struct Figures {
    double wall = 0;
    double cpu = 0;
    double p99 = 0;
    double worst = 0;
    std::uint64_t frames = 0;
};

/// An edge that goes out and in again, as a hand drags it.
void drag(QTimer& timer, TerminalView& view) {
    QObject::connect(&timer, &QTimer::timeout, [&view, start = view.size(), step = 0]() mutable {
        const int out = 7 * (++step % 100 < 50 ? step % 50 : 50 - step % 50);
        view.resize(start - QSize(out, out / 2));
    });
    timer.start(std::chrono::milliseconds(16));
}

Figures run(const char* path, TerminalView* view, bool dragged = false) {
    auto flood = std::make_unique<Flood>(path);
    Flood* const far = flood.get();
    std::vector<double> gaps;
    QElapsedTimer time;
    time.start();
    const double cpu = processorSeconds();
    const std::uint64_t frames = view ? view->framesPainted() : 0;
    if (view) {
        view->setStream(std::move(flood));
    }
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    if (dragged) {
        drag(timer, *view);
    }
    qint64 last = time.nsecsElapsed();
    while (!far->over) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const qint64 now = time.nsecsElapsed();
        gaps.push_back(double(now - last) / 1e6);
        last = now;
    }
    Figures figures{double(time.nsecsElapsed()) / 1e9, processorSeconds() - cpu};
    std::sort(gaps.begin(), gaps.end());
    figures.p99 = gaps[gaps.size() * 99 / 100];
    figures.worst = gaps.back();
    figures.frames = view ? view->framesPainted() - frames : 0;
    return figures;
}

void print(const QString& name, const Figures& bare, const Figures& ours) {
    std::printf("%-16s %7.2f %7.2f %6.2f %7.2f %7.1f %7.1f %6llu\n", qPrintable(name), bare.wall, ours.wall,
                ours.wall / bare.wall, ours.cpu - bare.cpu, ours.p99, ours.worst,
                static_cast<unsigned long long>(ours.frames));
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    theme::Theme theme;
    SystemClock clock;
    TerminalView view(theme, clock);
    view.resize(view.sizeFor(160, 50));
    view.show();
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }
    std::printf("%-16s %7s %7s %6s %7s %7s %7s %6s\n", "file", "bare s", "wall s", "ratio", "cpu s", "p99 ms",
                "max ms", "frames");
    for (int i = 1; i < argc; ++i) {
        const Figures bare = run(argv[i], nullptr);
        const Figures ours = run(argv[i], &view);
        const QString name = QString::fromLocal8Bit(argv[i]).section(QLatin1Char('/'), -1);
        print(name, bare, ours);
        const QSize size = view.size();
        print(QStringLiteral("  dragged"), bare, run(argv[i], &view, true));
        view.resize(size);
    }
    return 0;
}
