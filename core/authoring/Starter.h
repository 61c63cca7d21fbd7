#pragma once

#include "core/authoring/Draft.h"

namespace understudy::authoring {

/// The files of a small whole pack to begin with: one module with one page and one quiz, one track, a README
/// that says what to do next. It checks clean. @p name becomes its id and title.
Draft starterPack(const QString& name);

} // namespace understudy::authoring
