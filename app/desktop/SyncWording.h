#pragma once

#include "core/sync/Engine.h"
#include "views/settings/SyncWords.h"

#include <optional>

namespace understudy::desktop {

/// What the window says of sync. @p account: nothing where none is set up. Days are those of @p clock.
settings::SyncWords wordsOf(const sync::Status& status, const std::optional<sync::Account>& account,
                            const Clock& clock);

} // namespace understudy::desktop
