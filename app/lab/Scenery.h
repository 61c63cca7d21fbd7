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
/// Where the files are that are read at run time; "" when they cannot be found.
QString shareFolder();
/// Folders with tools of the lab host that are not on the system's PATH, such as kubectl.
QStringList toolFolders();

} // namespace understudy::lab
