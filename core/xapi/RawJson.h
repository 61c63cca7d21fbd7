#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A statement is kept as it came: numbers are never written anew. So its text is cut where its members are,
// beside being parsed for its meaning.
namespace understudy::xapi {

/// JSON that was read strictly: UTF-8, no member twice, at most 64 levels deep. @p memory holds the values:
/// an arena for a whole request is quick to fill and to leave.
std::optional<boost::json::value> parseJson(std::string_view text, std::string& reason,
                                            boost::json::storage_ptr memory = {});

using RawMembers = std::vector<std::pair<std::string, std::string_view>>;

/// The members of an object, names decoded, values as they stand. @p text must be a valid JSON object.
RawMembers rawMembers(std::string_view text);
/// The elements of an array as they stand. @p text must be a valid JSON array.
std::vector<std::string_view> rawElements(std::string_view text);
/// @p text without white space around it.
std::string_view trimmed(std::string_view text);
/// A JSON string with its quotes.
std::string jsonString(std::string_view text);
/// "name":
void appendName(std::string& out, std::string_view name);

} // namespace understudy::xapi
