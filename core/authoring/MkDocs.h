#pragma once

#include "core/authoring/Draft.h"
#include "core/course/Files.h"

namespace understudy::authoring {

/// What is already in the pack that an import adds to.
struct Beside {
    bool pack = false; ///< a pack.yaml is there
    int modules = 0;   ///< so many it names
};

/// A folder of Markdown, with or without mkdocs.yml, as modules of a pack: sections of the nav become
/// modules, or all of it one (@p module, an id). Without a nav the folders' names give the order. Links and
/// pictures lead inside the pack, or become words.
Result<Draft> draftOfMkDocs(const course::Files& source, const QString& name, const QString& module,
                            Beside beside);

} // namespace understudy::authoring
