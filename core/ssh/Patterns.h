#pragma once

#include <QString>

namespace understudy::ssh {

/// Lists of host patterns as OpenSSH has them (ssh_config(5), PATTERNS): "*.example,!db.example", * and ?,
/// without regard to case. A pattern after ! that fits outweighs all others.
bool anyPattern(const QString& patterns, const QString& name);

} // namespace understudy::ssh
