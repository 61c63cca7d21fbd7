#include "app/server/People.h"
#include "app/server/Serve.h"
#include "app/server/Socket.h"

#include "core/access/Rights.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <sys/stat.h>

using namespace understudy;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

void describe(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        tr("The progress server of Understudy: an xAPI learning record store.\n\n"
           "  serve                 serve until stopped\n"
           "  user add NAME         add somebody; prints a code for their first device\n"
           "  user code NAME        print a code for one more device\n"
           "  user list             everybody and their devices\n"
           "  device add NAME       print a user name and password for a program\n"
           "  device revoke USER    lock a device out\n\n"
           "Exit status: 0 done, 1 failed, 2 wrong use, 3 another server holds the data."));
    parser.addPositionalArgument(QStringLiteral("command"), tr("What to do; see above."),
                                 QStringLiteral("COMMAND"));
    parser.addOptions({
        {QStringLiteral("data"), tr("The folder that holds everything; made if it is missing."),
         QStringLiteral("DIR")},
        {QStringLiteral("listen"), tr("Where to listen (127.0.0.1:8443; port 0: any free one)."),
         QStringLiteral("ADDRESS:PORT"), QStringLiteral("127.0.0.1:8443")},
        {QStringLiteral("tls-cert"), tr("The certificate with its chain, as PEM."), QStringLiteral("FILE")},
        {QStringLiteral("tls-key"), tr("Its private key, as PEM."), QStringLiteral("FILE")},
        {QStringLiteral("local-tls"), tr("TLS with a certificate of our own for this computer.")},
        {QStringLiteral("home-page"), tr("The IRL under which accounts are named; fixed by the first start."),
         QStringLiteral("IRL")},
        {QStringLiteral("missing-version-reply"),
         tr("The xAPI version under which a request without one is refused (2.0.0)."),
         QStringLiteral("VERSION"), QStringLiteral("2.0.0")},
        {QStringLiteral("name"), tr("The full name, for user add."), QStringLiteral("NAME")},
        {QStringLiteral("role"),
         tr("trainee, mentor, manager, coordinator or administrator, for user add (trainee)."),
         QStringLiteral("ROLE"), QStringLiteral("trainee")},
    });
}

/// What is wrong with the command line as a whole, or "".
QString wrongUse(const QCommandLineParser& parser) {
    const auto value = [&](const char* name) { return parser.value(QLatin1String(name)); };
    if (parser.positionalArguments().isEmpty())
        return tr("Say what to do: serve, user or device. --help tells more.");
    if (value("data").isEmpty())
        return tr("Give the folder of the data: --data DIR.");
    if (value("tls-cert").isEmpty() != value("tls-key").isEmpty())
        return tr("--tls-cert and --tls-key belong together.");
    if (parser.isSet(QStringLiteral("local-tls")) && !value("tls-cert").isEmpty())
        return tr("Give either --local-tls or a certificate.");
    if (!access::roleNamed(value("role").toStdString()))
        return tr("--role is trainee, mentor, manager, coordinator or administrator.");
    if (value("missing-version-reply") != QLatin1String("1.0.3") &&
        value("missing-version-reply") != QLatin1String("2.0.0"))
        return tr("--missing-version-reply is 1.0.3 or 2.0.0.");
    return {};
}

int run(const QCommandLineParser& parser, int listenSocket) {
    if (const auto wrong = wrongUse(parser); !wrong.isEmpty()) {
        server::complain(wrong);
        return server::WrongUse;
    }
    const auto words = parser.positionalArguments();
    const auto data = QDir(parser.value(QStringLiteral("data"))).absolutePath();
    if (!QDir().mkpath(data)) {
        server::complain(tr("The data folder %1 cannot be made. Check the folder above it.").arg(data));
        return server::Failed;
    }
    if (words.first() == QLatin1String("serve") && words.size() == 1) {
        server::ServeOptions options;
        options.data = data;
        options.listen = parser.value(QStringLiteral("listen"));
        options.certificate = parser.value(QStringLiteral("tls-cert"));
        options.key = parser.value(QStringLiteral("tls-key"));
        options.localTls = parser.isSet(QStringLiteral("local-tls"));
        options.homePage = parser.value(QStringLiteral("home-page"));
        options.missingVersion = parser.value(QStringLiteral("missing-version-reply"));
        options.listenSocket = listenSocket;
        return server::serve(options);
    }
    const QStringList known{QStringLiteral("user add"), QStringLiteral("user code"),
                            QStringLiteral("user list"), QStringLiteral("device add"),
                            QStringLiteral("device revoke")};
    if (!known.contains(words.mid(0, 2).join(u' '))) {
        server::complain(tr("There is no command \"%1\". --help tells what there is.").arg(words.join(u' ')));
        return server::WrongUse;
    }
    return server::people(data, words, parser.value(QStringLiteral("name")),
                          parser.value(QStringLiteral("role")));
}

} // namespace

int main(int argc, char** argv) {
    ::umask(077);
    const int listenSocket = server::keepListenSocket();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("understudy-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    QCommandLineParser parser;
    describe(parser);
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();
    if (!parser.parse(QCoreApplication::arguments())) {
        server::complain(parser.errorText());
        return server::WrongUse;
    }
    if (parser.isSet(help))
        parser.showHelp(server::Done);
    if (parser.isSet(version))
        parser.showVersion();
    return run(parser, listenSocket);
}
