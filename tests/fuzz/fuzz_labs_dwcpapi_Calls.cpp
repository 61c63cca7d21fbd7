#include "labs/dwcpapi/Calls.h"

using namespace understudy::cluster;
using namespace understudy::dwcp;

namespace {
PlatformPlan plan() {
    PlatformPlan made;
    made.on = true;
    made.workers = {{"us-east-1", "ISP-A", "dc1", 10, 1000}};
    made.vms = {{"vm-12345", "web-server-01", "ubuntu-22.04", "worker-002", 4, 8}};
    return made;
}
} // namespace

// One call a line: METHOD PATH[?QUERY] BODY. Whatever they are, the platform stays whole.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    EventQueue queue(-hour);
    Platform platform(plan(), queue, Noise(1));
    Scene scene{platform, 0, "operator"};
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    for (int n = 0; n < 40 && !rest.empty(); ++n) {
        const auto end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto word = [&line] {
            const auto space = std::min(line.find(' '), line.size());
            const std::string found(line.substr(0, space));
            line.remove_prefix(std::min(space + 1, line.size()));
            return found;
        };
        Call call;
        call.method = word();
        std::string target = word();
        if (const auto mark = target.find('?'); mark != std::string::npos) {
            const std::string pair = target.substr(mark + 1);
            const auto equals = std::min(pair.find('='), pair.size());
            call.query.emplace_back(pair.substr(0, equals),
                                    equals < pair.size() ? pair.substr(equals + 1) : "");
            target.resize(mark);
        }
        call.path = target;
        call.body = line;
        answer(scene, call, n);
        queue.runUntil(queue.now() + 10 * second);
    }
    if (platform.machines.born() - platform.machines.removed() != platform.machines.all().size())
        __builtin_trap();
    return 0;
}
