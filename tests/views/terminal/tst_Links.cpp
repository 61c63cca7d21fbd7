#include "tests/views/terminal/SmallHost.h"

using namespace understudy;
using namespace understudy::terminal;

class tst_Links : public QObject {
    Q_OBJECT

    static QString at(const Session& session, int x, int y = 0) {
        const auto link = linkAt(session, {session.topLine() + static_cast<std::uint64_t>(y), x});
        return link ? link->address : QString();
    }

private Q_SLOTS:
    void addressesInTheTextAreFoundWithoutTheSentenceAroundThem() {
        Session session(80, 10);
        session.feed("See (https://example.org/a(b)), then http://x.test/y?q=1&r=2.\r\nno://link here");
        QCOMPARE(at(session, 6), QStringLiteral("https://example.org/a(b)"));
        QCOMPARE(at(session, 40), QStringLiteral("http://x.test/y?q=1&r=2"));
        QCOMPARE(at(session, 1), QString());
        QCOMPARE(at(session, 2, 1), QString());
        QCOMPARE(at(session, 70), QString());
    }

    void anAddressThatWrapsIsWhole() {
        Session session(20, 10);
        session.feed("go https://example.org/a/long/path end");
        QCOMPARE(at(session, 5, 0), QStringLiteral("https://example.org/a/long/path"));
        QCOMPARE(at(session, 3, 1), QStringLiteral("https://example.org/a/long/path"));
        QCOMPARE(at(session, 16, 1), QString());
    }

    void aGivenLinkShowsWhereItReallyLeads() {
        Session session(80, 10);
        session.feed("\x1b]8;;https://evil.test/x\x1b\\https://bank.test\x1b]8;;\x1b\\ after");
        QCOMPARE(at(session, 3), QStringLiteral("https://evil.test/x"));
        QCOMPARE(at(session, 19), QString());
    }

    void onlyWebAndMailAddressesMayLeave() {
        QVERIFY(openableUrl(QStringLiteral("https://example.org/")));
        QVERIFY(openableUrl(QStringLiteral("mailto:ops@example.org")));
        for (const char* bad : {"file:///etc/passwd", "javascript:alert(1)", "ssh://host", "https://",
                                "smb://x/y", "vnc://x", "data:text/html,x", "", "mailto:"}) {
            QVERIFY2(!openableUrl(QString::fromLatin1(bad)), bad);
        }
        QCOMPARE(shownAddress(QString::fromUtf8("https://ex\xC3\xA4mple.org/")),
                 QStringLiteral("https://xn--exmple-cua.org/"));
    }

    void aClickOpensNothingAndCtrlClickAsksFirst() {
        fakes::ConnectedTerminal terminal;
        QStringList asked;
        QList<QUrl> opened;
        std::function<void(const QUrl&)> agreed;
        terminal.view.askLink = [&](const QString& address, std::function<void(const QUrl&)> then) {
            asked << address;
            agreed = std::move(then);
        };
        terminal.view.openUrl = [&opened](const QUrl& url) { opened << url; };
        terminal.say("https://example.org/x and text");
        const QPoint link = terminal.middleOf(4, 0);
        QTest::mouseClick(terminal.view.viewport(), Qt::LeftButton, {}, link);
        QVERIFY(asked.isEmpty());
        QTest::mouseClick(terminal.view.viewport(), Qt::LeftButton, Qt::ControlModifier, link);
        QCOMPARE(asked, QStringList{QStringLiteral("https://example.org/x")});
        QVERIFY(opened.isEmpty());
        agreed(QUrl(asked[0]));
        QCOMPARE(opened.size(), 1);
        QTest::mouseClick(terminal.view.viewport(), Qt::LeftButton, Qt::ControlModifier,
                          terminal.middleOf(25, 0));
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(tst_Links)
#include "tst_Links.moc"
