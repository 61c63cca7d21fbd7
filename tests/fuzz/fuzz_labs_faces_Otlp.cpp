// The first byte says how the body is told to be packed; the rest is the body of a request with traces. Each
// is answered once, and what was taken can be shown as Jaeger shows it.
#include "labs/faces/JaegerFace.h"
#include "labs/faces/OtlpFace.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace understudy;

namespace {

class Once final : public http::Exchange {
public:
    void reply(http::Response response) override {
        if (++m_answers > 1 || response.status < 200 || response.status > 599)
            std::abort();
        body = std::move(response.body);
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response) override { std::abort(); }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { std::abort(); }
    std::string body;

private:
    int m_answers = 0;
};

cluster::Topology topology() {
    const char* source = std::getenv("UNDERSTUDY_SOURCE");
    std::ifstream file(std::string(source ? source : ".") + "/labs/catalog/topologies/small.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    return std::get<cluster::Topology>(cluster::Topology::parse(text.str(), "small.yaml"));
}

cluster::Scenario scenario() {
    cluster::Scenario young;
    young.lab = "test";
    young.history = cluster::minute;
    return young;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static cluster::Stage stage(topology(), scenario(), 1, 1'763'370'000'000'000, 1.0);
    if (size < 1)
        return 0;
    http::Request request;
    request.method = "POST";
    request.path = request.target = "/v1/traces";
    request.headers = {{"content-type", "application/json"}};
    if (data[0] % 2 == 1)
        request.headers.emplace_back("content-encoding", "gzip");
    request.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    faces::OtlpFace face(stage);
    face.handle(request, std::make_shared<Once>());
    const faces::JaegerFace jaeger(stage);
    http::Request look;
    look.method = "GET";
    for (const auto& [service, operations] : stage.world().traces().received().operations()) {
        look.path = look.target = "/api/traces";
        look.query = {{"service", service}, {"limit", "3"}};
        jaeger.handle(look, std::make_shared<Once>());
        break;
    }
    return 0;
}
