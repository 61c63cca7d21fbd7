#include "core/http/Target.h"
#include "labs/faces/ControlFace.h"
#include "labs/faces/PrometheusFace.h"
#include "labs/kubeapi/KubeFace.h"
#include "labs/kubejson/KubePatch.h"
#include "labs/kubejson/KubeRead.h"
#include "labs/kubejson/KubeSelectors.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace understudy;

namespace {

class Sink final : public http::BodyWriter {
public:
    void write(std::string) override {}
    bool gone() const override { return true; }
    std::size_t queued() const override { return 0; }
};

/// Remembers that there was an answer.
class Counted final : public http::Exchange {
public:
    void reply(http::Response response) override {
        if (response.status < 200 || response.status > 599)
            std::abort();
        ++answers;
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response) override {
        ++answers;
        return std::make_shared<Sink>();
    }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override {
        ++answers;
        return nullptr;
    }
    int answers = 0;
};

std::string small() {
    const char* source = std::getenv("UNDERSTUDY_SOURCE");
    std::ifstream file(std::string(source ? source : ".") + "/labs/catalog/topologies/small.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

cluster::Topology topology() {
    static const auto read = std::get<cluster::Topology>(cluster::Topology::parse(small(), "small.yaml"));
    return read;
}

cluster::Scenario scenario() {
    cluster::Scenario young;
    young.lab = "test";
    young.history = cluster::minute; // a day of it costs seconds
    return young;
}

/// A production that has run for two minutes, and its faces.
struct Production {
    cluster::Stage stage{topology(), scenario(), 1, 1'763'370'000'000'000, 1.0};
    kubeapi::KubeFace kube{stage, "secret"};
    faces::PrometheusFace prometheus{stage};
    faces::ControlFace control{stage, "secret", [] { return 1; }, [] { return 1'763'370'000'000'000; }};
    Production() { stage.world().advanceTo(2 * cluster::minute); }
};

std::string line(std::string_view& rest) {
    const auto end = rest.find('\n');
    std::string first(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return first;
}

void tryPatches(std::string_view text) {
    static const auto document = boost::json::parse(
        R"({"metadata":{"name":"a","labels":{"x":"y"}},"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"c","image":"i:1","ports":[{"containerPort":80}]}]}}}})");
    boost::system::error_code error;
    const auto patch = boost::json::parse({text.data(), text.size()}, error);
    if (error)
        return;
    (void)kubeapi::readPodTemplate(kubeapi::mergePatched(document, patch));
    (void)kubeapi::readPodTemplate(kubeapi::strategicPatched(document, patch));
    (void)kubeapi::jsonPatched(document, patch);
    (void)kubeapi::readPodTemplate(patch);
}

} // namespace

// The first byte chooses the face of production, then come METHOD, the target and the kind of body, a line
// each, and the body. Every request is answered, at most once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    http::Request request;
    request.method = line(rest);
    request.target = line(rest);
    request.headers = {
        {"authorization", "Bearer secret"}, {"content-type", line(rest)}, {"accept", line(rest)}};
    request.body = std::string(rest);
    tryPatches(rest);
    (void)kubeapi::fitsLabels(request.target, {{"app", "redis"}, {"tier", "a"}});
    const auto target = http::parseTarget(request.target);
    if (!target)
        return 0;
    request.path = target->path;
    request.query = target->query;

    static auto production = std::make_unique<Production>();
    auto exchange = std::make_shared<Counted>();
    switch (data[0] % 3) {
    case 0:
        production->kube.handle(request, exchange);
        production->kube.pump();
        break;
    case 1:
        production->prometheus.handle(request, exchange);
        break;
    default:
        production->control.handle(request, exchange);
        break;
    }
    if (exchange->answers > 1)
        std::abort();
    if (request.method != "GET") { // what was changed must not change what the next input does
        production->stage.catchUp(cluster::minute);
        production = std::make_unique<Production>();
    }
    return 0;
}
