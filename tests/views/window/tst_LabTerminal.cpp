#include "views/window/LabTerminal.h"

#include "core/base/Clock.h"
#include "tests/fakes/Files.h"
#include "tests/views/window/DeskStage.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Style.h"
#include "views/transfer/TransferRow.h"
#include "views/transfer/Transfers.h"

#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

/// The terminal of a lab, with the real lab behind it: files that are dropped on it arrive where its shell
/// is.
class tst_LabTerminal final : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    std::unique_ptr<fakes::DeskStage> m_stage;
    std::unique_ptr<LabTerminal> m_terminal;
    QPointer<QWidget> m_question;

    terminal::TerminalView* view() { return m_terminal->tabs().current(); }
    QString home(const QString& name) const {
        return m_stage->link.connection()->home + QLatin1Char('/') + name;
    }
    bool copies() {
        for (auto* button : m_question->findChildren<QPushButton*>())
            if (button->text().contains("Copy")) {
                button->click();
                return true;
            }
        return false;
    }
    bool says(const QString& words) {
        return QTest::qWaitFor(
            [&] {
                const auto* row = m_terminal->transfers().findChild<transfer::TransferRow*>();
                return row && row->words().contains(words);
            },
            30'000);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists("/usr/lib/openssh/sftp-server"))
            QSKIP("openssh-sftp-server is not installed");
        qApp->setStyle(new theme::Style);
        m_stage = std::make_unique<fakes::DeskStage>(m_clock, qEnvironmentVariable("UNDERSTUDY_BIN") +
                                                                  "/understudy-lab");
        m_terminal = std::make_unique<LabTerminal>(m_stage->tools);
        connect(&m_terminal->transfers(), &transfer::Transfers::asked, this,
                [this](QWidget* dialog) { m_question = dialog; });
        m_terminal->resize(900, 600);
        m_terminal->show();
        QTRY_VERIFY_WITH_TIMEOUT(view() && view()->isConnected() && view()->screenText().contains("$"),
                                 40'000);
    }
    void cleanupTestCase() {
        m_terminal.reset();
        m_stage.reset();
    }

    void filesDroppedOnALabsTerminalArriveWhereItsShellIs() {
        m_terminal->run("mkdir 'my 100% files' && cd 'my 100% files'");
        QTRY_VERIFY_WITH_TIMEOUT(view()->folder().endsWith("/my 100% files"), 20'000);
        view()->takeFiles(
            {fakes::writeFile(m_stage->profile.filePath("report.txt"), "words"),
             fakes::writeFile(m_stage->profile.filePath("other.txt"), QByteArray(300'000, 'x'))});
        QTRY_VERIFY_WITH_TIMEOUT(m_question, 20'000);
        QCOMPARE(m_question->findChild<QLineEdit*>()->text(), view()->folder());
        QVERIFY(copies());
        QVERIFY(says("2 files copied to the lab host."));
        QCOMPARE(fakes::readFile(home("my 100% files/report.txt")), QByteArray("words"));
        QCOMPARE(fakes::readFile(home("my 100% files/other.txt")).size(), 300'000);
    }
};

QTEST_MAIN(tst_LabTerminal)
#include "tst_LabTerminal.moc"
