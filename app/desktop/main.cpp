#include "app/course/CourseCommand.h"
#include "app/desktop/Instance.h"
#include "app/desktop/Options.h"
#include "app/desktop/PostToGui.h"
#include "app/desktop/StartTrouble.h"
#include "app/desktop/Tour.h"
#include "app/desktop/Workstation.h"
#include "app/terminal/TerminalProgram.h"
#include "app/threads/Workers.h"
#include "views/reader/Engine.h"
#include "views/theme/Theme.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>

using namespace understudy;
using namespace understudy::desktop;

namespace {

enum Exit { Done = 0, Failed = 1, WrongUse = 2, Busy = 3, NoProfile = 4 };

void say(FILE* stream, const QString& text) { std::fputs(qPrintable(text + QLatin1Char('\n')), stream); }

bool hasDisplay() {
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

/// What Qt says of an OpenGL that we do without on purpose.
bool isOfOpenGl(const QString& message) {
    return message.startsWith(QLatin1String("QXcbIntegration: Cannot create platform OpenGL context")) ||
           message.startsWith(QLatin1String("No suitable graphics backend found"));
}

/// Qt ends a program whose display does not answer with abort(); this says so first, in words, and exits.
void noteDisplay(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    const bool connected = QGuiApplication::primaryScreen() != nullptr;
    if (type == QtFatalMsg && !connected) {
        say(stderr, QCoreApplication::translate(
                        "main", "The display %1 does not answer, so no window can be opened. Start it in a "
                                "desktop session, or with xvfb-run.")
                        .arg(qEnvironmentVariable("DISPLAY", qEnvironmentVariable("WAYLAND_DISPLAY"))));
        std::_Exit(Failed);
    }
    const bool noise = isOfOpenGl(message) || (!connected && type != QtCriticalMsg); // or what led to it
    if (!noise)
        std::fputs(qPrintable(qFormatLogMessage(type, context, message) + QLatin1Char('\n')), stderr);
}

/// The profile folder, made private and proved writable; a sentence when it is not.
QString profileTrouble(const QString& folder) {
    if (!QDir().mkpath(folder) ||
        !QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return QCoreApplication::translate(
                   "main",
                   "The folder %1 cannot be made or written. Your work would be lost, so the window was "
                   "not opened. Free the folder, or name another with --profile.")
            .arg(folder);
    QFile probe(folder + QStringLiteral("/.probe"));
    const bool written = probe.open(QIODevice::WriteOnly) && probe.write("x") == 1 && probe.flush();
    probe.remove();
    if (!written)
        return QCoreApplication::translate(
                   "main",
                   "Nothing can be written to %1 (%2). Your work would be lost, so the window was not "
                   "opened. Make room, or name another folder with --profile.")
            .arg(folder, probe.errorString());
    return {};
}

int openWindow(QApplication& app, const Options& options) {
    theme::Theme theme;
    const auto refuse = [&theme](int status, const QString& sentence) {
        say(stderr, sentence);
        tellStartTrouble(theme, sentence);
        return status;
    };
    if (const QString trouble = profileTrouble(options.profile); !trouble.isEmpty())
        return refuse(NoProfile, trouble);
    Instance instance(options.profile);
    switch (instance.claim()) {
    case Instance::Outcome::First:
        break;
    case Instance::Outcome::Shown:
        say(stdout, QCoreApplication::translate("main", "Understudy is open already; its window is shown."));
        return Done;
    case Instance::Outcome::NoAnswer:
        return refuse(
            Busy, QCoreApplication::translate(
                      "main", "Another Understudy holds %1 and does not answer. End it, then start again.")
                      .arg(options.profile));
    }
    const SystemClock clock;
    auto opened = Workstation::open(options, theme, clock);
    if (!opened)
        return refuse(NoProfile, opened.error().sentence);
    QWidget& window = (*opened)->desk().window();
    QObject::connect(&instance, &Instance::raised, &window, [&window] {
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
    });
    (*opened)->show();
    return app.exec();
}

/// An author's folder, with a profile that is thrown away: the trainee's own is never touched.
int openPreview(QApplication& app, Options options) {
    if (!QFileInfo(options.previewFolder).isDir()) {
        say(stderr,
            QCoreApplication::translate("main", "%1 is not a folder. Name the folder with pack.yaml in it.")
                .arg(options.previewFolder));
        return WrongUse;
    }
    const QTemporaryDir profile;
    if (!profile.isValid()) {
        say(stderr, QCoreApplication::translate("main", "No folder can be made for the preview: %1.")
                        .arg(profile.errorString()));
        return Failed;
    }
    options.profile = profile.path();
    return openWindow(app, options);
}

} // namespace

int main(int argc, char* argv[]) {
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const Options options = readOptions(arguments);
    switch (options.action) {
    case Options::Action::Help:
        say(stdout, helpText());
        return Done;
    case Options::Action::Version:
        say(stdout, QStringLiteral("understudy " UNDERSTUDY_VERSION));
        return Done;
    case Options::Action::Wrong:
        say(stderr, options.complaint + QLatin1Char('\n') + helpText());
        return WrongUse;
    case Options::Action::Course: {
        QCoreApplication core(argc, argv);
        return app::runCourseCommand(options.courseArgs);
    }
    case Options::Action::Open:
    case Options::Action::Preview:
    case Options::Action::Tour:
    case Options::Action::Terminal:
        break;
    }
    if (!hasDisplay()) {
        say(stderr,
            QCoreApplication::translate(
                "main", "There is no display to open a window on. Start it in a desktop session, or play the "
                        "tour with xvfb-run understudy --tour DIR."));
        return Failed;
    }
    qInstallMessageHandler(noteDisplay);
    if (options.action == Options::Action::Terminal) {
        app::Workers workers;
        return alone::runTerminal(options.terminal, options.profile, workers, postToGui());
    }
    QLoggingCategory::setFilterRules(
        QStringLiteral("qt.webenginecontext=false")); // a page of settings nobody asked for
    if (const auto engine = reader::prepareEngine(true); !engine) {
        say(stderr, engine.error().sentence);
        return Failed;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("understudy"));
    QApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("understudy"));
    if (options.action == Options::Action::Preview)
        return openPreview(application, options);
    return options.action == Options::Action::Tour ? playTour(options) : openWindow(application, options);
}
