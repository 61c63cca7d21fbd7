#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::openapi {

/// One field of a type: "string", "integer", "boolean", "object" (anything), "quantity", "intOrString",
/// "time" or the name of another type; a list with "[]" before it, a map from text with "map " before it.
struct Field {
    std::string name, type, about;
    bool required = false;
    std::string
        merge; ///< the key by which patches merge a list; "set" for plain values, "retain" for a union
};

/// A type of the API. Those with a kind can stand alone in a manifest.
struct Type {
    std::string name, about;
    std::string group, version, plural; ///< of a kind
    bool kind = false, namespaced = false;
    std::vector<Field> fields;
};

/// Reads types from lines, as the texts below have them:
///   kind GROUP VERSION NAME PLURAL namespaced|cluster | what it is      (GROUP is core for none)
///   type NAME | what it is
///     field[!] TYPE[*KEY] | what it says       (! when it must be there, KEY by which patches merge it)
std::vector<Type> parseTypes(std::string_view text);

/// All types of the API, from the texts of this folder.
const std::vector<Type>& allTypes();

extern const std::string_view podTypes, coreTypes, workloadTypes, policyTypes;

} // namespace understudy::openapi
