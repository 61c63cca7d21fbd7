#include "views/reader/Engine.h"

#include <QCoreApplication>
#include <QWebEngineUrlScheme>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

bool s_sandboxOn = true;

bool isRoot() {
#ifdef Q_OS_UNIX
    return geteuid() == 0;
#else
    return false;
#endif
}

bool environmentWantsNoSandbox() {
    const QByteArray flag = qgetenv("QTWEBENGINE_DISABLE_SANDBOX");
    return (!flag.isEmpty() && flag != "0") || qgetenv("QTWEBENGINE_CHROMIUM_FLAGS").contains("--no-sandbox");
}

} // namespace

void registerScheme() {
    if (!QWebEngineUrlScheme::schemeByName("course").name().isEmpty())
        return;
    QWebEngineUrlScheme scheme("course");
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme);
    QWebEngineUrlScheme::registerScheme(scheme);
}

Result<EngineState> prepareEngine(bool rootSandboxOff) {
    if (!isRoot() && environmentWantsNoSandbox())
        return Error{
            Errc::Refused,
            Words::tr("Pages are not shown without the browser's sandbox. Remove QTWEBENGINE_DISABLE_SANDBOX "
                      "and --no-sandbox from the environment and start again."),
            {}};
    if (isRoot() && !rootSandboxOff)
        return Error{
            Errc::Refused,
            Words::tr("The browser's sandbox cannot start as root. Start Understudy as an ordinary user."),
            {}};
    registerScheme();
    s_sandboxOn = !isRoot();
    // Replaced, not added to: what somebody left in the environment must not open a debugging port or a way
    // out.
    QByteArray flags =
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp --disable-background-networking "
        "--disable-component-update --disable-sync --no-first-run --host-resolver-rules=\"MAP * ~NOTFOUND\"";
    if (!s_sandboxOn)
        flags += " --no-sandbox";
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", flags);
    // Pages are text and line drawings: painting them by the processor is quick, the same on every graphics
    // driver, and spares the start of the window the making of an OpenGL context (a third of its time).
    qputenv("QT_QUICK_BACKEND", "software");
    qputenv("QT_XCB_GL_INTEGRATION", "none");
    qunsetenv("QTWEBENGINE_REMOTE_DEBUGGING");
    qunsetenv("QTWEBENGINE_DISABLE_SANDBOX");
    return EngineState{s_sandboxOn};
}

bool sandboxIsOn() { return s_sandboxOn; }

} // namespace understudy::reader
