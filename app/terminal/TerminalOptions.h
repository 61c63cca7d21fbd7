#pragma once

#include <QString>
#include <QStringList>

namespace understudy::alone {

/// What follows `understudy --terminal`.
struct TerminalOptions {
    QStringList command; ///< program and arguments; empty: the person's own shell
    int columns = 80;
    int rows = 24;
    /// Programs may read the screen back, which is refused otherwise, and change its width (DECCOLM).
    bool testReports = false;
    bool windowWishes = false; ///< they may move, hide, raise and maximize the window (CSI t)
    QString theme;             ///< light, dark or empty for the saved choice
    QString host;              ///< log in there over SSH, as [user@]host[:port]; empty: this computer
    quint16 port = 0;          ///< 0: not said
    QString identity;          ///< a private key's file
    QString complaint;         ///< a sentence when the words make no sense; nothing else counts then

    bool operator==(const TerminalOptions&) const = default;
};

/// Reads the words after --terminal. Everything after -- or -e is the command.
TerminalOptions readTerminalOptions(const QStringList& words);

} // namespace understudy::alone
