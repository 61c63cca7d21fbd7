#include "tests/fakes/DelayProxy.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

/// delay-proxy LISTEN_PORT TARGET_PORT MS: a wire to 127.0.0.1:TARGET_PORT that is MS milliseconds slow each
/// way. Port 0 takes a free one; the port in use is printed. Ends with SIGINT or SIGTERM; SIGUSR1 cuts all
/// connections.
int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: delay-proxy LISTEN_PORT TARGET_PORT MS\n", stderr);
        return 2;
    }
    sigset_t signals;
    sigemptyset(&signals);
    for (const int each : {SIGINT, SIGTERM, SIGUSR1})
        sigaddset(&signals, each);
    ::pthread_sigmask(SIG_BLOCK, &signals,
                      nullptr); // before the proxy's thread, so that only sigwait() gets them
    understudy::fakes::DelayProxy proxy(static_cast<std::uint16_t>(std::atoi(argv[2])),
                                        std::chrono::milliseconds(std::atoi(argv[3])),
                                        static_cast<std::uint16_t>(std::atoi(argv[1])));
    if (!proxy.listens()) {
        std::fprintf(stderr, "delay-proxy: port %s is taken\n", argv[1]);
        return 1;
    }
    std::printf("%u\n", static_cast<unsigned int>(proxy.port()));
    std::fflush(stdout);
    int caught = 0;
    while (sigwait(&signals, &caught) == 0 && caught == SIGUSR1)
        proxy.cut();
    return 0;
}
