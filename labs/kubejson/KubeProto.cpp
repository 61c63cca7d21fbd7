// Fields, from generated.proto of k8s.io/api/authorization/v1 and of apimachinery:
//   Unknown {typeMeta 1 {apiVersion 1, kind 2}, raw 2}, reviews {spec 2}, rules review's spec {namespace 1}
//   access review's spec {resourceAttributes 1 {namespace, verb, group, version, resource, subresource, name:
//   1 to 7}, nonResourceAttributes 2 {path 1, verb 2}}
#include "labs/kubejson/KubeProto.h"

#include <array>
#include <cstdint>
#include <string>

namespace understudy::kubeapi {

namespace {

constexpr std::string_view magic("k8s\0", 4);

std::optional<std::uint64_t> number(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 127U) << shift;
        if (byte < 128)
            return value;
    }
    return std::nullopt;
}

// The last field of that number that has a length; "" when there is none, nothing when the bytes are broken.
std::optional<std::string_view> field(std::string_view bytes, std::uint64_t wanted) {
    std::string_view found;
    while (!bytes.empty()) {
        const auto tag = number(bytes);
        if (!tag)
            return std::nullopt;
        const auto kind = *tag & 7U;
        if (kind == 0 && number(bytes))
            continue;
        const auto size = kind == 2 ? number(bytes) : std::nullopt;
        if (!size || *size > bytes.size())
            return std::nullopt;
        if (*tag >> 3 == wanted)
            found = bytes.substr(0, static_cast<std::size_t>(*size));
        bytes.remove_prefix(static_cast<std::size_t>(*size));
    }
    return found;
}

std::string_view inside(std::string_view bytes, std::initializer_list<std::uint64_t> path) {
    for (const auto each : path)
        bytes = field(bytes, each).value_or(std::string_view());
    return bytes;
}

json::object accessSpec(std::string_view spec) {
    static constexpr std::array<const char*, 7> names{"namespace", "verb",        "group", "version",
                                                      "resource",  "subresource", "name"};
    json::object out;
    if (const auto resource = inside(spec, {1}); !resource.empty()) {
        json::object attributes;
        for (std::size_t i = 0; i < names.size(); ++i)
            attributes[names[i]] = inside(resource, {i + 1});
        out["resourceAttributes"] = attributes;
    }
    if (const auto other = inside(spec, {2}); !other.empty())
        out["nonResourceAttributes"] =
            json::object{{"path", inside(other, {1})}, {"verb", inside(other, {2})}};
    return out;
}

} // namespace

std::optional<json::object> reviewFromProto(std::string_view bytes) {
    if (!bytes.starts_with(magic))
        return std::nullopt;
    bytes.remove_prefix(magic.size());
    const auto type = field(bytes, 1), raw = field(bytes, 2);
    if (!type || !raw)
        return std::nullopt;
    const std::string_view kind = inside(*type, {2});
    json::object out{{"kind", kind}, {"apiVersion", inside(*type, {1})}};
    if (kind == "SelfSubjectRulesReview")
        out["spec"] = json::object{{"namespace", inside(*raw, {2, 1})}};
    else if (kind == "SelfSubjectAccessReview")
        out["spec"] = accessSpec(inside(*raw, {2}));
    else
        return std::nullopt;
    return out;
}

} // namespace understudy::kubeapi
