#pragma once

#include "core/authoring/Draft.h"
#include "core/authoring/MkDocs.h"
#include "core/course/Files.h"

namespace understudy::authoring {

/// Killercoda scenarios (a folder with index.json, or folders of such) as labs: each step a section of the
/// guide, {{exec}} a block to run. Introductions and endings become pages of a module (@p module, an id).
/// What verifies a step is never taken over as a check: it is listed, for the author to write.
Result<Draft> draftOfKillercoda(const course::Files& source, const QString& name, const QString& module,
                                Beside beside);

} // namespace understudy::authoring
