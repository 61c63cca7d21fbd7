#include "labs/replay/RunHash.h"

#include "core/http/Target.h"

#include <QCryptographicHash>

#include <boost/json.hpp>

namespace understudy::replay {

namespace json = boost::json;

namespace {

/// Takes one answer in.
class Taken final : public http::Exchange {
public:
    void reply(http::Response response) override { answer = std::move(response); }
    std::shared_ptr<http::BodyWriter> begin(http::Response head) override {
        answer = std::move(head);
        return std::make_shared<Body>();
    }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { return nullptr; }
    http::Response answer;

private:
    struct Body final : http::BodyWriter {
        void write(std::string) override {}
        bool gone() const override { return true; }
        std::size_t queued() const override { return 0; }
    };
};

http::Response ask(const HashedFace& face, const std::string& target) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    if (auto parsed = http::parseTarget(target)) {
        request.path = std::move(parsed->path);
        request.query = std::move(parsed->query);
    }
    request.headers.emplace_back("accept", "application/json");
    if (!face.authorization.empty())
        request.headers.emplace_back("authorization", face.authorization);
    const auto taken = std::make_shared<Taken>();
    face.handle(request, taken);
    return taken->answer;
}

json::value read(const HashedFace& face, const std::string& target) {
    boost::system::error_code wrong;
    json::value value = json::parse(ask(face, target).body, wrong);
    return wrong ? json::value() : value;
}

json::array list(const json::value& value, const char* key) {
    const auto* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
    return found && found->is_array() ? found->as_array() : json::array();
}

std::string text(const json::value& value, const char* key) {
    const auto* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

} // namespace

std::vector<std::string> RunHash::kubernetesTargets(const HashedFace& face) const {
    std::vector<std::string> roots{"/api/v1"}, targets;
    for (const auto& group : list(read(face, "/apis"), "groups"))
        for (const auto& version : list(group, "versions"))
            roots.push_back("/apis/" + text(version, "groupVersion"));
    for (const auto& root : roots)
        for (const auto& resource : list(read(face, root), "resources")) {
            const std::string name = text(resource, "name");
            bool listed = false;
            for (const auto& verb : list(resource, "verbs"))
                listed = listed || verb == json::value("list");
            if (listed && name.find('/') == std::string::npos)
                targets.push_back(root + "/" + name);
        }
    for (const auto& pod : m_stage.world().store().list<cluster::Pod>()) {
        const std::string log = "/api/v1/namespaces/" + pod->meta.ns + "/pods/" + pod->meta.name +
                                "/log?timestamps=true&sinceSeconds=180";
        targets.push_back(log);
        if (!pod->containers.empty() && pod->containers[0].restarts > 0)
            targets.push_back(log + "&previous=true");
    }
    return targets;
}

QByteArray RunHash::faceHash(const HashedFace& face) const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    m_stage.quiet = true;
    for (const auto& target : face.kubernetes ? kubernetesTargets(face) : face.targets) {
        const http::Response answer = ask(face, target);
        for (const std::string& part : {target, std::to_string(answer.status), answer.body}) {
            hash.addData(QByteArray::number(qulonglong(part.size())) + ':');
            hash.addData(QByteArray::fromStdString(part));
        }
    }
    m_stage.quiet = false;
    return hash.result();
}

std::vector<std::pair<std::string, std::string>> RunHash::now() const {
    QCryptographicHash all(QCryptographicHash::Sha256);
    std::vector<std::pair<std::string, std::string>> hashes;
    for (const auto& face : m_faces) {
        const QByteArray one = faceHash(face);
        all.addData(one);
        hashes.emplace_back(face.name, one.toHex().toStdString());
    }
    hashes.emplace_back("all", all.result().toHex().toStdString());
    return hashes;
}

} // namespace understudy::replay
