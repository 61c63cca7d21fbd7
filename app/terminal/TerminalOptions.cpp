#include "app/terminal/TerminalOptions.h"

#include "core/terminal/Screen.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace understudy::alone {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Options", text); }

QString readGeometry(TerminalOptions& options, const QString& value) {
    static const QRegularExpression form(QStringLiteral("^(\\d{1,4})x(\\d{1,4})$"));
    const auto found = form.match(value);
    options.columns = found.captured(1).toInt();
    options.rows = found.captured(2).toInt();
    const bool fits = options.columns >= 2 && options.columns <= terminal::Screen::MostColumns &&
                      options.rows >= 1 && options.rows <= terminal::Screen::MostRows;
    return fits ? QString()
                : tr("%1 is no size of a terminal. Write columns x rows, such as 120x40.").arg(value);
}

QString readPort(TerminalOptions& options, const QString& value) {
    bool isNumber = false;
    const uint port = value.toUInt(&isNumber);
    options.port = static_cast<quint16>(port);
    return isNumber && port > 0 && port < 65536
               ? QString()
               : tr("%1 is no port. A port is a number from 1 to 65535.").arg(value);
}

QString readHost(TerminalOptions& options, const QString& value) {
    options.host = value;
    return {};
}

QString readTheme(TerminalOptions& options, const QString& value) {
    options.theme = value;
    return {};
}

QString readIdentity(TerminalOptions& options, const QString& value) {
    options.identity = value;
    return {};
}

using Reader = QString (*)(TerminalOptions&, const QString&);

Reader readerOf(const QString& word) {
    static constexpr std::pair<const char*, Reader> known[] = {
        {"--geometry", readGeometry}, {"--ssh", readHost},    {"--ssh-port", readPort}, {"-p", readPort},
        {"-i", readIdentity},         {"--theme", readTheme},
    };
    for (const auto& [name, reader] : known)
        if (word == QLatin1String(name))
            return reader;
    return nullptr;
}

} // namespace

TerminalOptions readTerminalOptions(const QStringList& words) {
    TerminalOptions options;
    for (qsizetype i = 0; i < words.size() && options.complaint.isEmpty(); ++i) {
        const QString& word = words[i];
        if (word == QLatin1String("--") || word == QLatin1String("-e")) {
            options.command = words.mid(i + 1);
            if (options.command.isEmpty() && word == QLatin1String("-e"))
                options.complaint = tr("%1 needs a command after it.").arg(word);
            break;
        }
        if (word == QLatin1String("--test-reports")) {
            options.testReports = true;
            options.windowWishes = true;
        } else if (word == QLatin1String("--window-wishes")) {
            options.windowWishes = true;
        } else if (const Reader reader = readerOf(word)) {
            options.complaint = i + 1 < words.size() ? reader(options, words[++i])
                                                     : tr("%1 needs a value after it.").arg(word);
        } else if (word.startsWith(QLatin1Char('-'))) {
            options.complaint = tr("There is no option %1 for a terminal.").arg(word);
        } else {
            options.complaint = tr("To run %1 in the terminal, write -- before it.").arg(word);
        }
    }
    if (options.complaint.isEmpty() && options.host.isEmpty() &&
        (options.port || !options.identity.isEmpty()))
        options.complaint = tr("A port and a key are for a host: name it with --ssh.");
    return options;
}

} // namespace understudy::alone
