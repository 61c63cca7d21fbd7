#include "core/ssh/Config.h"

#include <QFile>

#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace understudy;

namespace {

void demand(bool condition) {
    if (!condition)
        std::abort();
}

/// A file in memory that has a name.
QString fileOf(const std::uint8_t* data, std::size_t size) {
    static const int descriptor = memfd_create("config", 0);
    demand(fchmod(descriptor, 0600) == 0 && ftruncate(descriptor, 0) == 0);
    demand(pwrite(descriptor, data, size, 0) == static_cast<ssize_t>(size));
    return QStringLiteral("/proc/self/fd/%1").arg(descriptor);
}

} // namespace

// ~/.ssh/config, often copied from a colleague: what is taken leads somewhere or says why not, and in no
// circle.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto config =
        ssh::Config::read(fileOf(data, size), {QStringLiteral("/nowhere"), QStringLiteral("ada")});
    if (!config.ok()) {
        demand(!config.error().sentence.isEmpty());
        return 0;
    }
    for (const char* name : {"web", "ann@web:2222", "a.b.example", "[::1]:22"}) {
        const auto target = config->target(QLatin1String(name), {});
        demand(target.ok() || !target.error().sentence.isEmpty());
        (void)config->unused(QLatin1String(name));
    }
    return 0;
}
