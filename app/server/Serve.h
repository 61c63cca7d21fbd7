#pragma once

#include <QString>

namespace understudy::server {

// How the program ends.
inline constexpr int Done = 0;
inline constexpr int Failed = 1;
inline constexpr int WrongUse = 2;
inline constexpr int AlreadyRunning = 3;

/// What `serve` was asked for.
struct ServeOptions {
    QString data;
    QString listen = QStringLiteral("127.0.0.1:8443");
    QString certificate; ///< file names, both or none
    QString key;
    bool localTls = false;
    QString homePage; ///< "" keeps the one of the data
    int listenSocket = -1; ///< systemd's, instead of @c listen
    QString missingVersion = QStringLiteral("2.0.0");
};

/// Serves until SIGTERM or SIGINT; the program's exit code.
int serve(const ServeOptions& options);

/// One sentence to the one who started us, on standard error.
void complain(const QString& sentence, const QString& detail = {});
void say(const QString& line);

} // namespace understudy::server
