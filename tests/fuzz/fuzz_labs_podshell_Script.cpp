#include "labs/podshell/Script.h"

#include <cstdint>
#include <cstdlib>

using namespace understudy::podshell;

// Every jump of a script that was understood leads into it or to its end, and every pipeline has a command.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Script script = Script::parse({reinterpret_cast<const char*>(data), size});
    if (!script.trouble.empty())
        return 0;
    for (const auto& step : script.steps) {
        if (step.target > script.steps.size())
            std::abort();
        if (step.kind == Step::Kind::Run && step.pipeline.parts.empty())
            std::abort();
    }
    return 0;
}
