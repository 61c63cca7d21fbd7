#pragma once

#include "core/base/Result.h"

#include <string>

namespace understudy::server {

/// A secret for the person at the terminal to type, twice and unseen; where there is no terminal, the first
/// line of standard input.
Result<std::string> askSecret(const QString& prompt);

/// True when the one at the terminal types @p word. Without a terminal: false.
bool confirms(const QString& question, const QString& word);

} // namespace understudy::server
