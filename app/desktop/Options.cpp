#include "app/desktop/Options.h"

#include <QCoreApplication>
#include <QStandardPaths>

namespace understudy::desktop {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Options", text); }

QString defaultProfile() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/understudy");
}

/// What follows `course serve`.
Options readPreview(const QStringList& words, Options options) {
    options.action = Options::Action::Preview;
    for (qsizetype i = 0; i < words.size(); ++i) {
        QString* value = words[i] == QLatin1String("--labs")       ? &options.previewLabs
                         : words[i] == QLatin1String("--theme")    ? &options.theme
                         : words[i] == QLatin1String("--size")     ? &options.size
                         : words[i] == QLatin1String("--programs") ? &options.programs
                                                                   : nullptr;
        if (value && i + 1 < words.size())
            *value = words[++i];
        else if (!words[i].startsWith(u'-') && options.previewFolder.isEmpty())
            options.previewFolder = words[i];
        else
            options.complaint = tr("%1 is not understood there.").arg(words[i]);
    }
    if (options.previewFolder.isEmpty() && options.complaint.isEmpty())
        options.complaint = tr("Name the folder to show: understudy course serve DIR.");
    if (!options.complaint.isEmpty())
        options.action = Options::Action::Wrong;
    return options;
}

} // namespace

QString programPath(const Options& options, const QString& name) {
    return (options.programs.isEmpty() ? QCoreApplication::applicationDirPath() : options.programs) +
           QLatin1Char('/') + name;
}

Options readOptions(const QStringList& arguments) {
    Options options;
    options.profile = defaultProfile();
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString& word = arguments[i];
        const auto value = [&](QString& into) {
            if (i + 1 >= arguments.size()) {
                options.action = Options::Action::Wrong;
                options.complaint = tr("%1 needs a value after it.").arg(word);
            } else {
                into = arguments[++i];
            }
        };
        if (i == 1 && word == QLatin1String("course")) {
            if (arguments.value(2) == QLatin1String("serve"))
                return readPreview(arguments.mid(3), options);
            options.action = Options::Action::Course;
            options.courseArgs = arguments.mid(2);
            return options;
        }
        if (word == QLatin1String("--help") || word == QLatin1String("-h")) {
            options.action = Options::Action::Help;
            return options;
        }
        if (word == QLatin1String("--version")) {
            options.action = Options::Action::Version;
            return options;
        }
        if (word == QLatin1String("--terminal")) {
            options.terminal = alone::readTerminalOptions(arguments.mid(i + 1));
            options.complaint = options.terminal.complaint;
            options.action = options.complaint.isEmpty() ? Options::Action::Terminal : Options::Action::Wrong;
            if (options.terminal.theme.isEmpty())
                options.terminal.theme = options.theme;
            return options;
        }
        if (word == QLatin1String("--tour")) {
            options.action = Options::Action::Tour;
            value(options.tourFolder);
        } else if (word == QLatin1String("--profile")) {
            value(options.profile);
        } else if (word == QLatin1String("--programs")) {
            value(options.programs);
        } else if (word == QLatin1String("--theme")) {
            value(options.theme);
        } else if (word == QLatin1String("--size")) {
            value(options.size);
        } else if (word == QLatin1String("--course")) {
            value(options.courseFolder);
        } else {
            options.action = Options::Action::Wrong;
            options.complaint = tr("There is no option %1.").arg(word);
        }
        if (options.action == Options::Action::Wrong)
            return options;
    }
    return options;
}

QString helpText() {
    return tr(R"(Understudy, the trainee workstation for DWCP v3.

  understudy                    open the window
  understudy course COMMAND     begin, import, check, sign and pack courses; see `understudy course --help`
  understudy course serve DIR   show a course while it is written: every save is seen at once
  understudy --tour DIR         play the scripted first hour; pictures of each step go to DIR
  understudy --terminal [--geometry 120x40] [-- COMMAND…]
                                a terminal alone: your shell, or COMMAND, in one window
  understudy --terminal --ssh [user@]host[:port] [-i KEY]
                                the same on another host

  --profile DIR    keep journal and settings in DIR instead of ~/.local/share/understudy
  --course DIR     open another signed course pack
  --programs DIR   start understudy-lab (and, in the tour, understudy-server) from DIR instead of beside this program
  --theme NAME     light or dark instead of the saved choice
  --size WxH       size of the window, e.g. 1366x768
  --window-wishes  in a terminal alone: let programs move, hide, raise and maximize its window
  --test-reports   likewise, and let programs read the screen back: for conformance tests only
  --help, --version

Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 another window holds the profile and does not
answer, 4 the profile cannot be written. A terminal alone: that of its program; 128 and the number of the
signal that ended it; 126 when it may not be run, 127 when there is none; 255 when the host did not let in.
)");
}

} // namespace understudy::desktop
