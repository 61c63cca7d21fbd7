#include "tests/views/window/DeskStage.h"
#include "views/charts/LiveCharts.h"
#include "views/charts/dashboard/DashboardView.h"
#include "views/lab/LabView.h"
#include "views/lab/time/LabClockBar.h"
#include "views/theme/StateDialog.h"
#include "views/traces/TracesView.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace understudy;
using namespace understudy::window;
using namespace std::chrono_literals;

namespace {

QString labProgram() { return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"); }

/// The window with a lab open that runs in its own program.
struct Stage {
    explicit Stage(const QString& lab, QSize size = {1440, 900})
        : stage(wall, labProgram())
        , frame(stage.at(size)) {
        stage.desk->open(progress::ItemKind::Lab, lab);
        room = stage.desk->labs();
        started = room && QTest::qWaitFor(
                              [this] { return room->time().known() && room->run()->labAnswers(); }, 30'000);
    }
    ~Stage() {
        stage.link.stop();
        if (!QTest::qWaitFor([this] { return stage.process.state() == session::LabProcess::State::Stopped; },
                             10'000))
            qWarning("the lab did not stop");
    }
    bool moved() {
        return QTest::qWaitFor([this] { return !room->time().moving(); }, 30'000);
    }
    lab::LabView& view() { return *room->findChild<lab::LabView*>(); }
    lab::LabClockBar& clock() { return *room->findChild<lab::LabClockBar*>(); }
    theme::StateDialog* dialog() {
        for (auto* each : frame.findChildren<theme::StateDialog*>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    static bool press(QWidget& in, const char* words) {
        for (auto* each : in.findChildren<QPushButton*>())
            if (each->text() == QLatin1String(words)) {
                each->click();
                return true;
            }
        return false;
    }
    void shot(const char* name) {
        fakes::DeskStage::settle();
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (!folder.isEmpty())
            frame.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }

    SystemClock wall;
    fakes::DeskStage stage;
    Window& frame;
    LabRoom* room = nullptr;
    bool started = false;
};

} // namespace

class tst_LabRoom final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(labProgram()))
            QSKIP("understudy-lab is not built");
    }

    void theLabsTimeIsMovedFromItsHeader() {
        Stage stage(QStringLiteral("lab-1-1"));
        QVERIFY(stage.started);
        QTRY_VERIFY_WITH_TIMEOUT(stage.room->run() && stage.room->run()->labAnswers(),
                                 20'000); // its world is set up
        QVERIFY(stage.clock().isVisible());
        const Instant began = stage.room->time().started(), before = stage.room->time().now();
        stage.room->time().skip(QStringLiteral("1h"));
        QVERIFY(stage.moved());
        QVERIFY(stage.room->time().now() - before >= 59min);
        // The charts have gone along: their newest sample is of the time of the lab, an hour ahead of ours.
        QTRY_VERIFY_WITH_TIMEOUT(
            stage.room->charts().count() > 0 && stage.room->charts().latest(0).has_value(), 20'000);
        QVERIFY(stage.room->charts().window().to() >= (before + 59min).time_since_epoch().count());
        stage.shot("room-1440-light");
        stage.stage.theme.setMode(theme::Mode::Dark);
        stage.frame.resize(1366, 700);
        stage.shot("room-1366-dark");

        Q_EMIT stage.clock().rewindWanted();
        QTRY_VERIFY(stage.dialog());
        QVERIFY(Stage::press(*stage.dialog(), "Stay here"));
        QVERIFY(stage.room->time().now() - began >= 59min);
        Q_EMIT stage.clock().rewindWanted();
        QTRY_VERIFY(stage.dialog());
        QTest::keyClick(stage.dialog()->findChild<QWidget*>(), Qt::Key_Escape);
        QTRY_VERIFY(stage.room->time().control());
        QSignalSpy trouble(&stage.room->time(), &session::LabTime::trouble);
        const Instant start = stage.room->time().started();
        stage.room->time().rewind(start + 1s);
        QVERIFY(stage.moved());
        QVERIFY2(trouble.isEmpty(),
                 trouble.isEmpty() ? "" : qPrintable(trouble[0][0].value<Error>().sentence));
        QTRY_VERIFY_WITH_TIMEOUT(stage.room->time().now() - start < 5min, 10'000);
    }

    void aFutureThatWasLeftIsGoneBackToFromTheDialog() {
        Stage stage(QStringLiteral("lab-1-1"));
        QVERIFY(stage.started);
        auto& time = stage.room->time();
        QTRY_VERIFY_WITH_TIMEOUT(!time.held() && time.known(), 20'000);
        time.skip(QStringLiteral("2h"));
        QVERIFY(stage.moved());
        const Instant start = time.started();
        Q_EMIT stage.clock().rewindWanted();
        QTRY_VERIFY_WITH_TIMEOUT(stage.dialog(), 20'000);
        const auto fields = stage.dialog()->findChildren<QLineEdit*>();
        const auto typed = [](Instant when) {
            return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count())
                .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        };
        fields.first()->setText(typed(start + 10min));
        fields.last()->setText(QStringLiteral("two-hours"));
        QSignalSpy kept(&time, &session::LabTime::kept);
        QVERIFY(Stage::press(*stage.dialog(), "Rewind the lab"));
        QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 1, 60'000);
        QCOMPARE(kept[0][0].toString(), QStringLiteral("two-hours"));
        QVERIFY(time.now() - start < 1h);

        Q_EMIT stage.clock().rewindWanted();
        QTRY_VERIFY_WITH_TIMEOUT(stage.dialog(), 20'000);
        auto* list = stage.dialog()->findChildren<QTreeWidget*>().last();
        QCOMPARE(list->topLevelItemCount(), 1);
        list->setCurrentItem(list->topLevelItem(0));
        stage.shot("room-futures-light");
        QVERIFY(Stage::press(*stage.dialog(), "Go there"));
        QTRY_COMPARE_WITH_TIMEOUT(kept.count(), 2, 60'000);
        QVERIFY(time.now() - start >= 2h);
        QCOMPARE(time.started(), start);
    }

    void resettingAsksFirstAndKeepsWhatCounts() {
        Stage stage(QStringLiteral("lab-1-1"));
        QVERIFY(stage.started);
        QTRY_VERIFY_WITH_TIMEOUT(stage.room->run() && stage.room->run()->labAnswers(), 20'000);
        stage.room->time().skip(QStringLiteral("2m"));
        QVERIFY(stage.moved());
        const Instant began = stage.room->time().started();
        Q_EMIT stage.clock().resetWanted();
        QTRY_VERIFY(stage.dialog());
        QVERIFY(Stage::press(*stage.dialog(), "Keep it as it is"));
        QCOMPARE(stage.room->time().started(), began);
        Q_EMIT stage.clock().resetWanted();
        QTRY_VERIFY(stage.dialog());
        QVERIFY(Stage::press(*stage.dialog(), "Reset the lab"));
        // A fresh world: the two minutes are gone.
        QTRY_VERIFY_WITH_TIMEOUT(stage.room->time().now() - stage.room->time().started() < 1min, 20'000);
        QVERIFY(stage.room->run()->started());
        QVERIFY(!stage.room->run()->finished());
        QTRY_VERIFY(stage.room->run()->labAnswers());
    }

    void tracesAndDashboardsOfTheLabAreThere() {
        Stage stage(QStringLiteral("lab-1-1"));
        QVERIFY(stage.started);
        Q_EMIT stage.view().dashboardsWanted();
        auto* dashboards = stage.room->dashboards();
        QVERIFY(dashboards && dashboards->isVisible());
        const auto shown = [dashboards](const char* title) {
            for (const auto* frame : dashboards->grid().frames())
                if (frame->panel().title == QLatin1String(title))
                    return frame->seriesShown();
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(shown("API p95 by service") > 0, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(shown("Controllers healthy"), 1, 20'000);
        stage.shot("room-dashboard-light");
        QTest::keyClick(dashboards, Qt::Key_Escape);
        QVERIFY(stage.view().isVisible());

        if (stage.stage.link.connection()->jaeger.isEmpty())
            QSKIP("this lab program has no tracing server");
        Q_EMIT stage.view().tracesWanted();
        auto* traces = stage.room->traces();
        QVERIFY(traces && traces->isVisible());
        auto* services = traces->findChild<QComboBox*>();
        QTRY_VERIFY_WITH_TIMEOUT(services->count() > 0, 20'000);
        traces->search();
        QTRY_VERIFY_WITH_TIMEOUT(traces->found() > 0, 20'000);
        traces->open(0);
        QVERIFY(traces->waterfall().isVisible());
        QVERIFY(traces->waterfall().trace().duration() > 0);
        stage.shot("room-waterfall-light");
    }
};

QTEST_MAIN(tst_LabRoom)
#include "tst_LabRoom.moc"
