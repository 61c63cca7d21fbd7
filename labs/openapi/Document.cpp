// Field numbers of the messages used, from gnostic's OpenAPIv2.proto:
//   Document {swagger 1, info 2, paths 8, definitions 9}, Info {title 1, version 2}, Paths {path 2}
//   PathItem {patch 8}, Operation {operation_id 5, parameters 8, vendor_extension 13}
//   ParametersItem {parameter 1}, Parameter {non_body_parameter 2}, NonBodyParameter {query 3}, query {in 2,
//   name 4, type 6}; Definitions and Properties {additional_properties 1}; NamedX {name 1, value 2}
//   Schema {$ref 1, format 2, description 4, required 19, additional_properties 21, type 22, items 23,
//   properties 25, vendor_extension 31}, TypeItem {value 1}, ItemsItem {schema 1}, Any {yaml 2}
#include "labs/openapi/Document.h"

#include <map>

namespace understudy::openapi {

namespace {

std::string number(std::size_t value) {
    std::string out;
    while (value > 127) {
        out += static_cast<char>((value & 127) | 128);
        value >>= 7;
    }
    return out + static_cast<char>(value);
}

std::string field(std::size_t id, const std::string& bytes) {
    return number(id << 3 | 2) + number(bytes.size()) + bytes;
}

std::string named(const std::string& name, const std::string& value) {
    return field(1, name) + field(2, value);
}

std::string extension(std::size_t id, const std::string& yaml) {
    return field(id, named("x-kubernetes-group-version-kind", field(2, yaml)));
}

// How kubectl apply merges the field; without it, lists would be replaced whole.
std::string merging(const Field& each) {
    const auto note = [](const char* name, const std::string& value) {
        return field(31, named(name, field(2, value + "\n")));
    };
    if (each.merge.empty())
        return {};
    if (each.merge == "retain")
        return note("x-kubernetes-patch-strategy", "retainKeys");
    const bool volumes = each.name == "volumes";
    return note("x-kubernetes-patch-strategy", volumes ? "merge,retainKeys" : "merge") +
           (each.merge == "set" ? std::string() : note("x-kubernetes-patch-merge-key", each.merge));
}

std::string typed(const char* type, const char* format = nullptr) {
    return (format ? field(2, format) : std::string()) + field(22, field(1, type));
}

std::string fullName(const Type& type) {
    return "io.k8s." + (type.group.empty() ? std::string("core") : type.group) + "." +
           (type.version.empty() ? "v1" : type.version) + "." + type.name;
}

using Names = std::map<std::string, std::string>;

std::string schemaOf(const std::string& type, const Names& names) {
    if (type.starts_with("[]"))
        return typed("array") + field(23, field(1, schemaOf(type.substr(2), names)));
    if (type.starts_with("map "))
        return field(21, field(1, schemaOf(type.substr(4), names))) + typed("object");
    if (type == "quantity" || type == "string")
        return typed("string");
    if (type == "time")
        return typed("string", "date-time");
    if (type == "intOrString")
        return typed("string", "int-or-string");
    if (type == "integer")
        return typed("integer", "int32");
    if (type == "boolean")
        return typed("boolean");
    if (const auto found = names.find(type); found != names.end())
        return field(1, "#/definitions/" + found->second);
    return typed("object");
}

std::string definition(const Type& type, const Names& names) {
    std::string properties, required;
    for (const auto& each : type.fields) {
        std::string schema = schemaOf(each.type, names);
        if (!each.about.empty())
            schema += field(4, each.about);
        schema += merging(each);
        properties += field(1, named(each.name, schema));
        if (each.required)
            required += field(19, each.name);
    }
    std::string out = field(4, type.about) + required + typed("object") + field(25, properties);
    if (type.kind)
        out += extension(31, "- group: \"" + type.group + "\"\n  kind: " + type.name +
                                 "\n  version: " + type.version + "\n");
    return out;
}

// What kubectl looks for before it asks for a dry run: a patch that takes the parameter.
std::string path(const Type& type) {
    const std::string query = field(2, "query") + field(4, "dryRun") + field(6, "string");
    const std::string parameter = field(8, field(1, field(2, field(3, query))));
    const std::string patch = field(5, "patch" + type.name) + parameter +
                              extension(13, "group: \"" + type.group + "\"\nkind: " + type.name +
                                                "\nversion: " + type.version + "\n");
    const std::string where = (type.group.empty() ? "/api/" : "/apis/" + type.group + "/") + type.version +
                              (type.namespaced ? "/namespaces/{namespace}/" : "/") + type.plural + "/{name}";
    return field(2, named(where, field(8, patch)));
}

} // namespace

std::string documentOf(const std::vector<Type>& types) {
    Names names;
    for (const auto& each : types)
        names.emplace(each.name, fullName(each));
    std::string paths, definitions;
    for (const auto& each : types) {
        definitions += field(1, named(fullName(each), definition(each, names)));
        if (each.kind)
            paths += path(each);
    }
    return field(1, "2.0") + field(2, named("Kubernetes", "v1.20.15")) + field(8, paths) +
           field(9, definitions);
}

const std::string& document() {
    static const std::string made = documentOf(allTypes());
    return made;
}

} // namespace understudy::openapi
