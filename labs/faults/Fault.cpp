#include "labs/faults/Fault.h"

namespace understudy::cluster {

std::string FaultGround::imageOf(const std::string& ns, const std::string& name) const {
    if (const auto deployment = store.find<Deployment>(ns, name))
        return deployment->pods.containers.at(0).image;
    if (const auto set = store.find<StatefulSet>(ns, name))
        return set->pods.containers.at(0).image;
    return {};
}

std::vector<std::shared_ptr<const Pod>> FaultGround::podsOf(const std::string& ns,
                                                            const std::string& app) const {
    auto found = store.list<Pod>(ns);
    std::erase_if(found, [&](const auto& pod) {
        const auto label = pod->meta.labels.find("app");
        return pod->meta.deleted || label == pod->meta.labels.end() || label->second != app;
    });
    return found;
}

void FaultGround::put(Kind kind, const std::string& ns, const std::string& name, std::string body) const {
    auto object = std::make_shared<Plain>(kind);
    object->meta.name = name;
    object->meta.ns = ns;
    object->meta.created = queue.now();
    if (const auto before = store.find(kind, ns, name))
        object->meta = before->meta;
    object->rest = std::move(body);
    store.put(std::move(object));
}

std::unique_ptr<Fault> makeFault(const FaultSpec& spec, FaultGround& ground) {
    for (const auto make : {makeTrafficFault, makeReleaseFault, makeDatabaseFault, makeNodeFault,
                            makeSignalFault, makeAccessFault, makeMeshFault, makeSourceFault})
        if (auto made = make(spec, ground))
            return made;
    return nullptr;
}

} // namespace understudy::cluster
