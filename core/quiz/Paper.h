#pragma once

#include "core/base/Id.h"
#include "core/course/Model.h"

#include <QStringList>

namespace understudy::quiz {

/// The questions that an attempt asks out of a bank: as many as the bank says, from all topics in turn, in an
/// order that depends on the attempt alone, so that an attempt taken up again asks the same, on another
/// device too. Those in @p answered are among them whatever the bank became meanwhile. A bank that draws
/// nothing is asked as it stands.
course::Quiz paperOf(const course::Quiz& bank, const Id& attempt, const QStringList& answered = {});

} // namespace understudy::quiz
