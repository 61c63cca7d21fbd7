#pragma once

#include "core/base/Id.h"
#include "core/course/Model.h"

#include <QStringList>

namespace understudy::quiz {

/// The order in which an attempt shows the options of a question (Single, Multiple, Ordering: option ids), or
/// the right sides (Matching: right ids, each once). It depends on the attempt and the question alone, so
/// that an attempt taken up again looks the same, on another device too. An ordering never starts in the
/// right order.
QStringList shownOrder(const course::Question& question, const Id& attempt);

} // namespace understudy::quiz
