#include "app/terminal/LocalPty.h"
#include "core/terminal/Session.h"
#include "core/terminal/Transcript.h"
#include "tests/journeys/Postgres.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using terminal::Session;

namespace {

/// A program as people use it: keys in, the text of its screen out.
class Seat final {
public:
    explicit Seat(const QStringList& words, int columns = 80, int rows = 24)
        : m_session(columns, rows) {
        auto started = alone::LocalPty::start({words, {}, columns, rows});
        if (!started)
            return;
        m_session.ended = [this](const terminal::StreamEnd& end) { m_status = end.exitStatus; };
        m_session.setStream(std::move(*started));
    }
    void type(const char* keys) { m_session.type(keys); }
    void press(terminal::Key key) { m_session.press({key}); }
    void function(int number) { m_session.press({terminal::Key::Function, {}, number}); }
    Session& session() { return m_session; }
    QString text() const { return QString::fromStdString(terminal::Transcript(m_session).screen()); }
    QString row(int y) const { return text().section(QLatin1Char('\n'), y, y); }
    std::optional<int> status() const { return m_status; }

private:
    Session m_session;
    std::optional<int> m_status;
};

bool isHere(const char* program) { return !QStandardPaths::findExecutable(QLatin1String(program)).isEmpty(); }

} // namespace

#define NEEDS(program)                                                                                       \
    if (!isHere(program))                                                                                    \
    QSKIP(program " is not installed")
#define COMES(condition) QTRY_VERIFY2_WITH_TIMEOUT((condition), qPrintable(seat.text()), 20'000)
#define SHOWS(seat, words)                                                                                   \
    QTRY_VERIFY2_WITH_TIMEOUT((seat).text().contains(QString::fromUtf8(words)), qPrintable((seat).text()),   \
                              20'000)

/// The full-screen programs of a trainee's day, real ones, on the terminal's own engine.
class TestTerminalPrograms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        qputenv("HOME", m_folder.path().toLocal8Bit()); // nobody's own settings
        qputenv("LANG", "C.UTF-8");
        qputenv("LC_ALL", "C.UTF-8");
        QFile lines(file());
        QVERIFY(lines.open(QIODevice::WriteOnly));
        for (int i = 1; i <= 200; ++i)
            lines.write(QByteArray("line ") + QByteArray::number(i) + (i == 3 ? " 終端 é\n" : "\n"));
    }
    void vimEditsAndLeavesTheScreenAsItWas() {
        NEEDS("vim");
        Seat seat({"sh", "-c", QStringLiteral("echo before; vim -u NONE %1; echo after").arg(file())});
        SHOWS(seat, "line 23");
        QVERIFY(seat.session().screen().modes().alternate);
        QCOMPARE(seat.row(0), QStringLiteral("line 1"));
        QCOMPARE(seat.row(2), QStringLiteral("line 3 終端 é"));
        seat.type("Ohello, world\x1b");
        SHOWS(seat, "hello, world\nline 1");
        seat.type("G");
        SHOWS(seat, "line 200");
        seat.type(":vsplit\r");
        QTRY_COMPARE_WITH_TIMEOUT(seat.text().count(QStringLiteral("line 200")), 2, 20'000);
        seat.type(":qa!\r");
        SHOWS(seat, "after");
        QVERIFY(!seat.session().screen().modes().alternate);
        QCOMPARE(seat.row(0), QStringLiteral("before"));
        QCOMPARE(seat.session().screen().history().size(), std::size_t(0));
    }
    void lessScrollsAndSearches() {
        NEEDS("less");
        Seat seat({"less", file()});
        SHOWS(seat, "line 23");
        seat.type(" ");
        SHOWS(seat, "line 46");
        seat.type("g/line 150\r");
        SHOWS(seat, "line 150");
        QTRY_COMPARE_WITH_TIMEOUT(seat.row(0), QStringLiteral("line 150"), 20'000);
        seat.press(terminal::Key::Down);
        QTRY_COMPARE_WITH_TIMEOUT(seat.row(0), QStringLiteral("line 151"), 20'000);
        seat.type("q");
        QTRY_COMPARE_WITH_TIMEOUT(seat.status(), std::optional<int>(0), 20'000);
    }
    void aManualPageIsRead() {
        NEEDS("man");
        QFile page(m_folder.filePath(QStringLiteral("drill.1")));
        QVERIFY(page.open(QIODevice::WriteOnly));
        page.write(".TH DRILL 1\n.SH NAME\ndrill \\- practice\n.SH DESCRIPTION\n\\fBBold\\fR words.\n");
        page.close();
        Seat seat({"man", page.fileName()});
        SHOWS(seat, "drill - practice");
        SHOWS(seat, "Bold words");
        const QStringList rows = seat.text().split(QLatin1Char('\n'));
        const auto at = rows.indexOf(QRegularExpression(QStringLiteral(".*Bold words.*")));
        QVERIFY2(at >= 0, qPrintable(seat.text()));
        const terminal::Row& row = seat.session().screen().row(static_cast<int>(at));
        const auto x = static_cast<std::size_t>(rows[at].indexOf(QLatin1Char('B')));
        QVERIFY(row.cells[x].attributes & terminal::Bold);
        QVERIFY(!(row.cells[x + 6].attributes & terminal::Bold));
        seat.type("q");
        QTRY_VERIFY_WITH_TIMEOUT(seat.status(), 20'000);
    }
    void htopDrawsItsTable() {
        NEEDS("htop");
        Seat seat({"htop", "-d", "2"}, 100, 30);
        SHOWS(seat, "PID");
        SHOWS(seat, "F10");
        COMES(seat.row(29).contains(QStringLiteral("Quit")));
        seat.session().resize(120, 40); // its bar follows the new last row
        QTRY_VERIFY2_WITH_TIMEOUT(seat.row(39).contains(QStringLiteral("Quit")), qPrintable(seat.text()),
                                  20'000);
        seat.type("q");
        QTRY_VERIFY_WITH_TIMEOUT(seat.status(), 20'000);
    }
    void tmuxInTmuxSplitsAndKeepsItsBars() {
        NEEDS("tmux");
        const QString outer = QStringLiteral("-L out%1").arg(QCoreApplication::applicationPid());
        const QString inner =
            QStringLiteral("env -u TMUX tmux -L in%1 -f /dev/null").arg(QCoreApplication::applicationPid());
        Seat seat({"sh", "-c", QStringLiteral("tmux %1 -f /dev/null new -s outer 'sh'").arg(outer)}, 100, 30);
        SHOWS(seat, "[outer]");
        seat.type(qPrintable(inner + QStringLiteral(" new -s inner sh\r")));
        SHOWS(seat, "[inner]");
        seat.type("\x02\x02%"); // the prefix goes through the outer to the inner, which splits
        SHOWS(seat, "│");
        seat.type("echo ri''ght\r");
        SHOWS(seat, "right");
        COMES(seat.row(28).contains(QStringLiteral("[inner]")));
        COMES(seat.row(29).contains(QStringLiteral("[outer]")));
        const auto bars = [&seat] { // the border is one column from top to bottom
            const auto column = seat.row(0).indexOf(QChar(0x2502));
            int found = 0;
            for (int y = 0; y < 28 && column >= 0; ++y)
                found += seat.row(y).indexOf(QChar(0x2502)) == column ? 1 : 0;
            return found;
        };
        COMES(bars() == 28);
        QProcess::execute(QStringLiteral("tmux"),
                          {outer.section(' ', 0, 0), outer.section(' ', 1), "kill-server"});
        QProcess::execute(
            QStringLiteral("tmux"),
            {"-L", QStringLiteral("in%1").arg(QCoreApplication::applicationPid()), "kill-server"});
        QTRY_VERIFY_WITH_TIMEOUT(seat.status(), 20'000);
    }
    void midnightCommanderShowsTwoPanels() {
        NEEDS("mc");
        Seat seat({"mc", "-d", m_folder.path(), m_folder.path()});
        SHOWS(seat, "1Help");
        SHOWS(seat, "lines.txt");
        COMES(seat.text().count(QStringLiteral("lines.txt")) >= 2);
        COMES(seat.row(1).startsWith(QStringLiteral("┌")));
        seat.function(1);
        SHOWS(seat, "Help");
        seat.function(10);
        seat.function(10);
        QTRY_VERIFY_WITH_TIMEOUT(seat.status() || seat.text().contains(QStringLiteral("quit")), 20'000);
    }
    void dialogDrawsItsBox() {
        NEEDS("dialog");
        Seat seat({"dialog", "--yesno", "Restart acp?", "7", "30"});
        SHOWS(seat, "Restart acp?");
        SHOWS(seat, "┌──");
        seat.type("\t\r"); // No
        QTRY_COMPARE_WITH_TIMEOUT(seat.status(), std::optional<int>(1), 20'000);
    }
    void neovimStartsWithoutWaitingForAnAnswer() {
        NEEDS("nvim");
        Seat seat({"nvim", "-u", "NONE", "-i", "NONE", file()});
        SHOWS(seat, "line 22");
        seat.type(":echo 40+2\r");
        SHOWS(seat, "42");
        seat.type(":q!\r");
        QTRY_COMPARE_WITH_TIMEOUT(seat.status(), std::optional<int>(0), 20'000);
    }
    void psqlDrawsItsTablesAndPagesThem() {
        NEEDS("psql");
        const auto server = Postgres::start();
        if (!server)
            QSKIP("no PostgreSQL server starts here");
        Seat seat(
            {"env", "PAGER=less", "LESS=", "psql", "-X", "-h", server->folder(), "-U", "ada", "postgres"});
        SHOWS(seat, "postgres=#");
        seat.type("\\pset border 2\r\\pset linestyle unicode\r\\! clear\r");
        seat.type(
            "select 'acp-0' as pod, '終端 é' as note, 7 as node union select 'x', 'y', 12 order by 3;\r");
        SHOWS(seat, "│ acp-0 │ 終端 é │    7 │\n│ x     │ y      │   12 │\n└───────┴────────┴──────┘");
        seat.type("select n, repeat('=', n) from generate_series(1, 60) n;\r");
        SHOWS(seat, "│  1 │ =");
        QVERIFY(!seat.text().contains(QStringLiteral("│ 60 │")));
        seat.type("G");
        SHOWS(seat, "│ 60 │ ============");
        seat.type("q\\q\r");
        QTRY_COMPARE_WITH_TIMEOUT(seat.status(), std::optional<int>(0), 20'000);
    }
    void aShellEditsALineThatWraps() {
        NEEDS("bash");
        Seat seat({"bash", "--norc", "-i"}, 40, 10);
        seat.type("PS1='$ '\r");
        SHOWS(seat, "\n$");
        seat.type("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-end");
        seat.type("\x01"); // to its start
        seat.type("\x1b"
                  "f"); // over a word
        seat.type(" 終\x05");
        SHOWS(seat, "$ echo 終 aaaa");
        seat.type("\r");
        SHOWS(seat, "\n終 aaaa");
        seat.type("exit 3\r");
        QTRY_COMPARE_WITH_TIMEOUT(seat.status(), std::optional<int>(3), 20'000);
    }

private:
    QString file() const { return m_folder.filePath(QStringLiteral("lines.txt")); }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestTerminalPrograms)
#include "tst_TerminalPrograms.moc"
