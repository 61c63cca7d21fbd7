#include "labs/session/LabProcess.h"
#include "tests/fakes/CannedServer.h"
#include "views/lab/time/AlertsDialog.h"
#include "views/lab/time/LabClockBar.h"
#include "views/lab/time/RewindDialog.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace understudy;
using namespace understudy::lab;
using namespace std::chrono_literals;
using session::Moment;

namespace {

// Noon of a day as the clock on the wall has it, so that the test is the same in all time zones.
Instant noon() {
    return Instant(
        std::chrono::milliseconds(QDateTime(QDate(2025, 11, 17), QTime(12, 0, 0)).toMSecsSinceEpoch()));
}

std::vector<session::Fork> futures() {
    return {{QStringLiteral("before-the-rollback"), noon() + 45min, noon() + 2h, {}},
            {QStringLiteral("future-1"), {}, noon() + 1h, QStringLiteral("Its file is damaged.")},
            {QStringLiteral("redis-down"), noon() + 8min + 12s, noon() + 1h, {}}};
}

std::vector<Moment> history() {
    return {{noon(), Moment::Kind::Start, {}},
            {noon() + 5min, Moment::Kind::Action, QStringLiteral("patch deployments production/dwcp-api")},
            {noon() + 6min, Moment::Kind::Fault, QStringLiteral("redis")},
            {noon() + 8min, Moment::Kind::Alert, QStringLiteral("DwcpApiLatencyP95")}};
}

void shot(QWidget& widget, const char* name) {
    QApplication::processEvents();
    const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
    if (!folder.isEmpty())
        widget.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
}

} // namespace

class tst_LabClockBar final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMomentOfTheListIsChosenByKeyboard() {
        theme::Theme theme;
        RewindDialog dialog(theme, history(), {}, noon(), noon() + 10min);
        QVERIFY(!dialog.chosen());
        dialog.show();
        auto* list = dialog.findChild<QTreeWidget*>();
        QCOMPARE(list->topLevelItemCount(), 4);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_End);
        QCOMPARE(dialog.chosen(), std::optional<Instant>(noon()));
        QTest::keyClick(list, Qt::Key_Up);
        QCOMPARE(dialog.chosen(), std::optional<Instant>(noon() + 5min));
        shot(dialog, "rewind-light");
        theme.setMode(theme::Mode::Dark);
        shot(dialog, "rewind-dark");
        theme.setTextPercent(200);
        shot(dialog, "rewind-200");
        QVERIFY(dialog.width() <= 1400);
    }

    void aKeptFutureIsGoneToByKeyboard() {
        theme::Theme theme;
        theme.setMode(theme::Mode::Light);
        RewindDialog dialog(theme, history(), futures(), noon(), noon() + 10min);
        QSignalSpy ended(&dialog, &QDialog::finished);
        dialog.show();
        auto* kept = dialog.findChildren<QTreeWidget*>().last();
        QCOMPARE(kept->topLevelItemCount(), 3);
        QVERIFY(kept->topLevelItem(0)->text(1).contains(QStringLiteral("12:45:00")));
        QPushButton* go = nullptr;
        for (auto* each : dialog.findChildren<QPushButton*>())
            if (each->text() == QLatin1String("Go there"))
                go = each;
        QVERIFY(go && !go->isEnabled());
        kept->setFocus();
        QTest::keyClick(kept, Qt::Key_Home);
        QTest::keyClick(kept, Qt::Key_Down);
        QVERIFY(!go->isEnabled()); // the damaged one
        QVERIFY(dialog.future().isEmpty());
        QTest::keyClick(kept, Qt::Key_Down);
        QCOMPARE(dialog.future(), QStringLiteral("redis-down"));
        QVERIFY(go->isEnabled());
        shot(dialog, "futures-light");
        go->setFocus();
        QTest::keyClick(go, Qt::Key_Space);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended[0][0].toInt(), int(RewindDialog::GoThere));
        theme.setMode(theme::Mode::Dark);
        theme.setTextPercent(200);
        RewindDialog large(theme, history(), futures(), noon(), noon() + 10min);
        large.show();
        shot(large, "futures-200-dark");
        QCOMPARE(dialog.keepAs(), std::optional<QString>(QString()));
    }

    void aNameForWhatIsLeftIsAskedForAndMayStayEmpty() {
        theme::Theme theme;
        RewindDialog dialog(theme, history(), futures(), noon(), noon() + 10min);
        dialog.show();
        auto* time = dialog.findChildren<QLineEdit*>().first();
        auto* name = dialog.findChildren<QLineEdit*>().last();
        time->setText(QStringLiteral("12:05"));
        QTest::keyClicks(name, QStringLiteral("my first try"));
        QCOMPARE(dialog.keepAs(), std::optional<QString>(QStringLiteral("my-first-try")));
        for (const char* wrong : {"a/b", ".x", "-x", "redis-down"}) {
            name->setText(QLatin1String(wrong));
            QVERIFY2(!dialog.keepAs(), wrong);
            dialog.done(QDialog::Accepted);
            QVERIFY2(dialog.isVisible(), wrong);
        }
        name->clear();
        QCOMPARE(dialog.keepAs(), std::optional<QString>(QString()));
        dialog.done(QDialog::Accepted);
        QVERIFY(!dialog.isVisible());
    }

    void theClockWaitsForTheLabsOwnWorld() {
        int skips = 0;
        fakes::CannedServer server([&skips](const fakes::Asked& asked) {
            skips += asked.path.endsWith(QLatin1String("/clock")) ? 1 : 0;
            return fakes::Canned{200, R"({"lab":"x","virtualTime":"2025-11-17T09:05:00Z","started":)"
                                      R"("2025-11-17T09:00:00Z","speed":1,"world":1})"};
        });
        SystemClock wall;
        session::ControlClient control(server.url(), "x");
        session::LabTime time(wall);
        theme::Theme theme;
        LabClockBar bar(theme);
        bar.show();
        bar.setTime(&time);
        time.hold(true);
        time.follow(&control);
        auto* clock = bar.findChildren<QPushButton*>().first();
        QTRY_VERIFY(clock->isVisible());
        QVERIFY(!clock->isEnabled());
        QCOMPARE(clock->text(), QStringLiteral("Setting up"));
        QVERIFY(clock->toolTip().contains(QStringLiteral("being made")));
        time.skip(QStringLiteral("1h")); // it would be lost with the world that is on
        QVERIFY(!time.moving());
        time.hold(false);
        QVERIFY(clock->isEnabled());
        QCOMPARE(clock->text(), QStringLiteral("1×"));
        time.skip(QStringLiteral("1h"));
        QTRY_VERIFY(!time.moving());
        QCOMPARE(skips, 1);
    }

    void aTimeThatIsTypedMustLieInTheLab() {
        theme::Theme theme;
        RewindDialog dialog(theme, history(), {}, noon(), noon() + 10min);
        dialog.show();
        auto* field = dialog.findChild<QLineEdit*>();
        field->setText(QStringLiteral("12:07:30"));
        QCOMPARE(dialog.chosen(), std::optional<Instant>(noon() + 7min + 30s));
        for (const char* wrong : {"11:59", "12:11", "noon", "2025-11-18 12:05", "25:00"}) {
            field->setText(QLatin1String(wrong));
            QVERIFY2(!dialog.chosen(), wrong);
            dialog.done(QDialog::Accepted);
            QVERIFY2(dialog.isVisible(), wrong);
        }
        field->setText(QStringLiteral("2025-11-17 12:06"));
        dialog.done(QDialog::Accepted);
        QVERIFY(!dialog.isVisible());
    }

    void escapeStaysWhereOneIs() {
        theme::Theme theme;
        RewindDialog dialog(theme, history(), {}, noon(), noon() + 10min);
        QSignalSpy gone(&dialog, &QDialog::accepted);
        dialog.show();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(gone.count(), 0);
    }

    void aTimeAfterMidnightIsOfTheDayBefore() {
        const Instant now = noon() - 11h; // one in the morning
        QCOMPARE(typedTime(QStringLiteral("23:30"), now), std::optional<Instant>(now - 90min));
        QCOMPARE(typedTime(QStringLiteral("0:30"), now), std::optional<Instant>(now - 30min));
        QVERIFY(!typedTime(QString(), now));
    }

    void theBarSaysTimeSpeedAndAlerts() {
        bool over = false, wordy = false;
        fakes::CannedServer server([&over, &wordy](const fakes::Asked& asked) {
            if (asked.path == QLatin1String("/lab/v1/status"))
                return fakes::Canned{200, R"({"lab":"x","virtualTime":"2025-11-17T09:05:00Z","started":)"
                                          R"("2025-11-17T09:00:00Z","speed":10,"world":1})"};
            if (wordy)
                return fakes::Canned{
                    200,
                    R"({"data":{"alerts":[{"labels":{"alertname":"BenachrichtigungszustellungZuLangsam",)"
                    R"("severity":"warning"},"annotations":{"summary":"Die durchschnittliche Antwortzeit )"
                    R"(der Benachrichtigungszustellungsdienste liegt seit fünf Minuten weit über dem )"
                    R"(vereinbarten Grenzwert"},"state":"firing","activeAt":"2025-11-17T09:04:00Z"}]}})"};
            return fakes::Canned{200, over ? QByteArray(R"({"data":{"alerts":[]}})")
                                           : QByteArray(R"({"data":{"alerts":[{"labels":{"alertname":"Down",)"
                                                        R"("severity":"critical"},"annotations":{"summary":)"
                                                        R"("API is down"},"state":"firing","activeAt":)"
                                                        R"("2025-11-17T09:04:00Z"}]}})")};
        });
        SystemClock wall;
        session::ControlClient control(server.url(), "x");
        metrics::PrometheusClient prometheus(server.url());
        session::LabTime time(wall);
        session::AlertWatch alerts(time);
        theme::Theme theme;
        LabClockBar bar(theme);
        bar.show();
        bar.setTime(&time);
        bar.setAlerts(&alerts);
        const auto buttons = bar.findChildren<QPushButton*>();
        QVERIFY(!buttons[0]->isVisible()); // no lab, no clock
        time.follow(&control);
        QTRY_VERIFY(buttons[0]->isVisible());
        QCOMPARE(buttons[0]->text(), QStringLiteral("10×"));
        QVERIFY(buttons[0]->accessibleName().contains(QStringLiteral("speed 10×")));
        QVERIFY(!buttons[1]->isVisible() && !buttons[2]->isVisible()); // nobody to ask yet
        alerts.follow(&prometheus);
        QTRY_VERIFY(buttons[2]->isVisible());
        QVERIFY(!buttons[1]->isVisible());
        QVERIFY(buttons[2]->text().startsWith(QLatin1Char('1')));
        AlertsDialog dialog(theme, alerts);
        dialog.show();
        auto* list = dialog.findChild<QTreeWidget*>();
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("Firing"));
        QCOMPARE(list->topLevelItem(0)->text(2), QStringLiteral("Critical"));
        QCOMPARE(list->topLevelItem(0)->text(4), QStringLiteral("API is down"));
        shot(dialog, "alerts-light");
        over = true;
        alerts.look();
        QTRY_VERIFY(list->topLevelItem(0)->text(0).startsWith(QLatin1String("Over")));
        QVERIFY(buttons[1]->isVisible());
        QSignalSpy wanted(&bar, &LabClockBar::alertsWanted);
        buttons[1]->setFocus();
        QTest::keyClick(buttons[1], Qt::Key_Space);
        QCOMPARE(wanted.count(), 1);
        dialog.hide();
        wordy = true;
        alerts.look();
        QTRY_VERIFY(list->topLevelItem(0)->text(0) == QLatin1String("Firing"));
        theme.setMode(theme::Mode::Dark);
        theme.setTextPercent(200);
        AlertsDialog large(theme, alerts);
        large.show();
        shot(large, "alerts-200-dark");
        QVERIFY(large.width() <= 1400);
    }
};

QTEST_MAIN(tst_LabClockBar)
#include "tst_LabClockBar.moc"
