#include "app/terminal/LocalPty.h"
#include "core/terminal/Session.h"
#include "core/terminal/Transcript.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace understudy;
using alone::LocalCommand;
using alone::LocalPty;
using terminal::Session;
using terminal::StreamEnd;

namespace {

/// A session over a program of this computer, and how it ended.
struct Run {
    explicit Run(const QStringList& words, int columns = 80, int rows = 24)
        : session(columns, rows) {
        auto started = LocalPty::start({words, {}, columns, rows});
        if (!started) {
            error = started.error();
            return;
        }
        pty = started->get();
        session.ended = [this](const StreamEnd& how) {
            end = how;
            signal = pty->endedBySignal();
        };
        session.setStream(std::move(*started));
    }
    QString text() const { return QString::fromStdString(terminal::Transcript(session).screen()); }

    Session session;
    LocalPty* pty = nullptr;
    std::optional<Error> error;
    std::optional<StreamEnd> end;
    int signal = 0;
};

QStringList script(const char* text) {
    return {QStringLiteral("sh"), QStringLiteral("-c"), QString::fromUtf8(text)};
}

} // namespace

/// Programs of this computer behind a pseudo terminal.
class TestLocalPty : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAProgramWritesIsReadBeforeItsEnd() {
        Run run(script("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; printf last; exit 5"));
        QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        QCOMPARE(run.end->exitStatus, 5);
        QVERIFY(!run.end->lost);
        QVERIFY2(run.text().contains(QStringLiteral("line 2999\nlast")), qPrintable(run.text()));
    }
    void whatIsTypedReachesTheProgram() {
        Run run(script("read name; echo hello $name"));
        run.session.type("Ada\r");
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("hello Ada")), 20'000);
    }
    void aLongPasteArrivesWhole() {
        Run run(script("stty -echo -icanon; printf ready; head -c 300000 | wc -c"));
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("ready")), 20'000);
        run.session.type(std::string(300'000, 'x'));
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("300000")), 20'000);
    }
    void theProgramKnowsTheSizeAndIsToldOfAnother() {
        Run run(script("stty size; trap 'stty size' WINCH; printf ready; while :; do sleep 0.05; done"));
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("24 80\nready")), 20'000);
        run.session.resize(101, 33);
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("33 101")), 20'000);
    }
    void theProgramIsToldWhichTerminalThisIs() {
        qputenv("TMUX", "/tmp/outer,1,0");
        qputenv("COLUMNS", "17");
        Run run(script("echo $TERM $COLORTERM [$TMUX$COLUMNS]"));
        qunsetenv("TMUX");
        qunsetenv("COLUMNS");
        QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        QVERIFY2(run.text().contains(QStringLiteral("xterm-256color truecolor []")), qPrintable(run.text()));
    }
    void aProgramThatIsNotThereIsSaid() {
        Run run({QStringLiteral("no-such-program")});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, Errc::NotFound);
        QVERIFY(run.error->sentence.contains(QStringLiteral("no-such-program")));
    }
    void aFileThatIsNoProgramIsSaid() {
        Run run({QStringLiteral("/etc/passwd")});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, Errc::Refused);
    }
    void aKilledProgramTellsItsSignal() {
        Run run(script("kill -KILL $$"));
        QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        QCOMPARE(run.end->exitStatus, 128 + SIGKILL);
        QCOMPARE(run.signal, SIGKILL);
    }
    void theEndComesThoughAProgramLeftBehindHoldsTheTerminal() {
        Run run(script("sleep 60 & echo $!; exit 4"));
        QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        QCOMPARE(run.end->exitStatus, 4);
        const int left = run.text().trimmed().toInt();
        QVERIFY(left > 1);
        ::kill(left, SIGKILL);
    }
    void theProgramLivesOnWhenItClosesItsTerminal() {
        Run run(script("exec <&- >&- 2>&-; sleep 0.3; exit 6"));
        QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        QCOMPARE(run.end->exitStatus, 6);
    }
    void closingHangsUp() {
        QTemporaryDir folder;
        const QString mark = folder.filePath(QStringLiteral("hung-up"));
        Run run({QStringLiteral("sh"), QStringLiteral("-c"),
                 QStringLiteral("trap 'touch %1; exit' HUP; printf ready; while :; do sleep 0.05; done")
                     .arg(mark)});
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("ready")), 20'000);
        run.session.close();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(mark), 20'000);
        QVERIFY(!run.end);
    }
    void theProgramInFrontIsNamed() {
        Run run({QStringLiteral("bash"), QStringLiteral("--norc"), QStringLiteral("-i")});
        QTRY_VERIFY_WITH_TIMEOUT(run.text().contains(QStringLiteral("bash")), 20'000);
        QCOMPARE(run.pty->foreground(), QString());
        run.session.type("sleep 30\r");
        QTRY_COMPARE_WITH_TIMEOUT(run.pty->foreground(), QStringLiteral("sleep"), 20'000);
        run.session.type("\x03");
        QTRY_COMPARE_WITH_TIMEOUT(run.pty->foreground(), QString(), 20'000);
    }
    void aFloodWaitsForItsReader() {
        auto started = LocalPty::start({{QStringLiteral("yes")}, {}, 80, 24});
        QVERIFY(started.ok());
        LocalPty& pty = **started;
        std::size_t got = 0;
        pty.received = [&got](std::string_view bytes) { got += bytes.size(); };
        QTRY_COMPARE_WITH_TIMEOUT(got, terminal::ByteStream::InitialCredit, 20'000);
        QCoreApplication::processEvents(QEventLoop::AllEvents, 200);
        QCOMPARE(got, terminal::ByteStream::InitialCredit);
        pty.grant(1000);
        QTRY_COMPARE_WITH_TIMEOUT(got, terminal::ByteStream::InitialCredit + 1000, 20'000);
    }
    void aHundredProgramsLeaveNoDescriptorBehind() {
        const auto open = [] { return QDir(QStringLiteral("/proc/self/fd")).entryList().size(); };
        {
            Run first(script("true"));
            QTRY_VERIFY_WITH_TIMEOUT(first.end, 20'000);
        }
        const auto before = open();
        for (int i = 0; i < 100; ++i) {
            Run run(i % 2 ? script("exit 1") : script("sleep 60"));
            if (i % 2)
                QTRY_VERIFY_WITH_TIMEOUT(run.end, 20'000);
        }
        QCOMPARE(open(), before);
    }
    void theReceiverMayDestroyTheStream() {
        auto started = LocalPty::start({script("echo here; sleep 60"), {}, 80, 24});
        QVERIFY(started.ok());
        std::unique_ptr<LocalPty> pty = std::move(*started);
        pty->received = [&pty](std::string_view) { pty.reset(); };
        QTRY_VERIFY_WITH_TIMEOUT(!pty, 20'000);
    }
};

QTEST_GUILESS_MAIN(TestLocalPty)
#include "tst_LocalPty.moc"
