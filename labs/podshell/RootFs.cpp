#include "labs/podshell/RootFs.h"

#include "labs/kubernetes/Pods.h"
#include "labs/podweb/Vitals.h"
#include "labs/pprof/LeakySource.h"

#include <algorithm>

namespace understudy::podshell {

using namespace cluster;

namespace {

std::string imageOf(const Place& place) {
    const auto* status = place.status();
    return status ? status->image : std::string();
}

std::int64_t limitOf(const Place& place) {
    const auto pod = place.here();
    if (!pod || pod->spec.containers.empty())
        return 0;
    const auto found = pod->spec.containers[0].limits.find("memory");
    return found == pod->spec.containers[0].limits.end() ? 0 : bytesOf(found->second);
}

std::int64_t usedBytes(const Place& place) {
    const auto pod = place.here();
    const auto usage = pod ? place.now().usage(*pod) : std::nullopt;
    return usage ? static_cast<std::int64_t>(usage->second) : 0;
}

std::string without(std::string text, char letter) {
    std::erase(text, letter);
    return text;
}

std::string kilobytes(std::int64_t bytes) { return padded(std::to_string(bytes / 1024), 8, true) + " kB\n"; }

std::string procStatus(const Place& place) {
    const auto pod = place.here();
    if (!pod)
        return {};
    const std::string app = podweb::appOf(*pod);
    const std::int64_t used = usedBytes(place);
    return "Name:\t" + app.substr(0, 15) +
           "\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t1\nPid:\t1\nPPid:\t0\n" +
           "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t256\nVmPeak:\t" + kilobytes(used + used / 5) +
           "VmSize:\t" + kilobytes(used + used / 6) + "VmHWM:\t" + kilobytes(used) + "VmRSS:\t" +
           kilobytes(used) + "RssAnon:\t" + kilobytes(used - used / 50) + "Threads:\t" +
           (podweb::isGoService(*pod) ? "14" : "6") + "\n";
}

std::string memoryInfo(const Place& place) {
    const auto pod = place.here();
    const auto node = pod ? place.now().store().find<Node>("", pod->node) : nullptr;
    if (!node)
        return {};
    const std::int64_t total = node->memoryBytes;
    return "MemTotal:       " + kilobytes(total) + "MemFree:        " + kilobytes(total / 9) +
           "MemAvailable:   " + kilobytes(total * 36 / 100) + "SwapTotal:      " + kilobytes(0) +
           "SwapFree:       " + kilobytes(0);
}

std::string upSeconds(const Place& place) {
    const double up = static_cast<double>(place.now().now() - place.started()) / 1e6 + 86400 * 41;
    return fixed(up, 2) + " " + fixed(up * 7.1, 2) + "\n";
}

void put(const Place& place, const std::string& path, std::string bytes, unsigned mode = 0644) {
    place.disk.furnish(path, {std::move(bytes), mode, false, place.started(), nullptr});
}

void live(const Place& place, const std::string& path, std::string (*make)(const Place&)) {
    place.disk.furnish(path, {"", 0444, false, place.started(), [place, make] { return make(place); }});
}

void furnishEtc(const Place& place, const Pod& pod) {
    put(place, "/etc/hostname", pod.meta.name + "\n");
    put(place, "/etc/hosts",
        "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost "
        "ip6-loopback\n" +
            pod.ip + "\t" + pod.meta.name + "\n");
    put(place, "/etc/resolv.conf",
        std::string("nameserver ") + podweb::Network::dnsAddress + "\nsearch " + pod.meta.ns +
            ".svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n");
    put(place, "/etc/os-release",
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian "
        "GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
    put(place, "/etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n");
    put(place, "/etc/group", "root:x:0:\nnogroup:x:65534:\n");
    put(place, "/var/run/secrets/kubernetes.io/serviceaccount/namespace", pod.meta.ns);
}

/// The disk of the node, in pods that `kubectl debug node/…` makes.
void furnishHost(const Place& place, const Pod& pod) {
    const bool mounted =
        std::any_of(pod.spec.containers.begin(), pod.spec.containers.end(), [&](const auto& each) {
            return each.name == place.container &&
                   each.rest.find(R"("mountPath":"/host")") != std::string::npos;
        });
    const auto node = place.now().store().find<Node>("", pod.node);
    if (!mounted || !node)
        return;
    for (const char* folder :
         {"/host/boot", "/host/dev", "/host/home", "/host/mnt", "/host/opt", "/host/root", "/host/run",
          "/host/sys", "/host/tmp", "/host/usr/bin", "/host/var/lib/kubelet/pods", "/host/var/lib/containerd",
          "/host/var/tmp", "/host/var/log/containers"})
        place.disk.furnish(folder, {"", 0755, true, place.started(), nullptr});
    put(place, "/host/etc/hostname", node->meta.name + "\n");
    put(place, "/host/etc/hosts", "127.0.0.1\tlocalhost\n" + node->ip + "\t" + node->meta.name + "\n");
    put(place, "/host/etc/os-release",
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian "
        "GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
    put(place, "/host/etc/machine-id", without(node->meta.uid, '-') + "\n");
    put(place, "/host/etc/containerd/config.toml",
        "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\n  sandbox_image = \"k8s.gcr.io/pause:3.2\"\n");
    put(place, "/host/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS:\n- " +
            std::string(podweb::Network::dnsAddress) + "\nclusterDomain: cluster.local\nmaxPods: 110\n");
    for (const auto& each : place.now().store().list<Pod>())
        if (each->node == node->meta.name)
            place.disk.furnish("/host/var/lib/kubelet/pods/" + each->meta.uid,
                               {"", 0750, true, place.started(), nullptr});
    live(place, "/host/proc/meminfo", memoryInfo);
    live(place, "/host/proc/uptime", upSeconds);
}

} // namespace

void furnish(const Place& place) {
    const auto pod = place.here();
    if (!pod)
        return;
    for (const char* folder : {"/app", "/bin", "/dev", "/home", "/mnt", "/opt", "/root", "/run", "/srv",
                               "/tmp", "/usr/bin", "/usr/local/bin", "/var/log", "/var/tmp"})
        place.disk.furnish(
            folder, {"", folder == std::string("/tmp") ? 01777u : 0755u, true, place.started(), nullptr});
    put(place, "/dev/null", "", 0666);
    furnishEtc(place, *pod);
    furnishHost(place, *pod);
    const std::string app = podweb::appOf(*pod), image = imageOf(place);
    const std::string tag = image.substr(std::min(image.find(':'), image.size() - 1) + 1);
    if (podweb::isGoService(*pod)) {
        put(place, "/app/" + app, std::string("\x7f") + "ELF", 0755);
        put(place, "/app/VERSION", tag + "\n");
    }
    if (app == "leaky-service")
        for (const auto& [name, text] : pprof::leakySource(tag != "1.4.2"))
            put(place, "/src/leaky/" + name, text);
    for (const auto& name : commandNames())
        put(place, "/bin/" + name, std::string("\x7f") + "ELF", 0755);
    live(place, "/proc/1/status", procStatus);
    live(place, "/proc/1/cmdline", [](const Place& here) {
        const auto found = here.here();
        return found ? "/app/" + podweb::appOf(*found) + std::string(1, '\0') : std::string();
    });
    live(place, "/proc/meminfo", memoryInfo);
    live(place, "/proc/uptime", upSeconds);
    live(place, "/proc/loadavg", [](const Place&) { return std::string("2.31 2.20 2.11 3/812 41\n"); });
    live(place, "/proc/version", [](const Place&) {
        return std::string("Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)\n");
    });
    live(place, "/sys/fs/cgroup/memory.current",
         [](const Place& here) { return std::to_string(usedBytes(here)) + "\n"; });
    live(place, "/sys/fs/cgroup/memory.max", [](const Place& here) {
        return (limitOf(here) > 0 ? std::to_string(limitOf(here)) : std::string("max")) + "\n";
    });
}

Variables environmentOf(const Place& place) {
    Variables out{{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                  {"HOSTNAME", place.pod},
                  {"HOME", "/root"},
                  {"KUBERNETES_SERVICE_HOST", "10.96.0.1"},
                  {"KUBERNETES_SERVICE_PORT", "443"}};
    if (const auto pod = place.here())
        for (const auto& container : pod->spec.containers)
            if (container.name == place.container)
                for (const auto& [name, value] : container.env)
                    out[name] = value;
    return out;
}

} // namespace understudy::podshell
