#include "tests/fakes/CompanyStage.h"
#include "tests/views/window/DeskStage.h"
#include "views/charts/LiveCharts.h"
#include "views/connection/HostKeyDialog.h"
#include "views/lab/CheckRow.h"
#include "views/lab/LabList.h"
#include "views/lab/LabView.h"
#include "views/lab/company/ClusterDialog.h"
#include "views/lab/company/ClustersDialog.h"
#include "views/lab/company/PlaceNote.h"
#include "views/lab/company/StartThereDialog.h"
#include "views/lab/company/TrialBox.h"
#include "views/lab/time/LabClockBar.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Style.h"
#include "views/window/CompanySite.h"
#include "views/window/LabTerminal.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace understudy;
using namespace understudy::window;
using lab::ClusterDialog;
using lab::ClustersDialog;
using lab::LabList;

/// A lab on a company's cluster, from its profile to its end, in the real window. Where UNDERSTUDY_SHOTS
/// names a folder, pictures of each screen are left there.
class tst_CompanyRoom final : public QObject {
    Q_OBJECT
    SystemClock m_clock;
    std::unique_ptr<fakes::CompanyStage> m_company;
    std::unique_ptr<fakes::DeskStage> m_stage;
    LabRoom* m_room = nullptr;

    Window& frame() { return m_stage->desk->window(); }
    template <class Dialog>
    Dialog* dialog() {
        Dialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                found = nullptr;
                for (auto* each : frame().findChildren<Dialog*>())
                    if (each->isVisible())
                        found = each;
                return found != nullptr;
            },
            20'000);
        return found;
    }
    static bool press(QWidget& in, const QString& words) {
        for (auto* each : in.findChildren<QPushButton*>())
            if (each->text() == words && each->isVisibleTo(&in)) {
                each->click();
                return true;
            }
        return false;
    }
    static QString wordsOf(const QWidget& widget) {
        QStringList words;
        for (const QLabel* label : widget.findChildren<QLabel*>())
            words << label->text();
        return words.join(QLatin1Char('\n'));
    }
    void typeProfile(ClusterDialog& dialog, const company::Profile& profile) {
        const auto lines = dialog.findChildren<QLineEdit*>();
        const QString values[] = {profile.name, profile.kubeconfig, profile.prometheus.address,
                                  profile.alertmanager.address, profile.jaeger.address};
        int next = 0;
        for (QLineEdit* line : lines)
            if (next < 5 && !qobject_cast<QComboBox*>(line->parentWidget())) {
                line->clear();
                line->insert(values[next++]);
                Q_EMIT line->textEdited(line->text());
            }
        for (auto* choice : dialog.findChildren<QComboBox*>())
            if (choice->accessibleName() == QLatin1String("Host"))
                choice->setCurrentIndex(choice->findData(profile.host));
    }
    /// The window and what is above it, in both themes and sizes and with text twice as large.
    void shots(const QString& name) {
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (folder.isEmpty())
            return;
        struct Look {
            const char* called;
            QSize size;
            theme::Mode mode;
            int percent;
        };
        const Look looks[] = {{"1440-light", {1440, 900}, theme::Mode::Light, 100},
                              {"1366-dark", {1366, 700}, theme::Mode::Dark, 100},
                              {"1440-200", {1440, 900}, theme::Mode::Light, 200}};
        for (const Look& look : looks) {
            m_stage->theme.setMode(look.mode);
            m_stage->theme.setTextPercent(look.percent);
            frame().resize(look.size);
            QTest::qWait(300);
            QPixmap picture = frame().grab();
            for (QDialog* above : frame().findChildren<QDialog*>())
                if (above->isVisible()) {
                    const QPixmap over = above->grab();
                    QPainter(&picture).drawPixmap((picture.width() - over.width()) / 2,
                                                  (picture.height() - over.height()) / 2, over);
                }
            picture.save(QStringLiteral("%1/%2-%3.png").arg(folder, name, QLatin1String(look.called)));
        }
        m_stage->theme.setMode(theme::Mode::Light);
        m_stage->theme.setTextPercent(100);
        frame().resize(1440, 900);
        fakes::DeskStage::settle();
    }
    bool shows(const QString& text) {
        return QTest::qWaitFor([&] { return m_room->terminal()->screenText().contains(text); }, 30'000);
    }

private Q_SLOTS:
    void initTestCase() {
        m_company = std::make_unique<fakes::CompanyStage>();
        if (!m_company->start("lab-1-1"))
            QSKIP(qPrintable(m_company->reason()));
        qApp->setStyle(new theme::Style);
        m_stage = std::make_unique<fakes::DeskStage>(m_clock);
        connect(&m_stage->theme, &theme::Theme::changed, qApp, [this] {
            qApp->setPalette(theme::paletteOf(m_stage->theme));
            qApp->setFont(m_stage->theme.font(theme::Type::Ui));
            qApp->setStyleSheet(theme::styleSheetOf(m_stage->theme));
        });
        m_stage->theme.setMode(theme::Mode::Dark);
        m_stage->theme.setMode(theme::Mode::Light);
        m_stage->tools.hosts.knownHosts = QStringList{m_stage->profile.filePath("known_hosts")};
        connection::AddressBook book(m_stage->profile.filePath("connections.json"));
        QVERIFY(book.save(m_company->host()));
        m_stage->at({1440, 900});
        m_stage->desk->go(Place::Labs);
        m_room = m_stage->desk->labs();
        QVERIFY(m_room);
    }
    void cleanupTestCase() {
        m_stage.reset();
        m_company.reset();
    }

    void aProfileIsWrittenAndTried() {
        shots("list");
        QVERIFY(press(*m_room, "Company clusters…"));
        auto* clusters = dialog<ClustersDialog>();
        QVERIFY(clusters);
        QVERIFY(wordsOf(*clusters).contains("There is none yet"));
        QVERIFY(press(*clusters, "Add a cluster…"));
        auto* made = dialog<ClusterDialog>();
        QVERIFY(made);
        QVERIFY(press(*made, "Save"));
        QVERIFY(wordsOf(*made).contains("Give the cluster a name"));
        QVERIFY(made->isVisible());
        company::Profile profile = m_company->profile();
        profile.prometheus.address = "127.0.0.1:9090";
        typeProfile(*made, profile);
        QVERIFY(press(*made, "Try it"));
        QVERIFY(wordsOf(*made).contains("is no address of Prometheus"));
        typeProfile(*made, m_company->profile());
        QVERIFY(press(*made, "Try it"));
        auto* key = dialog<connection::HostKeyDialog>(); // first use
        QVERIFY(key);
        QVERIFY(press(*key, "Connect"));
        auto* trial = made->findChild<lab::TrialBox*>();
        QTRY_VERIFY_WITH_TIMEOUT(!trial->underway(), 60'000);
        for (const char* works : {"Logged in to Bastion", "kubectl reaches the cluster", "Prometheus answers",
                                  "Alertmanager answers", "Jaeger answers"})
            QVERIFY2(trial->words().contains(works), qPrintable(trial->words()));
        shots("profile");
        QVERIFY(press(*made, "Save"));
        QTRY_VERIFY(wordsOf(*clusters).contains("Training cluster"));
        shots("clusters");
        QTRY_VERIFY(press(*clusters, "Remove")); // laid out by an event
        QTRY_VERIFY(wordsOf(*clusters).contains("was removed"));
        QTRY_VERIFY(press(*clusters, "Undo"));
        QTRY_VERIFY(!wordsOf(*clusters).contains("was removed"));
        QVERIFY(press(*clusters, "Close"));
        QCOMPARE(m_room->company().book().all().size(), std::size_t(1));
    }

    void aLabBeginsThereFromItsMenu() {
        auto* list = m_room->findChild<LabList*>();
        QToolButton* arrow = nullptr;
        for (auto* each : list->findChildren<QToolButton*>())
            if (each->accessibleName() == QLatin1String("Where to start lab 1.1"))
                arrow = each;
        QVERIFY(arrow);
        arrow->click();
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = list->findChild<QMenu*>()) && menu->isVisible());
        QStringList words;
        for (const QAction* each : menu->actions())
            words << each->text();
        QCOMPARE(words, (QStringList{"On this computer", "On Training cluster…", "", "Company clusters…"}));
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS"); !folder.isEmpty())
            menu->grab().save(folder + "/menu.png");
        menu->actions().at(1)->trigger();
        menu->close();
        auto* asked = dialog<lab::StartThereDialog>();
        QVERIFY(asked);
        QVERIFY(wordsOf(*asked).contains("nothing is broken on purpose"));
        QVERIFY(wordsOf(*asked).contains("Redis is stopped"));
        shots("start");
        QVERIFY(press(*asked, "Start there"));
        QTRY_VERIFY_WITH_TIMEOUT(m_room->run() && m_room->run()->labAnswers(), 60'000);
        QVERIFY(m_room->run()->elsewhere());
        QCOMPARE(m_room->place(), QString("Training cluster"));
        // No clock to push, what that means, and no word about alerts that nobody knows.
        QVERIFY(!m_room->time().known());
        auto* note = m_room->findChild<lab::PlaceNote*>();
        QVERIFY(note);
        QVERIFY(wordsOf(*note).contains("time cannot be turned back"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_room->alerts().trouble(), 20'000);
        // The shell is at the host, and knows the cluster.
        QTRY_VERIFY_WITH_TIMEOUT(m_room->terminal()->tabs().current()->isConnected(), 30'000);
        m_room->terminal()->run("kubectl get namespace production; echo =$PROMETHEUS=");
        QVERIFY(shows("production"));
        QVERIFY(shows('=' + m_company->said("prometheus", "url") + '='));
        QTRY_VERIFY_WITH_TIMEOUT(m_room->charts().count() > 0 && m_room->charts().latest(0).has_value(),
                                 30'000);
        shots("room");
    }

    void aFaultOfTheGuideIsTheMentorsToCause() {
        m_room->run()->openStep(3);
        fakes::DeskStage::settle();
        auto* view = m_room->findChild<lab::LabView*>();
        QVERIFY(wordsOf(view->guide()).contains("Ask your mentor to cause this, or leave it out"));
        QVERIFY(!view->guide().currentCommand().startsWith("lab "));
        view->checkNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_room->run()->looksUnderway(), 0, 60'000);
        shots("fault");
        QVERIFY(m_company->causes("redis"));
        QVERIFY(m_company->waits("3m"));
        view->checkNow();
        QTRY_COMPARE_WITH_TIMEOUT(int(m_room->run()->check("lab-1-1#gone").verdict.word),
                                  int(session::Verdict::Word::Passed), 60'000);
    }

    void whatEndsThereSaysWhatWasNotChecked() {
        QVERIFY(m_room->run()->finish());
        fakes::DeskStage::settle();
        auto* view = m_room->findChild<lab::LabView*>();
        QVERIFY(wordsOf(view->guide()).contains("Go through them with your mentor"));
        shots("end");
        m_room->showList();
        fakes::DeskStage::settle();
        shots("list-after");
    }

    void aLongNameGivesWay() {
        company::ProfileBook book(m_stage->profile.filePath("clusters.json"));
        company::Profile profile = book.all().front();
        profile.name = QStringLiteral("Schulungscluster der Produktionsüberwachungsbereitschaftsgruppe Süd");
        const course::Lab* lab = m_stage->library->course().lab("lab-3-1");
        lab::StartThereDialog asked(m_stage->theme, *lab, {"x", profile.name, true},
                                    {{"r", "bad_release", "production/dwcp-api", false}}, &frame());
        asked.open();
        QVERIFY(asked.width() <= 900);
        shots("start-long");
    }
};

QTEST_MAIN(tst_CompanyRoom)
#include "tst_CompanyRoom.moc"
