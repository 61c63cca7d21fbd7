#include "tests/core/terminal/Look.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace understudy::terminal;

/// What hosts say that is not text: questions, titles, colors, links, marks, the clipboard.
class tst_ScreenStrings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void questionsAreAnsweredButNeverWithTheHostsOwnText() {
        Screen screen(80, 24);
        Parser parser(screen);
        parser.feed("\x1b[c\x1b[>c\x1b[6n\x1b[?2004$p\x1b[?2026$p\x1b[31m\x1bP$qm\x1b\\");
        QCOMPARE(QByteArray::fromStdString(screen.takeReplies()),
                 QByteArray("\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c\x1b[>41;379;0c\x1b[1;1R\x1b[?2004;2$"
                            "y\x1b[?2026;2$y\x1bP1$r0;31m\x1b\\"));
        parser.feed("\x1b]0;rm -rf /\r\x07\x1b[21t\x1b]52;c;?\x07\x1b[20t\x1b[1;1;1;1;1;1*y");
        QCOMPARE(screen.takeReplies(), std::string());
    }

    void aFloodOfQuestionsGetsABoundedAnswer() {
        Screen screen(80, 24);
        Parser parser(screen);
        for (int i = 0; i < 100'000; ++i) {
            parser.feed("\x1b[c\x07\x1b]0;x\x07");
        }
        QVERIFY(screen.takeReplies().size() <= Screen::MostReplyBytes);
        QVERIFY(screen.takeEvents().size() <= Screen::MostEvents);
    }

    void theClipboardIsAskedForAndTitlesAreClean() {
        Screen screen(80, 24);
        Parser parser(screen);
        parser.feed("\x1b]52;c;aGVsbG8=\x1b\\\x1b]2;build\n\x01 \xE2\x80\xAE done\x07");
        const std::vector<Event> events = screen.takeEvents();
        QCOMPARE(events.size(), std::size_t(2));
        QVERIFY(events[0].kind == Event::Kind::ClipboardWrite);
        QCOMPARE(events[0].text, std::string("hello"));
        QCOMPARE(events[1].text, std::string("build  done"));
    }

    void linksAndPromptMarksAreKept() {
        Session session(40, 6);
        session.feed(
            "\x1b]133;A\x07$ "
            "ls\r\n\x1b]133;C\x07one\r\n\x1b]8;;https://a.example\x07two\x1b]8;;\x07\r\n\x1b]133;A\x07$ ");
        QCOMPARE(session.screen().symbols().address(cellAt(session, 1, 2).extra),
                 std::string_view("https://a.example"));
        QCOMPARE(cellAt(session, 4, 2).extra, std::uint16_t(0));
        const auto output = Transcript(session).lastOutput();
        QVERIFY(output);
        QCOMPARE(QByteArray::fromStdString(Transcript(session).text(*output)).trimmed(),
                 QByteArray("one\ntwo"));
    }

    void endlessStringsAndSequencesDoNotGrow() {
        Session session(80, 24);
        session.feed("\x1b]2;");
        const std::string megabyte(1024 * 1024, 'x');
        for (int i = 0; i < 50; ++i) {
            session.feed(megabyte);
        }
        session.feed("\x07"
                     "after");
        QCOMPARE(lineOf(session, 0), std::string("after"));
        session.feed("\r\x1b[" + std::string(100'000, ';') + "1mB\x1b[99999999999999999999C\x1b[65535b");
        QVERIFY(session.screen().cursor().x < 80);
    }

    void whatIsRefusedIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QFile file(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                   QStringLiteral("/tests/core/terminal/refused.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QRegularExpression shape(QStringLiteral("^(\\S.*?)\\s{2,}(\\S.*\\S)\\s+\\| (\\S.*)$"));
        for (QString line; !(line = QString::fromUtf8(file.readLine())).isEmpty();) {
            if (line.startsWith(QLatin1Char('#'))) {
                continue;
            }
            const auto match = shape.match(line.trimmed());
            QVERIFY2(match.hasMatch(), qPrintable(line));
            QByteArray bytes = match.captured(2).toUtf8();
            bytes.replace("\\e", "\x1b")
                .replace("\\a", "\x07")
                .replace("\\x05", "\x05")
                .replace("\\\\", "\\");
            QTest::newRow(qPrintable(match.captured(1))) << bytes;
        }
    }

    void whatIsRefusedIsRefused() {
        QFETCH(QByteArray, bytes);
        Session session(80, 24);
        session.feed("before\r\n$ ");
        session.screen().takeEvents();
        Screen& screen = session.screen();
        Parser parser(screen);
        parser.feed(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(screen.takeReplies()), QByteArray());
        QVERIFY(screen.takeEvents().empty());
        QCOMPARE(Transcript(session).screen().substr(0, 10), std::string("before\n$\n\n"));
        QCOMPARE(screen.columns(), 80);
        QCOMPARE(screen.rows(), 24);
        parser.feed("after");
        QCOMPARE(lineOf(session, 1), std::string("$ after"));
    }

    void aCommandsMarksLastThroughScrollingAndSizes() {
        Session session(40, 4, 100);
        session.feed(
            "\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]133;C\x07one\r\ntwo\r\n\x1b]133;D;2\x07\x1b]133;"
            "A\x07$ \x1b]133;B\x07");
        std::vector<Event::Kind> kinds;
        int status = 0;
        for (const Event& event : session.screen().takeEvents()) {
            kinds.push_back(event.kind);
            status = event.kind == Event::Kind::CommandEnded ? event.number : status;
        }
        session.feed("\r\n\r\n\r\n");
        session.resize(20, 6);
        const Row first = session.line(session.firstLine());
        QVERIFY(first.mark == Mark::Prompt);
        QCOMPARE(int(first.commandColumn), 2);
        bool ended = false;
        for (std::uint64_t line = session.firstLine(); line < session.endLine(); ++line) {
            ended = ended || session.line(line).exitStatus == 2;
        }
        QVERIFY(ended);
    }

    void aCommandIsToldAsItWasTypedAlsoOverSeveralRows() {
        const auto typed = [](int columns, const char* bytes) {
            Screen screen(columns, 6);
            Parser parser(screen);
            parser.feed(bytes);
            std::string text = "no command";
            for (const Event& event : screen.takeEvents()) {
                text = event.kind == Event::Kind::CommandStarted ? event.text : text;
            }
            return text;
        };
        const char* short_ = "\x1b]133;A\x07$ \x1b]133;B\x07 grep 'größe' log\r\n\x1b]133;C\x07one\r\n";
        QCOMPARE(typed(40, short_), std::string(" grep 'größe' log"));
        QCOMPARE(typed(12, short_), std::string(" grep 'größe' log")); // it wrapped
        QCOMPARE(typed(40, "\x1b]133;A\x07$ \x1b]133;B\x07ls \\\r\n> -l\r\n\x1b]133;C\x07"),
                 std::string("ls \\\n> -l"));
        // Only C, as of a shell that marks nothing else; a second C; a prompt that has left the screen.
        QCOMPARE(typed(40, "$ ls\r\n\x1b]133;C\x07"), std::string());
        QCOMPARE(typed(40, "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07one\r\n\x1b]133;C\x07"),
                 std::string());
        QCOMPARE(typed(40, "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\r\n\r\n\r\n\r\n\r\n\r\n\x1b]133;C\x07"),
                 std::string());
        QCOMPARE(typed(40, "\x1b]133;C\x07"), std::string());
    }

    void aProgramsColorsCanBeAskedForAndForgotten() {
        Screen screen(80, 24);
        Parser parser(screen);
        parser.feed("\x1b]4;3;#123456;4;rgb:f/0/f\x07\x1b]4;3;?;4;?\x1b\\\x1b]11;navy\x07");
        QCOMPARE(QByteArray::fromStdString(screen.takeReplies()),
                 QByteArray("\x1b]4;3;rgb:1212/3434/5656\x1b\\\x1b]4;4;rgb:ffff/0000/ffff\x1b\\"));
        QCOMPARE(*screen.hostColors().dynamic(11), 0x000080u);
        QCOMPARE(screen.takeEvents().front().kind, Event::Kind::Colors);
        parser.feed("\x1b]104;3\x07\x1b]111\x07");
        QVERIFY(!screen.hostColors().color(3) && !screen.hostColors().dynamic(11));
        QCOMPARE(*screen.hostColors().color(4), 0xFF00FFu);
        parser.feed("\x1b]4;999999999999;red\x07\x1b]4;-1;red\x07\x1b]10;nonsense\x07\x1b"
                    "c");
        QVERIFY(screen.hostColors().isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_ScreenStrings)
#include "tst_ScreenStrings.moc"
