#include "app/server/Serve.h"
#include "app/server/Socket.h"
#include "app/server/commands/Command.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

#include <algorithm>
#include <cstdio>

#include <sys/stat.h>

using namespace understudy;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

std::vector<server::Command> allCommands() {
    std::vector<server::Command> all{
        {"serve", "", QT_TRANSLATE_NOOP("server", "serve until stopped"), server::serve}};
    for (const auto& several : {server::peopleCommands(), server::deviceCommands(), server::upkeepCommands()})
        all.insert(all.end(), several.begin(), several.end());
    return all;
}

QStringList wordsOf(const char* text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); }

void printHelp() {
    QString text = tr("Usage: understudy-server COMMAND [options]\n\n"
                      "The progress server of Understudy: an xAPI learning record store.\n\n");
    for (const auto& command : allCommands()) {
        const auto usage = QString::fromLatin1(command.words) + u' ' + QString::fromLatin1(command.operands);
        text += QStringLiteral("  %1 %2\n").arg(usage.leftJustified(28), tr(command.help));
    }
    text += u'\n' + tr("Options:") + u'\n' + server::Options::help();
    text += u'\n' +
            tr("Each option may also stand in the file of --config, as \"listen = 0.0.0.0:8443\", and in the "
               "environment, as UNDERSTUDY_SERVER_LISTEN.\n"
               "Exit status: 0 done, 1 failed, 2 wrong use, 3 another server holds the data.\n");
    std::fputs(qPrintable(text), stdout);
}

/// What is wrong with the options as a whole, or "".
QString wrongUse(const server::Options& options) {
    if (options.words().isEmpty())
        return tr("Say what to do: serve, enrol, user or device, for example. --help tells more.");
    if (options.value("data").isEmpty())
        return tr("Give the folder of the data: --data DIR.");
    if (options.value("tls-cert").isEmpty() != options.value("tls-key").isEmpty())
        return tr("--tls-cert and --tls-key belong together.");
    if (options.isSet("local-tls") && !options.value("tls-cert").isEmpty())
        return tr("Give either --local-tls or a certificate.");
    const auto version = options.value("missing-version-reply");
    if (version != QLatin1String("1.0.3") && version != QLatin1String("2.0.0"))
        return tr("--missing-version-reply is 1.0.3 or 2.0.0.");
    return {};
}

int wrong(const QString& sentence) {
    server::complain(sentence);
    return server::WrongUse;
}

int run(const server::Options& options) {
    if (const auto sentence = wrongUse(options); !sentence.isEmpty())
        return wrong(sentence);
    const auto& words = options.words();
    for (const auto& command : allCommands()) {
        const auto name = wordsOf(command.words);
        if (words.mid(0, name.size()) != name)
            continue;
        const auto operands = wordsOf(command.operands);
        const auto needed = std::count_if(operands.begin(), operands.end(),
                                          [](const QString& one) { return !one.startsWith(u'['); });
        const auto given = words.size() - name.size();
        if (given < needed || given > operands.size() || words.contains(QString()))
            return wrong(
                tr("Use: %1 %2.").arg(QLatin1String(command.words), QLatin1String(command.operands)));
        return command.run(options);
    }
    return wrong(tr("There is no command \"%1\". --help tells what there is.").arg(words.join(u' ')));
}

QMap<QString, QString> environment() {
    const auto process = QProcessEnvironment::systemEnvironment();
    QMap<QString, QString> all;
    for (const auto& name : process.keys())
        all[name] = process.value(name);
    return all;
}

} // namespace

int main(int argc, char** argv) {
    ::umask(077);
    const int listenSocket = server::keepListenSocket();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("understudy-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    auto options = server::Options::read(QCoreApplication::arguments().mid(1), environment());
    if (!options)
        return server::failed(options.error());
    options->setListenSocket(listenSocket);
    if (options->wantsHelp())
        printHelp();
    else if (options->wantsVersion())
        std::puts("understudy-server " UNDERSTUDY_VERSION);
    else
        return run(*options);
    return server::Done;
}
