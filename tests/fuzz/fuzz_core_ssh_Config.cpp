#include "core/ssh/Config.h"

#include "tests/fuzz/MemoryFile.h"

using namespace understudy;
using namespace understudy::fuzz;

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
