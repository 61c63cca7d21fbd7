#pragma once

#include "core/base/Result.h"
#include "core/traces/Trace.h"

#include <QByteArray>

namespace understudy::traces {

/// Reads Jaeger's JSON: an answer of its query API, or a file saved from its user interface. Strict: a span
/// without an id, a time that is no whole number of microseconds, a process that is not told, a span that is
/// its own ancestor: the whole is refused with a sentence and the place. Unknown members are passed over.
/// https://www.jaegertracing.io/docs/latest/apis/
Result<std::vector<Trace>> tracesFrom(const QByteArray& json);
/// The same of a file, at most 64 MiB.
Result<std::vector<Trace>> tracesFromFile(const QString& path);
/// {"data": ["api-gateway", …]}: the answers of /api/services and /api/services/NAME/operations.
Result<QStringList> namesFrom(const QByteArray& json);

} // namespace understudy::traces
