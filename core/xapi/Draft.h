#pragma once

#include "core/xapi/Keys.h"
#include "core/xapi/Shape.h"
#include "core/xapi/Values.h"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace understudy::xapi {

/// A statement of right shape that waits to be stored: its text as it came, with what the server sets.
struct Draft {
    std::string id;       ///< lower case
    std::string refersTo; ///< id of the statement its object refers to, or ""
    bool voids = false;   ///< its verb voids that statement
    bool hasTimestamp = false;
    std::vector<Key> keys;
    std::string opening;         ///< the text without its last brace, "stored" and, if absent, "timestamp"
    boost::json::object meaning; ///< for comparing
    Version version = Version::V2_0_0;

    /// The whole text, as stored at @p stored.
    std::string text(Micros stored) const;
};

/// Reads one statement. @p expectedId: of the query of a PUT, or "". @p makeId makes one for a statement
/// without. The text is the reason for a refusal otherwise.
using Drafted = std::variant<Draft, std::string>;
Drafted draft(std::string_view text, const boost::json::value& value, Version version,
              std::string_view authority, std::string_view expectedId, const std::string& freshId);

/// Whether two statements of one id say the same by the rules of xAPI, so that the second is merely a
/// repetition.
bool sayTheSame(const boost::json::object& a, const boost::json::object& b);

} // namespace understudy::xapi
