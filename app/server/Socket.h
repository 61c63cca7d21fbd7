#pragma once

#include "core/http/Server.h"

namespace understudy::server {

/// Closes what the program that started us left open, but keeps a socket that systemd listens on for us
/// (sd_listen_fds(3)): with it, clients wait through a restart instead of being refused. -1: there is none.
int keepListenSocket();

/// Serves on that socket, and names its address in @p options. False when it is not one that listens.
bool listenOn(int socket, http::Server::Options& options);

/// As many open files as the system allows: each client is one.
void allowManyClients();

} // namespace understudy::server
