#include "app/terminal/TerminalProgram.h"

#include "app/terminal/LocalPty.h"
#include "app/terminal/RemoteShell.h"
#include "app/terminal/Window.h"
#include "views/connection/LinkStrip.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Theme.h"

#include <QApplication>
#include <QDir>
#include <QSettings>

#include <csignal>
#include <cstdio>
#include <cstring>

namespace understudy::alone {

namespace {

enum Exit { WrongUse = 2, MayNotRun = 126, NotFound = 127, HungUp = 128 + SIGHUP, NotLetIn = 255 };

QString tr(const char* text) { return QCoreApplication::translate("TerminalProgram", text); }

void say(const QString& sentence) { std::fputs(qPrintable(sentence + QLatin1Char('\n')), stderr); }

/// The looks of the workstation, read and never written.
void dress(theme::Theme& theme, const QString& wanted, const QString& file) {
    const QSettings settings(file, QSettings::IniFormat);
    const QString mode = wanted.isEmpty() ? settings.value(QStringLiteral("looks/theme")).toString() : wanted;
    theme.setMode(mode == QLatin1String("dark")    ? theme::Mode::Dark
                  : mode == QLatin1String("light") ? theme::Mode::Light
                                                   : theme::Mode::System);
    theme.setTextPercent(settings.value(QStringLiteral("looks/text"), 100).toInt());
    theme.setReduceMotion(settings.value(QStringLiteral("looks/reduce-motion"), false).toBool());
}

/// A program that a person would miss: any but a shell that waits at its prompt.
QString runningIn(const LocalPty& pty, bool isShell) {
    const QString inFront = pty.foreground();
    return inFront.isEmpty() && !isShell ? pty.name() : inFront;
}

int runLocal(QApplication& application, Window& window, const TerminalOptions& options) {
    auto started = LocalPty::start({options.command, {}, options.columns, options.rows});
    if (!started) {
        say(started.error().sentence);
        return started.error().code == Errc::NotFound ? NotFound : MayNotRun;
    }
    LocalPty& pty = **started;
    window.setHome(pty.name());
    window.running = [&pty, isShell = options.command.isEmpty()] { return runningIn(pty, isShell); };
    QObject::connect(&window.view(), &terminal::TerminalView::ended, &window, [&](bool, int status) {
        if (const int number = pty.endedBySignal())
            say(tr("%1 was ended by signal %2 (%3).")
                    .arg(pty.name())
                    .arg(number)
                    .arg(QString::fromLocal8Bit(strsignal(number))));
        application.exit(status);
    });
    QObject::connect(&window, &Window::closed, &application, [&application] { application.exit(HungUp); });
    window.view().setStream(std::move(*started));
    window.show();
    return application.exec();
}

/// Words of a command line as a shell at the far end reads them again, the way ssh(1) sends them.
QString remoteCommand(const QStringList& words) { return words.join(QLatin1Char(' ')); }

int runRemote(QApplication& application, Window& window, const theme::Theme& theme,
              const connection::Connection& host, const connection::HostLink::Means& means) {
    auto* strip = new connection::LinkStrip(theme, means.clock, &window);
    window.setStrip(strip);
    RemoteShell shell(host, means, theme, window.view(), *strip);
    window.setHome(shell.name());
    window.running = [&] {
        return window.view().isConnected() ? tr("the session on %1").arg(shell.name()) : QString();
    };
    QObject::connect(&window.view(), &terminal::TerminalView::ended, &window,
                     [&](bool lost, int status, const QString&) {
                         if (!lost)
                             application.exit(status);
                     });
    QObject::connect(&shell, &RemoteShell::gaveUp, &window, [&](const Error& why) {
        say(why.sentence);
        application.exit(NotLetIn);
    });
    QObject::connect(&window, &Window::closed, &application, [&application] { application.exit(HungUp); });
    window.show();
    shell.logIn();
    return application.exec();
}

} // namespace

int runTerminal(const TerminalOptions& options, const QString& profile, Threads& threads, const Post& post) {
    QStringList unused;
    const QDir keys(QDir::homePath() + QStringLiteral("/.ssh"));
    const QString userConfig = keys.filePath(QStringLiteral("config"));
    const auto host = options.host.isEmpty()
                          ? Result<connection::Connection>(connection::Connection())
                          : hostOf(options.host, options.port, options.identity, userConfig, &unused);
    if (!host) {
        say(host.error().sentence);
        return WrongUse;
    }
    for (const QString& sentence : unused)
        say(sentence);
    int count = 1; // Qt reads options of its own out of what it is given
    char name[] = "understudy";
    char* words[] = {name, nullptr};
    QApplication application(count, words);
    QApplication::setApplicationName(QStringLiteral("understudy"));
    QApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("understudy"));
    QApplication::setQuitOnLastWindowClosed(false);
    theme::Theme theme;
    dress(theme, options.theme, profile + QStringLiteral("/settings.ini"));
    const SystemClock clock;
    const terminal::PreferenceStore preferences(profile + QStringLiteral("/terminal.json"));
    Window window(theme, clock, options, preferences.values(), profile);
    if (options.host.isEmpty())
        return runLocal(application, window, options);
    const QStringList known{profile + QStringLiteral("/known_hosts"),
                            keys.filePath(QStringLiteral("known_hosts")),
                            QStringLiteral("/etc/ssh/ssh_known_hosts")};
    return runRemote(
        application, window, theme, *host,
        {threads, post, clock, nullptr, known, loginName(), userConfig, remoteCommand(options.command)});
}

} // namespace understudy::alone
