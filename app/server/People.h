#pragma once

#include "core/base/Result.h"

#include <QStringList>

namespace understudy::server {

/// The commands about people and devices: `user add NAME`, `user code NAME`, `user list`, `device add NAME`,
/// `device revoke USER`. The program's exit code. They work while the server runs.
int people(const QString& data, const QStringList& words, const QString& fullName, const QString& role);

} // namespace understudy::server
