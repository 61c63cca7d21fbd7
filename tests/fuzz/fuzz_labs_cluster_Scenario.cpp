#include "labs/cluster/World.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace understudy::cluster;

namespace {

std::string small() {
    const char* source = std::getenv("UNDERSTUDY_SOURCE");
    std::ifstream file(std::string(source ? source : ".") + "/labs/catalog/topologies/small.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

// scenario.yaml of a pack's lab: what is taken can be lived through for ten minutes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto topology = std::get<Topology>(Topology::parse(small(), "small.yaml"));
    const std::string text(reinterpret_cast<const char*>(data), size);
    (void)Topology::parse(text, "topology.yaml");
    auto read = Scenario::parse(text, "scenario.yaml");
    if (auto* problem = std::get_if<Problem>(&read)) {
        if (problem->text.empty())
            std::abort();
        return 0;
    }
    auto scenario = std::get<Scenario>(std::move(read));
    scenario.history = minute; // a day of it costs seconds
    World world(topology, std::move(scenario), 1'763'370'000'000'000);
    world.advanceTo(10 * minute);
    (void)world.digest();
    return 0;
}
