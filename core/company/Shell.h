#pragma once

#include "core/company/Profile.h"

namespace understudy::company {

/// @p text as one word of a POSIX shell.
QString quoted(const QString& text);
/// The same for a path, whose leading ~/ is the home folder of whoever runs the shell.
QString quotedPath(const QString& path);

/// A command for a host's login shell, whichever that is: @p script run by @p shell ("sh", "bash") with the
/// variables that a lab's shells have (KUBECONFIG, PROMETHEUS, ALERTMANAGER_URL, JAEGER_URL), as far as the
/// profile knows them.
QString onHost(const Profile& profile, const QString& script, const QString& shell = QStringLiteral("sh"));
/// The login shell itself, with these variables.
QString loginShell(const Profile& profile);

} // namespace understudy::company
