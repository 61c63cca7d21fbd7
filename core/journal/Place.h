#pragma once

#include "core/base/Result.h"

#include <QString>

namespace understudy::journal {

/// How far a file system can be trusted to keep what was written to it.
enum class Safety {
    Safe,
    Doubtful, ///< written through something we can't see; said once
    Unsafe    ///< no journal of its own, or a network between: not used
};

/// By the f_type of statfs(2); what is unknown counts as safe.
Safety safetyOf(unsigned long fileSystemType);

/// Makes the folder of @p file if it is not there, refuses places without safe writes, and returns a sentence
/// when the place is doubtful, else nothing.
Result<QString> preparePlace(const QString& file);
/// Puts a folder's list of names on the disk itself.
Result<void> syncFolder(const QString& folder);
/// The same for the content of a file.
Result<void> syncFile(const QString& file);

} // namespace understudy::journal
