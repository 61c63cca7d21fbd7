#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace understudy::lab {

// How the program ends.
inline constexpr int Done = 0;
inline constexpr int Failed = 1;
inline constexpr int WrongUse = 2;
inline constexpr int AlreadyRunning = 3;
inline constexpr int NoHome = 4;

/// What `understudy-lab` was asked for.
struct Options {
    QString command;       ///< serve, hash or verify
    QStringList arguments; ///< of hash and verify
    bool help = false, version = false, json = false, dieWithParent = false;
    bool resume = false; ///< go on with the journal that is in the home
    bool hurry = false;  ///< serve: a hundred times as fast while a client waits
    int jobs = 0;        ///< verify: labs at the same time; 0: as many as this computer has cores
    bool parts = false;  ///< hash: of each face too
    QString home, lab, catalog, scenario, journal, until;
    quint16 sshPort = 0;
    std::optional<quint64> seed;
    double speed = 1;
};

Result<Options> readOptions(const QStringList& arguments);
QString helpText();

} // namespace understudy::lab
