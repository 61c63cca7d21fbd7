#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace understudy::reader {

/// Puts bytes in a file's place, whole or not at all: what was there stays when they do not fit. A device or
/// folder is not replaced.
Result<void> writeWhole(const QByteArray& bytes, const QString& file);

} // namespace understudy::reader
