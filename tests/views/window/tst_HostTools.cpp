#include "views/window/HostTools.h"

#include "core/course/Library.h"
#include "tests/fakes/Files.h"
#include "tests/fakes/RealPrometheus.h"
#include "tests/views/window/OnCallStage.h"
#include "views/charts/LiveCharts.h"
#include "views/transfer/FilesPanel.h"
#include "views/transfer/TransferRow.h"
#include "views/transfer/Transfers.h"

#include <QFileDialog>
#include <QTreeWidget>

using namespace understudy;
using namespace understudy::window;

/// Files and charts of a host over the login of its terminals, with a real OpenSSH server and Prometheus.
class tst_HostTools final : public QObject, private OnCallStage {
    Q_OBJECT

    fakes::RealPrometheus m_prometheus;
    std::unique_ptr<course::Library> m_library;
    std::unique_ptr<QTemporaryDir> m_far;

    HostTools& beside() const { return *m_room->findChild<HostTools*>(); }
    transfer::TransferRow* row() const { return m_room->findChild<transfer::TransferRow*>(); }
    QString file(const QString& name, const QByteArray& text) const {
        return fakes::writeFile(m_profile.filePath(name), text);
    }
    QByteArray far(const QString& name) const { return fakes::readFile(m_far->filePath(name)); }
    bool connectTo(const Id& id) {
        return open(id) && shows("$"); // what is typed before the prompt is there is echoed twice
    }
    bool says(const QString& words) {
        return QTest::qWaitFor([&] { return row() && row()->words().contains(words); }, 20'000);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!prepare())
            QSKIP(qPrintable(m_sshd.reason()));
        const QString share = qEnvironmentVariable("UNDERSTUDY_SHARE");
        QFile keys(share + "/course/keys.pub");
        QVERIFY(keys.open(QIODevice::ReadOnly));
        auto opened = course::Library::open(
            share + "/course/dwcp-v3",
            QString::fromUtf8(keys.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts), 0);
        QVERIFY(opened.ok());
        m_library = std::move(*opened);
        m_tools->library = m_library.get();
    }
    void init() {
        openWindow();
        m_far = std::make_unique<QTemporaryDir>();
        QFile::setPermissions(m_far->path(), QFile::Permissions(0x7777));
    }
    void cleanup() { m_window.reset(); }

    void aDroppedFileGoesWhereTheShellIsAfterAQuestion() {
        QVERIFY(connectTo(addKey("gate")));
        view()->typeText(QString("cd %1; printf '\\033]7;file://gate%1\\007'\r").arg(m_far->path()));
        QTRY_COMPARE_WITH_TIMEOUT(view()->folder(), m_far->path(), 10'000);
        view()->takeFiles({file("report.txt", "words"), file("other.txt", "more")});
        auto* asked = dialog<theme::StateDialog>();
        QVERIFY(asked);
        QVERIFY2(wordsOf(*asked).contains("2 files (9 bytes) to gate?"), qPrintable(wordsOf(*asked)));
        QCOMPARE(asked->findChild<QLineEdit*>()->text(), m_far->path());
        grab("files-question");
        button(*asked, "Copy")->click();
        QVERIFY(says("2 files copied to gate."));
        QCOMPARE(far("report.txt"), QByteArray("words"));
        QCOMPARE(far("other.txt"), QByteArray("more"));
        grab("files-copied");
        button(*row(), "Close")->click();
        QVERIFY(beside().transfers().isHidden());
    }

    void whatIsThereIsKeptUnlessTheTraineeReplacesIt() {
        QFile old(m_far->filePath("report.txt"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        old.setPermissions(QFile::Permissions(0x6666));
        QVERIFY(connectTo(addKey("gate")));
        for (const auto& [answer, expected] :
             {std::pair{"Keep what", "old"}, std::pair{"Replace it", "new"}}) {
            view()->takeFiles({file("report.txt", "new")});
            auto* asked = dialog<theme::StateDialog>();
            QVERIFY(asked);
            asked->findChild<QLineEdit*>()->setText(m_far->path());
            button(*asked, "Copy")->click();
            theme::StateDialog* replace = nullptr;
            QTRY_VERIFY_WITH_TIMEOUT(
                (replace = dialog<theme::StateDialog>()) && button(*replace, "Replace it"), 20'000);
            grab("files-replace");
            button(*replace, answer)->click();
            QTRY_COMPARE_WITH_TIMEOUT(beside().transfers().underWay(), 0, 20'000);
            QCOMPARE(far("report.txt"), QByteArray(expected));
            button(*row(), "Close")->click();
            QTRY_VERIFY(!row());
        }
    }

    void whatTheHostRefusesIsASentence() {
        QVERIFY(connectTo(addKey("gate")));
        view()->takeFiles({file("report.txt", "words")});
        auto* asked = dialog<theme::StateDialog>();
        asked->findChild<QLineEdit*>()->setText("/root");
        button(*asked, "Copy")->click();
        QVERIFY(says("The host does not let you do that"));
        grab("files-refused");
    }

    void aWatchedHostTakesNoFilesButGivesThem() {
        QVERIFY(connectTo(addKey("production", true)));
        view()->takeFiles({file("report.txt", "words")});
        auto* refused = dialog<theme::StateDialog>();
        QVERIFY(refused);
        QVERIFY(wordsOf(*refused).contains("watched only"));
        button(*refused, "Close")->click();
        QVERIFY(!row());
    }

    void theFilesOfTheHostAreListedAndGot() {
        QFile log(m_far->filePath("app.log"));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write("lines");
        log.close();
        QVERIFY(QDir(m_far->path()).mkdir("sub"));
        QVERIFY(connectTo(addKey("gate")));
        view()->typeText(QString("cd %1; printf '\\033]7;file://gate%1\\007'\r").arg(m_far->path()));
        QTRY_COMPARE_WITH_TIMEOUT(view()->folder(), m_far->path(), 10'000);
        view()->perform(terminal::Act::Files);
        QVERIFY(beside().files());
        auto* list = beside().files()->findChild<QTreeWidget*>();
        QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 2, 20'000);
        QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("sub/"));
        QCOMPARE(list->topLevelItem(1)->text(0), QStringLiteral("app.log"));
        QCOMPARE(list->topLevelItem(1)->text(1), QStringLiteral("5 bytes"));
        grab("files-panel");
        list->setCurrentItem(list->topLevelItem(1));
        button(*beside().files(), "Get the file")->click();
        auto* save = dialog<QFileDialog>();
        QVERIFY(save);
        const QString here = m_profile.filePath("got.log");
        Q_EMIT save->fileSelected(here);
        save->close();
        QVERIFY(says("got.log is here"));
        QFile got(here);
        QVERIFY(got.open(QIODevice::ReadOnly));
        QCOMPARE(got.readAll(), QByteArray("lines"));
        list->setFocus();
        list->setCurrentItem(list->topLevelItem(0));
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(beside().files()->folder().endsWith("/sub"), 10'000);
        QTest::keyClick(list, Qt::Key_Backspace);
        QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 2, 10'000);
    }

    void aSelectedNameIsGotFromWhereTheShellIs() {
        QVERIFY(connectTo(addKey("gate")));
        view()->typeText("echo /etc/hostname\r");
        QVERIFY(shows("\n/etc/hostname"));
        const auto top = view()->session().topLine();
        const QStringList lines = view()->screenText().split(QLatin1Char('\n'));
        const auto line = top + static_cast<std::uint64_t>(lines.indexOf("/etc/hostname"));
        view()->select(terminal::Range{{line, 0}, {line, 13}});
        QVERIFY(view()->can(terminal::Act::GetFile));
        view()->perform(terminal::Act::GetFile);
        auto* save = dialog<QFileDialog>();
        QVERIFY(save);
        QVERIFY(save->windowTitle().contains("/etc/hostname"));
        save->close();
    }

    void aHostThatIsLostAndBackGoesOnWithTheCopy() {
        const Id id = addKey("gate");
        QVERIFY(connectTo(id));
        view()->takeFiles({file("big", QByteArray(30'000'000, 'x'))});
        auto* asked = dialog<theme::StateDialog>();
        asked->findChild<QLineEdit*>()->setText(m_far->path());
        button(*asked, "Copy")->click();
        QTRY_VERIFY_WITH_TIMEOUT(row() && row()->words().startsWith("Copying big to gate"), 10'000);
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        if (!says("goes on when gate is connected again")) {
            QVERIFY2(row()->words().contains("copied"), qPrintable(row()->words())); // it was quicker
            QVERIFY(m_sshd.start(settings, port));
            QSKIP("the copy was over before the host was");
        }
        grab("files-interrupted");
        QVERIFY(m_sshd.start(settings, port));
        QTest::keyClick(view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(row()->words().contains("1 file"), 60'000);
        QCOMPARE(far("big").size(), qsizetype(30'000'000));
    }

    void chartsReadThePrometheusOfTheHostThroughTheLogin() {
        m_prometheus.metrics = "node_memory_MemAvailable_bytes{role=\"worker\"} 250\n"
                               "node_memory_MemTotal_bytes{role=\"worker\"} 1000\n";
        if (!m_prometheus.start())
            QSKIP(qPrintable(m_prometheus.reason()));
        m_clock.set(SystemClock().now());
        const Id id = add("gate", [&](Connection& connection) {
            connection.login = Connection::Login::KeyFile;
            connection.keyFile = m_sshd.identity();
            connection.metrics = m_prometheus.address();
        });
        QVERIFY(connectTo(id));
        const QStringList listeners = fakes::ownListeners();
        m_window->activateWindow();
        view()->setFocus();
        QVERIFY(QTest::qWaitFor([this] { return view()->hasFocus(); }, 5000));
        QTest::keyClick(view(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(beside().charts() && beside().charts()->isVisible());
        int memory = -1;
        for (int i = 0; i < beside().charts()->count(); ++i)
            if (beside().charts()->pane(i).spec().title == "Memory")
                memory = i;
        QVERIFY(memory >= 0);
        QTRY_VERIFY_WITH_TIMEOUT((m_clock.set(SystemClock().now()), beside().charts()->latest(memory)),
                                 30'000);
        QCOMPARE(*beside().charts()->latest(memory), 75.0);
        QCOMPARE(fakes::ownListeners(), listeners); // nothing listens on this computer for it
        grab("charts");
        QTest::keyClick(m_window->focusWidget(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!beside().charts()->isVisible());
        QVERIFY(view()->hasFocus());
    }

    void aHostWithoutAnAddressSaysWhereToWriteIt() {
        QVERIFY(connectTo(addKey("gate")));
        view()->perform(terminal::Act::Charts);
        QVERIFY(wordsOf(beside()).contains("Charts from"));
        QVERIFY(!beside().charts()->isVisible());
        grab("charts-none");
    }
};

QTEST_MAIN(tst_HostTools)
#include "tst_HostTools.moc"
