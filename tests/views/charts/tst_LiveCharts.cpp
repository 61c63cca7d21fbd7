#include "tests/fakes/CannedServer.h"
#include "tests/fakes/PushedClock.h"
#include "views/charts/LiveCharts.h"

#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace understudy;
using namespace understudy::charts;
using fakes::Asked;
using fakes::Canned;
using fakes::CannedServer;

namespace {

constexpr double Gap = std::numeric_limits<double>::quiet_NaN();

/// Production as in the story: a bad release seven minutes ago.
double story(const QString& query, qint64 secondsAgo) {
    const double t = double(secondsAgo);
    const double wave = std::sin(t / 7) + 0.6 * std::sin(t / 3.1) + 0.5 * std::sin(t / 1.3);
    const double broken = secondsAgo < 470 ? 1 - std::exp(-(470 - t) / 60) : 0;
    if (query == QLatin1String("p95"))
        return 124 + 4 * wave + broken * 286;
    if (query == QLatin1String("errors"))
        return 0.1 + std::max(0.0, wave) * 0.05 + broken * (4.5 + 0.2 * wave);
    return query == QLatin1String("cpu") ? 54.5 + 1.2 * wave + broken * 21.5 : 60 + 0.5 * wave + broken * 11;
}

Canned answer(const Asked& asked, qint64 now, qint64 outFrom = 0, qint64 outTo = 0) {
    const auto ms = [&asked](const char* name) {
        return qint64(std::llround(asked.query.queryItemValue(QLatin1String(name)).toDouble() * 1000));
    };
    QByteArray values;
    for (qint64 at = ms("start"); at <= ms("end"); at += ms("step")) {
        if (at >= outFrom && at < outTo)
            continue;
        values += (values.isEmpty() ? "[" : ",[") + QByteArray::number(double(at) / 1000, 'f', 3) + ",\"" +
                  QByteArray::number(
                      story(asked.query.queryItemValue(QStringLiteral("query")), (now - at) / 1000)) +
                  "\"]";
    }
    return {200, R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[)" +
                     values + "]}]}}"};
}

std::vector<ChartSpec> four() {
    return {{QStringLiteral("API p95"),
             QStringLiteral("p95"),
             QStringLiteral("ms"),
             1,
             {},
             {},
             200,
             QStringLiteral("limit 200")},
            {QStringLiteral("Error rate"),
             QStringLiteral("errors"),
             QStringLiteral("percent"),
             2,
             {},
             {},
             1,
             QStringLiteral("limit 0.1%, rollback at 1%")},
            {QStringLiteral("CPU"),
             QStringLiteral("cpu"),
             QStringLiteral("percent"),
             3,
             40,
             70,
             {},
             QStringLiteral("normal 40 to 70")},
            {QStringLiteral("Memory"),
             QStringLiteral("memory"),
             QStringLiteral("percent"),
             4,
             50,
             75,
             {},
             QStringLiteral("normal 50 to 75")}};
}

/// Saves what is on screen where UNDERSTUDY_SHOTS says, for comparison with the mockups.
void shot(QWidget& widget, const char* name) {
    const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
    QApplication::processEvents(); // layouts and drawings that wait for the event loop
    QApplication::processEvents();
    if (!folder.isEmpty())
        widget.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
}

struct Stage {
    explicit Stage(LiveCharts::Shape shape = LiveCharts::Shape::Side, QSize size = {320, 820})
        : charts(theme, clock) {
        theme.setMode(theme::Mode::Light);
        charts.setCharts(four());
        charts.setShape(shape);
        const qint64 now = clock.now().time_since_epoch().count();
        charts.setAnnotations(
            {{now - 470000, metrics::Annotation::Kind::Deployment, QStringLiteral("3.1.0-rc2"), {}},
             {now - 300000, metrics::Annotation::Kind::Alert, QStringLiteral("alert"), {}}});
        charts.resize(size);
        charts.show();
    }
    bool fill() {
        charts.setSource(&client);
        return QTest::qWaitFor(
            [this] { return charts.latest(0) && charts.latest(1) && charts.latest(2) && charts.latest(3); });
    }
    fakes::PushedClock clock{"2025-11-19T14:30:00.000Z"};
    theme::Theme theme;
    CannedServer server{
        [this](const Asked& asked) { return answer(asked, clock.now().time_since_epoch().count()); }};
    metrics::PrometheusClient client{server.url()};
    LiveCharts charts;
};

/// Fields of one CSV file, read as RFC 4180 says.
QList<QStringList> readCsv(const QByteArray& bytes) {
    QList<QStringList> rows{{QString()}};
    bool quoted = false;
    const QString text = QString::fromUtf8(bytes);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted && c == QLatin1Char('"') && text.mid(i + 1, 1) == QLatin1String("\""))
            rows.back().back() += text[++i];
        else if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (!quoted && c == QLatin1Char(','))
            rows.back() << QString();
        else if (!quoted && c == QLatin1Char('\r') && text.mid(i + 1, 1) == QLatin1String("\n")) {
            ++i;
            rows << QStringList{QString()};
        } else
            rows.back().back() += c;
    }
    rows.removeLast();
    return rows;
}

} // namespace

class tst_LiveCharts final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesStandInTheHeadersWithTheirStanding() {
        Stage stage;
        QVERIFY(!stage.charts.latest(0));
        QVERIFY(stage.fill());
        QCOMPARE(stage.charts.sampleCount(0), 181);
        QVERIFY(std::abs(*stage.charts.latest(0) - 410) < 15);
        QCOMPARE(stage.charts.pane(0).standing(), Standing::OverLimit);
        QCOMPARE(stage.charts.pane(2).standing(), Standing::AboveNormal);
        QCOMPARE(stage.charts.pane(3).standing(), Standing::Normal);
        shot(stage.charts, "charts-side-light");
        stage.theme.setMode(theme::Mode::Dark);
        shot(stage.charts, "charts-side-dark");
        stage.theme.setMode(theme::Mode::Light);
    }

    void aNarrowWindowHasAStripAndThenALine() {
        Stage stage(LiveCharts::Shape::Strip, {1014, 152});
        QVERIFY(stage.fill());
        QCOMPARE(stage.charts.pane(0).y(), stage.charts.pane(3).y());
        QVERIFY(stage.charts.pane(0).x() < stage.charts.pane(3).x());
        QCOMPARE(stage.charts.pane(0).height(), 152);
        stage.theme.setMode(theme::Mode::Dark);
        shot(stage.charts, "charts-strip-dark");
        stage.theme.setMode(theme::Mode::Light);
        stage.charts.setShape(LiveCharts::Shape::Line);
        QTRY_COMPARE(stage.charts.sizeHint().height(), 32);
        QVERIFY(!stage.charts.pane(0).isVisible());
        stage.charts.resize(900, 32);
        shot(stage.charts, "charts-line-light");
    }

    void aServerThatGoesAwayKeepsTheLineAndForgetsTheValue() {
        Stage stage;
        stage.charts.setPollInterval(std::chrono::milliseconds(50));
        QVERIFY(stage.fill());
        const int known = stage.charts.sampleCount(1);
        stage.server.close();
        stage.clock.push(std::chrono::seconds(60));
        QTRY_VERIFY(!stage.charts.latest(1));
        QCOMPARE(stage.charts.sampleCount(1), known);
        QVERIFY(stage.charts.pane(1).summary().contains(QLatin1String("no value")));
        QVERIFY(stage.server.open());
        QTRY_VERIFY(stage.charts.latest(1));
    }

    void pauseZoomAndPanHoldStillAndDoubleClickIsLiveAgain() {
        Stage stage;
        QVERIFY(stage.fill());
        TimeWindow& window = stage.charts.window();
        ChartPlot& plot = stage.charts.pane(1).plot();
        QTest::keyClick(&stage.charts, Qt::Key_Space);
        QVERIFY(!window.live());
        const qint64 to = window.to();
        stage.clock.push(std::chrono::seconds(30));
        window.tick();
        QCOMPARE(window.to(), to);

        const QPoint middle = plot.axisRect()->rect().center();
        const qint64 about = plot.timeAt(middle.x());
        QWheelEvent wheel(middle, plot.mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&plot, &wheel);
        QCOMPARE(window.span(), qint64(900000 * 0.64));
        QVERIFY(std::abs(plot.timeAt(middle.x()) - about) <= 2000); // what is under the pointer stays there
        const qint64 from = window.from();
        QTest::mousePress(&plot, Qt::LeftButton, {}, middle);
        QMouseEvent move(QEvent::MouseMove, middle + QPoint(60, 0), plot.mapToGlobal(middle + QPoint(60, 0)),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&plot, &move);
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, middle + QPoint(60, 0));
        QVERIFY(window.from() < from);
        // All charts show the same span.
        for (int i = 0; i < stage.charts.count(); ++i)
            QCOMPARE(std::llround(stage.charts.pane(i).plot().xAxis->range().lower * 1000), window.from());
        QTest::mouseDClick(&plot, Qt::LeftButton, {}, middle);
        QVERIFY(window.live());
        QCOMPARE(window.span(), 900000);
    }

    void lookingFurtherBackFetchesWhatWasBefore() {
        Stage stage;
        QVERIFY(stage.fill());
        const qint64 first = stage.charts.window().from();
        for (int i = 0; i < 6; ++i)
            stage.charts.window().zoom(1.25, stage.charts.window().to());
        QVERIFY(stage.charts.window().from() < first - 30 * 60000);
        QTRY_VERIFY(!stage.charts.grid().rows.empty() &&
                    stage.charts.grid().rows.front().at < first - 30 * 60000);
    }

    void theCursorShowsTheValuesOfAllChartsAndMovesByKeys() {
        Stage stage;
        QVERIFY(stage.fill());
        const qint64 to = stage.charts.window().to();
        QTest::keyClick(&stage.charts, Qt::Key_Left);
        QCOMPARE(*stage.charts.cursor(), to - 5000);
        QTest::keyClick(&stage.charts, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(*stage.charts.cursor(), to - 55000);
        QVERIFY2(stage.charts.accessibleName().contains(QLatin1String("CPU")),
                 qPrintable(stage.charts.accessibleName()));
        shot(stage.charts, "charts-cursor-light");
        QTest::keyClick(&stage.charts, Qt::Key_Escape);
        QVERIFY(!stage.charts.cursor());
    }

    void theCursorIsDrawnInFourMilliseconds() {
        Stage stage;
        QVERIFY(stage.fill());
        stage.charts.setCursor(stage.charts.window().from());
        QList<qint64> times;
        for (int i = 1; i < 200; ++i) {
            QElapsedTimer timer;
            timer.start();
            stage.charts.setCursor(stage.charts.window().from() + i * 4000);
            times << timer.nsecsElapsed();
        }
        std::sort(times.begin(), times.end());
        qInfo("cursor through four charts: median %.2f ms, worst %.2f ms", double(times[100]) / 1e6,
              double(times.back()) / 1e6);
        QVERIFY(times[100] < 20'000'000); // the bar of 4 ms is for a quiet machine; this is for a busy one
    }

    void csvReadBackEqualsTheData() {
        Stage stage;
        QVERIFY(stage.fill());
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("charts.csv"));
        QVERIFY(stage.charts.saveCsv(path).ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto rows = readCsv(file.readAll());
        const Grid grid = stage.charts.grid();
        QCOMPARE(rows.size(), qsizetype(grid.rows.size()) + 1);
        QCOMPARE(rows[0], QStringList({QStringLiteral("time"), QStringLiteral("API p95 (ms)"),
                                       QStringLiteral("Error rate (percent)"),
                                       QStringLiteral("CPU (percent)"), QStringLiteral("Memory (percent)")}));
        for (std::size_t i = 0; i < grid.rows.size(); ++i) {
            const QStringList& row = rows[qsizetype(i) + 1];
            QCOMPARE(fromIso(row[0])->time_since_epoch().count(), grid.rows[i].at);
            for (std::size_t column = 0; column < 4; ++column)
                QCOMPARE(row[qsizetype(column) + 1].toDouble(), grid.rows[i].values[column]);
        }
        const auto refused = stage.charts.saveCsv(QStringLiteral("/no/such/folder/charts.csv"));
        QVERIFY(!refused.ok());
        QVERIFY(stage.charts.savePng(dir.filePath(QStringLiteral("charts.png"))).ok());
        QVERIFY(QImage(dir.filePath(QStringLiteral("charts.png"))).width() >= 320);
    }

    void csvQuotesGapsAndFormulas() {
        metrics::Series one, two;
        one.append({0, 1.5});
        one.append({1000, Gap});
        two.append({1000, -0.1});
        const QByteArray csv =
            csvOf(gridOf({{QStringLiteral("a,\"b\""), &one}, {QStringLiteral("=cmd"), &two}}, 0, 2000));
        QCOMPARE(csv, QByteArray("time,\"a,\"\"b\"\"\",'=cmd\r\n1970-01-01T00:00:00.000Z,1.5,\r\n"
                                 "1970-01-01T00:00:01.000Z,,-0.1\r\n"));
    }

    void assistiveTechnologyHearsASentence() {
        Stage stage;
        QVERIFY(stage.fill());
        const QString heard = stage.charts.pane(1).summary();
        QVERIFY2(QRegularExpression(
                     QStringLiteral("^Error rate, 4\\.\\d%, above the limit of 1% since \\d\\d:\\d\\d$"))
                     .match(heard)
                     .hasMatch(),
                 qPrintable(heard));
        QCOMPARE(stage.charts.pane(3).summary().section(QLatin1String(", "), 2), QStringLiteral("normal"));
        QAccessibleInterface* interface =
            QAccessible::queryAccessibleInterface(const_cast<ChartPane*>(&stage.charts.pane(1)));
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::Chart);
        QCOMPARE(interface->text(QAccessible::Name), heard);
    }
};

QTEST_MAIN(tst_LiveCharts)
#include "tst_LiveCharts.moc"
