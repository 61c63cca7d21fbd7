#include "labs/kubejson/KubeRead.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

std::string text(const json::value* found) {
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

int number(const json::value* found, int otherwise) {
    if (!found || !found->is_int64())
        return otherwise;
    return static_cast<int>(std::clamp<std::int64_t>(found->as_int64(), -1, 100000));
}

const json::array& list(const json::value* found) {
    static const json::array none;
    return found && found->is_array() ? found->get_array() : none;
}

} // namespace

const json::value* at(const json::object& object, Path path) {
    const json::object* here = &object;
    const json::value* found = nullptr;
    for (const auto key : path) {
        if (!here || !(found = here->if_contains(key)))
            return nullptr;
        here = found->if_object();
    }
    return found;
}

const json::value* at(const json::value& value, Path path) {
    return value.is_object() ? at(value.get_object(), path) : nullptr;
}

std::string textAt(const json::value& value, Path path) { return text(at(value, path)); }
std::string textAt(const json::object& object, Path path) { return text(at(object, path)); }
int intAt(const json::value& value, Path path, int otherwise) { return number(at(value, path), otherwise); }
int intAt(const json::object& object, Path path, int otherwise) {
    return number(at(object, path), otherwise);
}
const json::array& listAt(const json::value& value, Path path) { return list(at(value, path)); }
const json::array& listAt(const json::object& object, Path path) { return list(at(object, path)); }

StringMap readStringMap(const json::value* value) {
    StringMap map;
    if (value && value->is_object())
        for (const auto& pair : value->as_object())
            if (pair.value().is_string())
                map[std::string(pair.key())] = std::string(pair.value().as_string());
    return map;
}

json::object toJson(const StringMap& map) {
    json::object out;
    for (const auto& [key, value] : map)
        out[key] = value;
    return out;
}

} // namespace understudy::kubeapi
