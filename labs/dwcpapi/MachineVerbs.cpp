#include "labs/dwcpapi/Told.h"

namespace understudy::dwcp {

using namespace cluster;

namespace {

Told missing(const std::string& vm) {
    return {404, nullptr, {}, "There is no VM " + vm + ".", "VM_NOT_FOUND"};
}

Told inspect(Scene& scene, const Args& args) {
    const Vm* vm = scene.platform.machines.find(args.text("vm"));
    if (!vm)
        return missing(args.text("vm"));
    json::object flat = vmJson(scene, *vm);
    for (const char* part : {"resources", "network"}) {
        const json::object inner = flat.at(part).as_object();
        flat.erase(part);
        for (const auto& [key, value] : inner)
            flat[key] = value;
    }
    if (args.has("field")) {
        const auto* value = flat.if_contains(args.text("field"));
        if (!value)
            return Told::wrong("A VM has no field " + args.text("field") + ".");
        return {200, json::object{{"value", *value}}, {{"", "value"}}, "", ""};
    }
    return {200,
            flat,
            {{"VM", "vm_id"},
             {"Name", "name"},
             {"Status", "status"},
             {"Node", "node"},
             {"Image", "image"},
             {"CPU", "cpu"},
             {"Memory GB", "memory_gb"},
             {"IP", "ip"},
             {"Checksum", "checksum"},
             {"Uptime s", "uptime_seconds"}},
            "",
            ""};
}

Told create(Scene& scene, const Args& args) {
    VmWish wish;
    wish.name = args.text("name");
    wish.memoryGb = args.whole("memory", 2);
    wish.cpu = args.whole("cpu", 2);
    wish.diskGb = args.whole("disk", 20);
    wish.image = args.text("image", wish.image);
    wish.worker = args.text("node");
    wish.region = args.text("region");
    const auto made = scene.platform.createVm(wish);
    if (const auto* no = std::get_if<Denial>(&made))
        return Told::refused(*no);
    const Vm& vm = *scene.platform.machines.find(std::get<std::string>(made));
    Told told =
        Told::done(vm.id + " (" + vm.name + ") is being created on " + vm.worker + ".", vmJson(scene, vm));
    told.status = 201;
    return told;
}

Told list(Scene& scene, const Args& args) {
    json::array rows;
    for (const auto& [id, vm] : scene.platform.machines.all()) {
        if ((args.has("node") && args.text("node") != vm.worker) ||
            (args.has("status") && args.text("status") != nameOf(vm.state)))
            continue;
        rows.push_back(json::object{{"vm_id", id},
                                    {"name", vm.name},
                                    {"status", nameOf(vm.state)},
                                    {"node", vm.worker},
                                    {"cpu", vm.cpu},
                                    {"memory_gb", vm.memoryGb},
                                    {"ip", vm.address}});
    }
    return {200,
            std::move(rows),
            {{"VM", "vm_id"},
             {"Name", "name"},
             {"Status", "status"},
             {"Node", "node"},
             {"CPU", "cpu"},
             {"Memory GB", "memory_gb"},
             {"IP", "ip"}},
            "",
            ""};
}

} // namespace

void addMachineVerbs(Handlers& all) {
    all["vm inspect"] = inspect;
    all["vm create"] = create;
    all["vm list"] = list;
    all["vm count"] = [](Scene& scene, const Args& args) {
        const std::string node = args.text("node");
        if (!scene.platform.members.worker(node))
            return Told{404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
        return Told{200,
                    json::object{{"node", node}, {"vms", scene.platform.machines.countOn(node)}},
                    {{"Node", "node"}, {"VMs", "vms"}},
                    "",
                    ""};
    };
    all["vm delete"] = [](Scene& scene, const Args& args) {
        if (const auto no = scene.platform.deleteVm(args.text("vm")))
            return Told::refused(*no);
        return Told::done(args.text("vm") + " is deleted.");
    };
}

} // namespace understudy::dwcp
