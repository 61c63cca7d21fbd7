// Any rule file is read or refused with its place, without a crash; its texts can be filled in.
#include "labs/scenario/Rules.h"
#include "labs/scenario/Topology.h"

#include <cstddef>
#include <cstdlib>

using namespace understudy::cluster;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read = parseRules(std::string(reinterpret_cast<const char*>(data), size), "rules.yaml");
    if (const auto* problem = std::get_if<Problem>(&read)) {
        if (!problem->text.starts_with("rules.yaml:"))
            std::abort();
        return 0;
    }
    for (const RuleGroup& group : std::get<std::vector<RuleGroup>>(read))
        for (const AlertRule& rule : group.rules) {
            if (!rule.parsed || group.interval <= 0)
                std::abort();
            for (const double value : {0.0, -1e300, 1e-300, 12345.678})
                for (const auto& [name, text] : rule.noteTexts)
                    (void)text.expand({{"job", "api"}}, value);
        }
    return 0;
}
