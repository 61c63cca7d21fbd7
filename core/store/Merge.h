#pragma once

#include <string>
#include <string_view>

namespace understudy::store {

/// The members of both objects, the newer one's where both have a name; one level deep. Both must be the text
/// of a valid JSON object; values are taken as they stand.
std::string mergedObject(std::string_view older, std::string_view newer);

/// What two definitions of one activity say together: the newer one's members, and of names, descriptions and
/// extensions each language and each key of both.
std::string mergedDefinition(std::string_view older, std::string_view newer);

/// The older definition with what it lacks of the newer one: members, and of names, descriptions and
/// extensions languages and keys. What it has stays as it is.
std::string extendedDefinition(std::string_view older, std::string_view newer);

} // namespace understudy::store
