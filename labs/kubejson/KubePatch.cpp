#include "labs/kubejson/KubePatch.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace understudy::kubeapi {

namespace {

constexpr int deepest = 64;

json::value merged(const json::value& document, const json::value& patch, int depth) {
    if (!patch.is_object() || depth > deepest)
        return patch;
    json::object out = document.is_object() ? document.as_object() : json::object();
    for (const auto& pair : patch.as_object()) {
        if (pair.value().is_null()) {
            out.erase(pair.key());
            continue;
        }
        const auto* old = out.if_contains(pair.key());
        out[pair.key()] = merged(old ? *old : json::value(), pair.value(), depth + 1);
    }
    return out;
}

// By which field the elements of a list are told apart.
std::string_view mergeKey(std::string_view list, const json::value& first) {
    if (list == "containers" || list == "initContainers" || list == "ephemeralContainers" || list == "env" ||
        list == "volumes" || list == "imagePullSecrets" || list == "secrets")
        return "name";
    if (list == "ports" && first.is_object())
        return first.as_object().contains("containerPort") ? "containerPort" : "port";
    if (list == "volumeMounts")
        return "mountPath";
    if (list == "conditions" || list == "addresses")
        return "type";
    return list == "ownerReferences" ? "uid" : "";
}

json::value strategic(const json::value& document, const json::value& patch, int depth);

json::value same(const json::value& element, std::string_view key) {
    const auto* found = element.is_object() ? element.as_object().if_contains(key) : nullptr;
    return found ? *found : json::value();
}

json::array mergedList(const json::value* old, const json::array& patch, std::string_view key, int depth) {
    json::array out = old && old->is_array() ? old->as_array() : json::array();
    for (const auto& each : patch) {
        auto found = std::find_if(out.begin(), out.end(),
                                  [&](const json::value& one) { return same(one, key) == same(each, key); });
        const bool drop = same(each, "$patch") == json::value("delete");
        if (drop && found != out.end())
            out.erase(found);
        else if (!drop && found == out.end())
            out.push_back(strategic(json::object(), each, depth + 1));
        else if (!drop)
            *found = strategic(*found, each, depth + 1);
    }
    return out;
}

constexpr std::string_view dropping = "$deleteFromPrimitiveList/";

bool holds(const json::array& list, const json::value& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

void retain(json::object& object, const json::array& keys) {
    std::vector<std::string> gone;
    for (const auto& pair : object)
        if (!holds(keys, json::value(pair.key())))
            gone.emplace_back(pair.key());
    for (const auto& key : gone)
        object.erase(key);
}

void drop(json::object& object, std::string_view key, const json::array& values) {
    auto* list = object.if_contains(key);
    if (!list || !list->is_array())
        return;
    json::array left;
    for (const auto& each : list->as_array())
        if (!holds(values, each))
            left.push_back(each);
    *list = std::move(left);
}

json::array united(json::array list, const json::array& more) {
    for (const auto& each : more)
        if (!holds(list, each))
            list.push_back(each);
    return list;
}

json::value strategic(const json::value& document, const json::value& patch, int depth) {
    if (!patch.is_object() || depth > deepest)
        return patch;
    json::object out = document.is_object() ? document.as_object() : json::object();
    if (same(patch, "$patch") == json::value("replace"))
        out.clear();
    if (const json::value kept = same(patch, "$retainKeys"); kept.is_array())
        retain(out, kept.as_array());
    for (const auto& pair : patch.as_object()) {
        const std::string_view key = pair.key();
        const json::value& value = pair.value();
        if (key.starts_with(dropping) && value.is_array())
            drop(out, key.substr(dropping.size()), value.as_array());
        if (key.starts_with("$"))
            continue;
        const auto* old = out.if_contains(key);
        if (value.is_null())
            out.erase(key);
        else if (value.is_array() && !value.as_array().empty() && value.as_array()[0].is_object() &&
                 !mergeKey(key, value.as_array()[0]).empty())
            out[key] = mergedList(old, value.as_array(), mergeKey(key, value.as_array()[0]), depth);
        else if (key == "finalizers" && value.is_array() && old && old->is_array())
            out[key] = united(old->as_array(), value.as_array());
        else
            out[key] = value.is_object() ? strategic(old ? *old : json::value(), value, depth + 1) : value;
    }
    return out;
}

std::vector<std::string> pointer(std::string_view path) {
    std::vector<std::string> parts;
    std::size_t from = 1;
    while (!path.empty() && from <= path.size()) {
        const auto slash = std::min(path.find('/', from), path.size());
        std::string part;
        for (std::size_t i = from; i < slash; ++i) {
            if (path[i] == '~' && i + 1 < slash)
                part += path[++i] == '1' ? '/' : '~';
            else
                part += path[i];
        }
        parts.push_back(part);
        from = slash + 1;
    }
    return parts;
}

std::optional<std::size_t> indexIn(const json::array& list, const std::string& part) {
    std::size_t index = 0;
    const auto [end, wrong] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (wrong != std::errc() || end != part.data() + part.size() || index > list.size())
        return std::nullopt;
    return index;
}

bool applied(json::value& document, const json::value& operation) {
    const auto op = same(operation, "op"), path = same(operation, "path");
    if (!op.is_string() || !path.is_string())
        return false;
    const auto parts = pointer(path.as_string());
    if (parts.empty())
        return false;
    json::value* here = &document;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (here->is_object()) {
            here = &here->as_object()[parts[i]];
        } else if (here->is_array()) {
            const auto index = indexIn(here->as_array(), parts[i]);
            if (!index || *index >= here->as_array().size())
                return false;
            here = &here->as_array()[*index];
        } else {
            return false;
        }
    }
    if (here->is_null())
        here->emplace_object();
    const json::value value = same(operation, "value");
    const std::string& last = parts.back();
    if (here->is_object()) {
        auto& object = here->as_object();
        if (op == json::value("remove"))
            return object.erase(last) > 0;
        if (op == json::value("test"))
            return object.contains(last) && object.at(last) == value;
        object[last] = value;
        return op == json::value("add") || op == json::value("replace");
    }
    if (!here->is_array())
        return false;
    auto& list = here->as_array();
    const auto index = last == "-" ? std::optional(list.size()) : indexIn(list, last);
    if (!index || (op != json::value("add") && *index >= list.size()))
        return false;
    const auto place = list.begin() + static_cast<std::ptrdiff_t>(*index);
    if (op == json::value("add"))
        list.insert(place, value);
    else if (op == json::value("remove"))
        list.erase(place);
    else if (op == json::value("replace"))
        *place = value;
    else
        return op == json::value("test") && *place == value;
    return true;
}

} // namespace

json::value mergePatched(const json::value& document, const json::value& patch) {
    return merged(document, patch, 0);
}
json::value strategicPatched(const json::value& document, const json::value& patch) {
    return strategic(document, patch, 0);
}

std::optional<json::value> jsonPatched(json::value document, const json::value& operations) {
    if (!operations.is_array())
        return std::nullopt;
    for (const auto& operation : operations.as_array())
        if (!applied(document, operation))
            return std::nullopt;
    return document;
}

} // namespace understudy::kubeapi
