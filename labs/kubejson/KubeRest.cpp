#include "labs/kubejson/KubeRest.h"

#include <algorithm>
#include <vector>

namespace understudy::kubeapi {

namespace {

constexpr int deepest = 64;

bool ofObjects(const json::array& list) {
    return std::all_of(list.begin(), list.end(), [](const auto& each) { return each.is_object(); });
}

json::value sorted(const json::value& value, int depth) {
    if (depth > deepest)
        return nullptr;
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& each : *list)
            out.push_back(sorted(each, depth + 1));
        return out;
    }
    const auto* object = value.if_object();
    if (!object)
        return value;
    std::vector<std::string_view> keys;
    for (const auto& pair : *object)
        if (!pair.value().is_null())
            keys.push_back(pair.key());
    std::sort(keys.begin(), keys.end());
    json::object out;
    for (const auto key : keys)
        out[key] = sorted(object->at(key), depth + 1);
    return out;
}

json::value laid(json::value made, const json::value& over, int depth) {
    if (over.is_null())
        return made;
    const auto* from = over.if_object();
    auto* to = made.if_object();
    if (!from || !to || depth > deepest)
        return over;
    for (const auto& pair : *from) {
        auto* old = to->if_contains(pair.key());
        if (!old)
            (*to)[pair.key()] = pair.value();
        else
            *old = laid(std::move(*old), pair.value(), depth + 1);
    }
    return made;
}

json::object left(const json::object& made, const json::object& wanted, int depth) {
    json::object out;
    for (const auto& pair : wanted) {
        const auto& value = pair.value();
        const auto* old = made.if_contains(pair.key());
        if (value.is_null() || (old && *old == value))
            continue;
        if (!old || depth > deepest) {
            out[pair.key()] = value;
        } else if (old->is_object() && value.is_object()) {
            if (auto rest = left(old->as_object(), value.as_object(), depth + 1); !rest.empty())
                out[pair.key()] = std::move(rest);
        } else if (old->is_array() && value.is_array() && old->as_array().size() == value.as_array().size() &&
                   ofObjects(old->as_array()) && ofObjects(value.as_array())) {
            // Lists are kept whole, with the defaults the model adds.
            json::array merged;
            for (std::size_t i = 0; i < value.as_array().size(); ++i)
                merged.push_back(laid(old->as_array()[i], value.as_array()[i], depth + 1));
            if (merged != old->as_array())
                out[pair.key()] = std::move(merged);
        } else {
            out[pair.key()] = value;
        }
    }
    return out;
}

} // namespace

json::object leftOver(const json::object& made, const json::object& wanted) { return left(made, wanted, 0); }

json::value overlaid(json::value made, const json::value& over) { return laid(std::move(made), over, 0); }

void lay(json::object& made, const std::string& rest) {
    if (rest.empty())
        return;
    json::value whole(std::move(made));
    made = std::move(laid(std::move(whole), restOf(rest), 0).as_object());
}

std::string restText(const json::object& rest) {
    const json::value inOrder = sorted(rest, 0);
    return inOrder.as_object().empty() ? std::string() : json::serialize(inOrder);
}

json::object restOf(const std::string& text) {
    if (text.empty())
        return {};
    boost::system::error_code wrong;
    json::parse_options deep;
    deep.max_depth = 128;
    auto value = json::parse(text, wrong, {}, deep);
    return !wrong && value.is_object() ? std::move(value.as_object()) : json::object();
}

} // namespace understudy::kubeapi
