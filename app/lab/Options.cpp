#include "app/lab/Options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QStandardPaths>

namespace understudy::lab {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

void describe(QCommandLineParser& parser) {
    parser.addOption({QStringLiteral("home"), tr("Folder of the lab: shells' home, keys, lab.json."),
                      QStringLiteral("DIR")});
    parser.addOption(
        {QStringLiteral("lab"), tr("Lab to start, such as lab-1-1; needs --catalog."), QStringLiteral("ID")});
    parser.addOption(
        {QStringLiteral("catalog"), tr("Folder with one folder for each lab."), QStringLiteral("DIR")});
    parser.addOption(
        {QStringLiteral("scenario"), tr("A scenario file instead of a lab."), QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("ssh-port"), tr("Port of the SSH server; any free one without it."),
                      QStringLiteral("N")});
    parser.addOption({QStringLiteral("seed"), tr("Seed instead of the scenario's."), QStringLiteral("N")});
    parser.addOption({QStringLiteral("speed"), tr("How fast time passes, 0 to 100."), QStringLiteral("N"),
                      QStringLiteral("1")});
    parser.addOption({QStringLiteral("resume"), tr("Go on where the lab in --home was.")});
    parser.addOption({QStringLiteral("hurry"), tr("Time passes 100 times as fast while a client waits.")});
    parser.addOption({QStringLiteral("jobs"), tr("How many labs are verified at the same time."),
                      QStringLiteral("N"), QStringLiteral("0")});
    parser.addOption({QStringLiteral("journal"), tr("Journal to perform."), QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("until"), tr("Virtual time of the hash."), QStringLiteral("T")});
    parser.addOption({QStringLiteral("parts"), tr("A hash for each face as well.")});
    parser.addOption(
        {QStringLiteral("json"), tr("Print lab.json instead of sentences when everything listens.")});
    parser.addOption(
        {QStringLiteral("die-with-parent"), tr("End when the program that started this one ends.")});
    parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, tr("Show this help.")});
    parser.addOption({{QStringLiteral("v"), QStringLiteral("version")}, tr("Show the version.")});
}

Error wrong(const QString& sentence) { return {Errc::BadInput, sentence, {}}; }

} // namespace

QString helpText() {
    return tr(
        "Usage: understudy-lab serve [options]\n"
        "       understudy-lab hash [SCENARIO] [--journal FILE] [--until 24h] [--speed N] [--parts]\n"
        "       understudy-lab verify [LAB...] [--catalog PACK] [--seed N] [--jobs N]\n"
        "\n"
        "Runs a small production on this computer: a lab host to log in to by SSH, the Kubernetes API,\n"
        "Prometheus and the control API of the lab, all on 127.0.0.1. Ctrl+C ends it.\n"
        "\n"
        "  --home DIR          folder of the lab: shells' home, keys, lab.json\n"
        "  --lab ID            lab to start, such as lab-1-1; needs --catalog\n"
        "  --catalog DIR       folder with one folder for each lab\n"
        "  --scenario FILE     a scenario file instead of a lab\n"
        "  --ssh-port N        port of the SSH server; any free one without it\n"
        "  --seed N            seed instead of the scenario's\n"
        "  --speed N           how fast time passes, 0 to 100\n"
        "  --hurry             100 times as fast while a client waits for something, for scripts\n"
        "  --resume            go on where the lab in --home was, if one was there\n"
        "  --json              print lab.json instead of sentences when everything listens\n"
        "  --die-with-parent   end when the program that started this one ends\n"
        "  --help, --version\n"
        "\n"
        "hash runs a lab without serving it and prints a hash of all that its clients could see at that "
        "moment\n"
        "(24h after the start, or the end of the journal): equal hashes, equal runs. --until also takes a\n"
        "number of microseconds, such as 90000000us.\n"
        "\n"
        "verify runs each lab three times on two seeds: doing nothing must not pass, the solution must, and\n"
        "each wrong fix must fail where the scenario says. It works on so many labs at the same time as "
        "this\n"
        "computer has cores, or on --jobs N.\n"
        "\n"
        "Ends with 0 when it was stopped, 2 when it was called wrongly, 3 when a lab already runs in that\n"
        "folder, 4 when the folder cannot be used, 1 otherwise.\n");
}

Result<Options> readOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    describe(parser);
    Options options;
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    options.help = parser.isSet(QStringLiteral("help"));
    options.version = parser.isSet(QStringLiteral("version"));
    if (options.help || options.version)
        return options;
    const QStringList words = parser.positionalArguments();
    options.command = words.value(0);
    options.arguments = words.mid(1);
    const bool serve = options.command == QLatin1String("serve");
    const bool hash = options.command == QLatin1String("hash");
    if ((!serve && !hash && options.command != QLatin1String("verify")) || (serve && words.size() > 1) ||
        (hash && words.size() > 2))
        return wrong(tr("Say what to do: understudy-lab serve, hash or verify. --help lists the options."));
    options.resume = parser.isSet(QStringLiteral("resume"));
    options.hurry = parser.isSet(QStringLiteral("hurry"));
    options.parts = parser.isSet(QStringLiteral("parts"));
    options.journal = parser.value(QStringLiteral("journal"));
    options.until = parser.value(QStringLiteral("until"));
    if (hash && words.size() < 2 && options.journal.isEmpty())
        return wrong(
            tr("Name a scenario file or a journal: understudy-lab hash labs/lab-2-2/scenario.yaml."));
    options.json = parser.isSet(QStringLiteral("json"));
    options.dieWithParent = parser.isSet(QStringLiteral("die-with-parent"));
    options.home = parser.value(QStringLiteral("home"));
    if (options.home.isEmpty())
        options.home = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                       QStringLiteral("/understudy/lab");
    options.lab = parser.value(QStringLiteral("lab"));
    options.catalog = parser.value(QStringLiteral("catalog"));
    options.scenario = parser.value(QStringLiteral("scenario"));
    if (!options.scenario.isEmpty() && !options.lab.isEmpty())
        return wrong(tr("Give --lab or --scenario, not both."));
    if (serve && options.lab.isEmpty() != options.catalog.isEmpty())
        return wrong(tr("--lab and --catalog belong together: the lab is looked for in the catalog."));
    bool number = true;
    if (parser.isSet(QStringLiteral("ssh-port"))) {
        options.sshPort = parser.value(QStringLiteral("ssh-port")).toUShort(&number);
        if (!number)
            return wrong(tr("--ssh-port must be a number from 0 to 65535."));
    }
    if (parser.isSet(QStringLiteral("seed"))) {
        options.seed = parser.value(QStringLiteral("seed")).toULongLong(&number);
        if (!number)
            return wrong(tr("--seed must be a whole number from 0."));
    }
    options.jobs = parser.value(QStringLiteral("jobs")).toInt(&number);
    if (!number || options.jobs < 0 || options.jobs > 64)
        return wrong(tr("--jobs must be a number from 1 to 64."));
    options.speed = parser.value(QStringLiteral("speed")).toDouble(&number);
    if (!number || !(options.speed >= 0 && options.speed <= 100))
        return wrong(tr("--speed must be a number from 0 (paused) to 100."));
    return options;
}

} // namespace understudy::lab
