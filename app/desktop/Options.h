#pragma once

#include "app/terminal/TerminalOptions.h"

#include <QString>
#include <QStringList>

namespace understudy::desktop {

/// What the command line asks for.
struct Options {
    enum class Action { Open, Tour, Course, Preview, Terminal, Help, Version, Wrong };
    Action action = Action::Open;
    QString profile;        ///< folder of the journal and settings
    QString tourFolder;     ///< Tour: where the pictures go
    QString programs;       ///< folder of understudy-lab and understudy-server; empty: beside this program
    QString theme;          ///< light, dark or empty
    QString size;           ///< "1366x768" or empty
    QString courseFolder;   ///< a pack to open instead of the built-in one
    QStringList courseArgs; ///< Course: what follows `course`
    QString previewFolder;  ///< Preview: the folder of an author, shown as it is written
    QString previewLabs;    ///< Preview: a folder of labs beside it, or empty
    alone::TerminalOptions terminal;
    QString complaint; ///< Wrong: a sentence
};

Options readOptions(const QStringList& arguments);
QString helpText();
/// Where one of the other programs is. Needs the application object.
QString programPath(const Options& options, const QString& name);

} // namespace understudy::desktop
