#pragma once

#include "core/journal/Journal.h"

#include <QJsonArray>

namespace understudy::sync {

/// The facts in statements that a server has sent, ready to be merged. What was sent under a second id, since
/// its own was taken there, is left out where the journal has it under its own. Fails as Journal does.
Result<std::vector<journal::Fact>> arrivals(const QJsonArray& statements, const journal::Journal& journal);

} // namespace understudy::sync
