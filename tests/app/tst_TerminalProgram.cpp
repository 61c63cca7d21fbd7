#include "tests/app/RunToEnd.h"
#include "tests/fakes/Sshd.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

namespace {

QString program() { return qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy"); }

understudy::tests::Ended terminal(const QStringList& words) {
    return understudy::tests::runToEnd(program(), QStringList{QStringLiteral("--terminal")} + words);
}

understudy::tests::Ended shell(const QString& script, QStringList before = {}) {
    return terminal(before << "--"
                           << "sh"
                           << "-c" << script);
}

} // namespace

/// `understudy --terminal`, from outside: the window is real, its screen is Qt's offscreen one.
class TestTerminalProgram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!QFile::exists(program()))
            QSKIP("understudy is not built");
        QVERIFY(m_folder.isValid());
        qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit()); // nobody's own profile is read
    }
    void itEndsWithTheStatusOfItsProgram() {
        QCOMPARE(shell(QStringLiteral("exit 0")).code, 0);
        QCOMPARE(shell(QStringLiteral("exit 7")).code, 7);
        QCOMPARE(terminal({"-e", "sh", "-c", "exit 9"}).code, 9);
    }
    void theShellIsRunWhenNothingIsNamed() {
        QFile script(m_folder.filePath(QStringLiteral("shell")));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nexit 11\n");
        script.close();
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        const QByteArray before = qgetenv("SHELL");
        qputenv("SHELL", script.fileName().toLocal8Bit());
        const int code = terminal({}).code;
        qputenv("SHELL", before);
        QCOMPARE(code, 11);
    }
    void theWindowHasTheSizeAskedFor() {
        const QString file = m_folder.filePath(QStringLiteral("size"));
        const auto ended = shell(QStringLiteral("sleep 0.5; stty size >%1").arg(file),
                                 {QStringLiteral("--geometry"), QStringLiteral("97x31")});
        QCOMPARE(ended.code, 0);
        QCOMPARE(said(file), QByteArray("31 97"));
    }
    void itTellsItsSizeAndObeysAnother() {
        const QString file = m_folder.filePath(QStringLiteral("reports"));
        const auto ended = shell(QStringLiteral("stty raw -echo; printf '\\033[8;25;90t\\033[18t'; "
                                                "dd bs=1 count=10 of=%1 2>/dev/null; stty size >>%1")
                                     .arg(file));
        QCOMPARE(ended.code, 0);
        QCOMPARE(said(file), QByteArray("\033[8;25;90t25 90"));
    }
    void theScreenIsReadBackOnlyInTests() {
        const QString file = m_folder.filePath(QStringLiteral("checksum"));
        // The checksum of one cell, and after it a question that is answered always.
        const QString ask = QStringLiteral("stty raw -echo; printf '\\033[HA\\033[1;1;1;1;1;1*y\\033[5n'; "
                                           "dd bs=1 count=4 of=%1 2>/dev/null")
                                .arg(file);
        QCOMPARE(shell(ask).code, 0);
        QCOMPARE(said(file), QByteArray("\033[0n"));
        QCOMPARE(shell(ask, {QStringLiteral("--test-reports")}).code, 0);
        QCOMPARE(said(file), QByteArray("\033P1!"));
    }
    void theSettingsOfTheProfileCount() {
        const QString profile = m_folder.filePath(QStringLiteral("other profile"));
        QVERIFY(QDir().mkpath(profile));
        QFile settings(profile + QStringLiteral("/terminal.json"));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write(R"({"cursor":2,"blink":false})");
        settings.close();
        const QString file = m_folder.filePath(QStringLiteral("cursor"));
        const QStringList ask{"--terminal", "--", "sh", "-c",
                              QStringLiteral("stty raw -echo; printf '\\033P$q q\\033\\\\'; "
                                             "dd bs=1 count=10 of=%1 2>/dev/null")
                                  .arg(file)};
        QCOMPARE(understudy::tests::runToEnd(program(), QStringList{"--profile", profile} + ask).code, 0);
        QCOMPARE(said(file), QByteArray("\033P1$r6 q\033\\"));
        QCOMPARE(understudy::tests::runToEnd(program(), ask).code, 0);
        QCOMPARE(said(file), QByteArray("\033P1$r1 q\033\\"));
    }
    void aProgramThatIsNotThereIsSaid() {
        const auto ended = terminal({"--", "no-such-program"});
        QCOMPARE(ended.code, 127);
        QVERIFY2(ended.err.contains(QStringLiteral("There is no program no-such-program")),
                 qPrintable(ended.err));
    }
    void aProgramThatMayNotBeRunIsSaid() { QCOMPARE(terminal({"--", "/etc/passwd"}).code, 126); }
    void aKilledProgramIsSaid() {
        const auto ended = shell(QStringLiteral("kill -SEGV $$"));
        QCOMPARE(ended.code, 128 + SIGSEGV);
        QVERIFY2(ended.err.contains(QStringLiteral("ended by signal 11")), qPrintable(ended.err));
    }
    void wrongWordsAreTwoWithASentence() {
        for (const QStringList& words :
             {QStringList{"--geometry", "12"}, QStringList{"vim"}, QStringList{"--ssh"}, QStringList{"-e"}}) {
            const auto ended = terminal(words);
            QCOMPARE(ended.code, 2);
            QVERIFY(!ended.err.isEmpty());
        }
    }
    void itLogsInToAKnownHostWithAKey() {
        understudy::fakes::Sshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.reason()));
        QDir().mkpath(m_folder.filePath(QStringLiteral("understudy")));
        QFile known(m_folder.filePath(QStringLiteral("understudy/known_hosts")));
        QVERIFY(known.open(QIODevice::WriteOnly));
        known.write(QStringLiteral("[127.0.0.1]:%1 %2\n").arg(sshd.port()).arg(sshd.hostKeyLine()).toUtf8());
        known.close();
        const QString host = QStringLiteral("%1@127.0.0.1:%2").arg(sshd.user()).arg(sshd.port());
        const auto ended = terminal({"--ssh", host, "-i", sshd.identity(), "--", "exit 6"});
        QDir(m_folder.filePath(QStringLiteral("understudy"))).removeRecursively();
        QVERIFY2(ended.code == 6, qPrintable(ended.err));
    }
    void noDisplayIsSaidWithoutAScreen() {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        for (const char* display : {"", ":93"}) { // none, and one that does not answer
            environment.insert(QStringLiteral("DISPLAY"), QLatin1String(display));
            process.setProcessEnvironment(environment);
            process.start(program(),
                          {QStringLiteral("--terminal"), QStringLiteral("--"), QStringLiteral("true")});
            QVERIFY(process.waitForFinished(20'000));
            QCOMPARE(process.exitStatus(), QProcess::NormalExit);
            QCOMPARE(process.exitCode(), 1);
            QVERIFY(process.readAllStandardError().contains("display"));
        }
    }
    void neitherCourseNorBrowserAreLoaded() {
        const QString file = m_folder.filePath(QStringLiteral("children"));
        const auto ended = shell(QStringLiteral("sleep 0.5; ps -o comm= --ppid $PPID >%1").arg(file));
        QCOMPARE(ended.code, 0);
        QVERIFY2(!said(file).contains("QtWebEngine"), said(file));
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("understudy")))); // no profile is made
    }

private:
    static QByteArray said(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestTerminalProgram)
#include "tst_TerminalProgram.moc"
