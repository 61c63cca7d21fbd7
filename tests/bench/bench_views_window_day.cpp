#include "labs/session/AlertWatch.h"
#include "labs/session/LabProcess.h"
#include "labs/session/LabTime.h"
#include "views/charts/LiveCharts.h"
#include "views/charts/dashboard/DashboardView.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <malloc.h>
#include <unistd.h>

// bench_views_window_day [train|small|prod]: a virtual day of the lab program with the four charts, a
// dashboard and the alerts open beside it, a quarter of an hour at a time and everything asked for anew after
// each. Prints what the lab and the window hold in memory before and after, and the bar. Wants UNDERSTUDY_BIN
// and UNDERSTUDY_SHARE as tests do.
using namespace understudy;

namespace {

constexpr int Quarters = 96;

/// MiB that are resident.
double resident(qint64 pid) {
    QFile file(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1048576;
}

std::vector<charts::ChartSpec> charts() {
    const char* const queries[] = {
        "1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="
        "\"api-gateway\"}[1m])))",
        "100 * sum(rate(http_requests_total{service=\"api-gateway\",status=~\"5..\"}[1m])) / "
        "sum(rate(http_requests_total{service=\"api-gateway\"}[1m]))",
        "100 * (1 - avg(rate(node_cpu_seconds_total{role=\"worker\",mode=\"idle\"}[1m])))",
        "100 * (1 - sum(node_memory_MemAvailable_bytes{role=\"worker\"}) / "
        "sum(node_memory_MemTotal_bytes{role=\"worker\"}))"};
    std::vector<charts::ChartSpec> all;
    for (const char* query : queries) {
        charts::ChartSpec spec;
        spec.title = QString::fromLatin1(query).left(24);
        spec.query = QString::fromLatin1(query);
        all.push_back(spec);
    }
    return all;
}

/// A lab and what a window shows of it.
class Day final {
public:
    explicit Day(const QString& base)
        : m_process(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"),
                    m_folder.filePath(QStringLiteral("home"))) {
        QFile file(m_folder.filePath(QStringLiteral("scenario.yaml")));
        if (file.open(QIODevice::WriteOnly))
            file.write("lab: day\nbase: " + base.toUtf8() + "\n");
        file.close();
        m_process.setArguments({QStringLiteral("--scenario"), file.fileName()});
    }
    ~Day() {
        m_time.follow(nullptr);
        m_process.stop();
        (void)QTest::qWaitFor([this] { return m_process.state() == session::LabProcess::State::Stopped; },
                              10'000);
    }
    bool start() {
        m_process.start();
        if (!QTest::qWaitFor([this] { return m_process.connection().has_value(); }, 30'000))
            return false;
        const auto& there = *m_process.connection();
        m_control = std::make_unique<session::ControlClient>(there.control, there.controlToken);
        m_prometheus = std::make_unique<metrics::PrometheusClient>(there.prometheus);
        m_time.follow(m_control.get());
        m_alerts.follow(m_prometheus.get());
        m_charts.setCharts(charts());
        m_charts.resize(420, 860);
        m_charts.show();
        m_dashboard.resize(1440, 860);
        m_dashboard.show();
        m_dashboard.setFolder(qEnvironmentVariable("UNDERSTUDY_SHARE") + QStringLiteral("/dashboards"));
        return QTest::qWaitFor([this] { return m_time.known(); }, 30'000) && drawn();
    }
    bool quarter() {
        m_time.skip(QStringLiteral("15m"));
        return QTest::qWaitFor([this] { return !m_time.moving(); }, 60'000) && drawn();
    }
    qint64 pid() const { return m_process.connection()->pid; }

private:
    /// Asks for everything anew and waits until it is there.
    bool drawn() {
        m_charts.window().backToLive();
        m_charts.setSource(m_prometheus.get());
        m_dashboard.setSource(m_prometheus.get());
        m_dashboard.refresh();
        const auto ready = [this] {
            for (const auto* frame : m_dashboard.grid().frames())
                if (!frame->panel().targets.empty() && frame->seriesShown() <= 0 && frame->note().isEmpty())
                    return false;
            return m_charts.latest(0).has_value() && m_charts.latest(3).has_value();
        };
        return QTest::qWaitFor(ready, 60'000);
    }

    QTemporaryDir m_folder;
    SystemClock m_wall;
    theme::Theme m_theme;
    session::LabProcess m_process;
    session::LabTime m_time{m_wall};
    session::AlertWatch m_alerts{m_time};
    std::unique_ptr<session::ControlClient> m_control;
    std::unique_ptr<metrics::PrometheusClient> m_prometheus;
    charts::LiveCharts m_charts{m_theme, m_time};
    charts::DashboardView m_dashboard{m_theme, m_time};
};

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    const QString base = app.arguments().value(1, QStringLiteral("train"));
    Day day(base);
    if (!day.start()) {
        std::fprintf(stderr, "the lab did not start, or its charts stayed empty\n");
        return 1;
    }
    const double lab = resident(day.pid()), window = resident(getpid());
    double highest = lab;
    QElapsedTimer clock;
    clock.start();
    for (int quarter = 0; quarter < Quarters; ++quarter) {
        if (!day.quarter()) {
            std::fprintf(stderr, "the charts stayed empty after %d quarters of an hour\n", quarter);
            return 1;
        }
        highest = std::max(highest, resident(day.pid()));
    }
    malloc_trim(0);
    std::printf(
        "%-6s 24 h in quarters with open charts, %.0f s\n"
        "       lab     %5.1f MiB before, %5.1f after, %5.1f at most (bar 80 for train, 250 for prod)\n"
        "       window  %5.1f MiB before, %5.1f after\n",
        qPrintable(base), double(clock.elapsed()) / 1000, lab, resident(day.pid()), highest, window,
        resident(getpid()));
    return 0;
}
