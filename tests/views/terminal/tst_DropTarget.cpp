#include "views/terminal/DropTarget.h"

#include "tests/views/terminal/SmallHost.h"

#include <QCoreApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QProcess>

using namespace understudy;
using namespace understudy::terminal;

/// Files and text dropped on a terminal.
class tst_DropTarget : public QObject {
    Q_OBJECT

    static bool drop(TerminalView& view, const QMimeData& data) {
        QDragEnterEvent enter({20, 20}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(view.viewport(), &enter);
        if (!enter.isAccepted() || enter.dropAction() != Qt::CopyAction) {
            return false;
        }
        QDropEvent dropped({20, 20}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(view.viewport(), &dropped);
        return dropped.isAccepted();
    }
    static void fill(QMimeData& data, const QStringList& files) {
        QList<QUrl> urls;
        for (const QString& file : files) {
            urls << QUrl::fromLocalFile(file);
        }
        data.setUrls(urls);
    }

private Q_SLOTS:
    void namesAreReadByAShellAsTheyAre() {
        const QStringList names{"/tmp/plain-1.txt", "/tmp/with space",  "/tmp/it's \"here\"",
                                "/tmp/$(rm -rf x)", "/tmp/a;b&c|d>e",   "/tmp/\xC3\xA4.txt",
                                "/tmp/line\nend",   "/tmp/back\\slash`"};
        QProcess shell;
        shell.start("/bin/sh", {"-c", "printf '%s\\0' " + DropTarget::quoted(names)});
        QVERIFY(shell.waitForFinished());
        QStringList read = QString::fromUtf8(shell.readAllStandardOutput()).split(QChar(0));
        read.removeLast();
        QCOMPARE(read, names);
    }

    void aFileDroppedOnALocalTerminalTypesItsName() {
        fakes::ConnectedTerminal terminal;
        QMimeData data;
        fill(data, {"/tmp/a file", "/tmp/b"});
        QVERIFY(drop(terminal.view, data));
        QCOMPARE(terminal.written, std::string("'/tmp/a file' /tmp/b "));
    }

    void filesGoToWhoTakesThem() {
        fakes::ConnectedTerminal terminal;
        QStringList taken;
        terminal.view.takeFiles = [&](const QStringList& files) { taken = files; };
        terminal.view.setInputLocked(true); // a keyboard, not the files
        QMimeData data;
        fill(data, {"/tmp/a file"});
        QVERIFY(drop(terminal.view, data));
        QCOMPARE(taken, QStringList{"/tmp/a file"});
        QVERIFY(terminal.written.empty());
    }

    void textOfSeveralLinesAsksAsAPasteDoes() {
        fakes::ConnectedTerminal terminal;
        QString asked;
        terminal.view.ask = [&](const QString&, const QString& text, const QString&, const auto&) {
            asked = text;
        };
        QMimeData data;
        data.setText("first\nsecond");
        QVERIFY(drop(terminal.view, data));
        QCOMPARE(asked, QStringLiteral("first\nsecond"));
        QVERIFY(terminal.written.empty());
    }

    void nothingIsDroppedOnALockedOrEndedTerminal() {
        fakes::ConnectedTerminal terminal;
        QMimeData data;
        fill(data, {"/tmp/b"});
        terminal.view.setInputLocked(true);
        QVERIFY(!drop(terminal.view, data));
        terminal.view.setInputLocked(false);
        QVERIFY(drop(terminal.view, data));
        terminal.host->ended({false, 0, {}});
        QVERIFY(!drop(terminal.view, data));
    }
};

QTEST_MAIN(tst_DropTarget)
#include "tst_DropTarget.moc"
