#pragma once

#include "app/lab/Options.h"
#include "labs/cluster/Stage.h"

namespace understudy::lab {

/// The topology and the scenario a lab is made from.
struct Scenery {
    cluster::Topology topology;
    cluster::Scenario scenario;
};

Result<Scenery> loadScenery(const Options& options);
/// The topology of that name, from the files that are read at run time.
Result<cluster::Topology> topologyNamed(const QString& base);
/// What a journal was begun with.
Result<Scenery> sceneryOf(const cluster::Beginning& beginning);
/// Where the files are that are read at run time; "" when they cannot be found.
QString shareFolder();
/// Folders with tools of the lab host that are not on the system's PATH, such as kubectl.
QStringList toolFolders();
/// The program that holds the lab host's network; "" when it cannot be found.
QString networkProgram();

} // namespace understudy::lab
