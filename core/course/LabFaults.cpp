#include "core/course/LabFaults.h"

#include "core/course/Yaml.h"

namespace understudy::course {

std::vector<LabFault> faultsOf(const QByteArray& scenario) {
    Problems problems; // nobody here can mend them
    std::vector<LabFault> faults;
    auto map = YamlMap::parse(scenario, QStringLiteral("scenario.yaml"), problems);
    if (!map)
        return faults;
    for (YamlMap& each : map->mapsOr("faults")) {
        LabFault fault{each.text("id"), each.text("do"), each.textOr("on", {}),
                       each.text("at") == QLatin1String("never")};
        if (!fault.id.isEmpty() && !fault.kind.isEmpty())
            faults.push_back(std::move(fault));
    }
    return faults;
}

} // namespace understudy::course
