#pragma once

#include "core/xapi/Keys.h"
#include "core/xapi/Shape.h"
#include "core/xapi/Values.h"

#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <variant>

namespace understudy::xapi {

/// The bytes of a file that came with a statement.
struct Attachment {
    std::string sha2; ///< in lower case, as the statement says it
    std::string type; ///< of media
    std::string content;
};

/// A statement of right shape that waits to be stored: its text as it came, with what the server sets.
struct Draft {
    std::string id;       ///< lower case
    std::string refersTo; ///< id of the statement its object refers to, or ""
    bool voids = false;   ///< its verb voids that statement
    bool hasTimestamp = false;
    std::vector<Key> keys;
    std::string opening;         ///< the text without its last brace, "stored" and, if absent, "timestamp"
    boost::json::object meaning; ///< for comparing, without authority
    std::vector<Attachment> attachments;
    Version version = Version::V2_0_0;
    bool redefines = false; ///< its sender may say anew what activities are, not only what nobody said yet

    /// The whole text, as stored at @p stored.
    std::string text(Micros stored) const;
};

/// Who sends statements, in which version.
class Sender final {
public:
    /// @p authority: an Agent as JSON text.
    Sender(Version version, std::string authority);
    Version version() const { return m_version; }
    const std::string& authority() const { return m_authority; }
    const Key& key() const { return m_key; }

private:
    Version m_version;
    std::string m_authority;
    Key m_key;
};

/// Reads one statement: @p text as it came, @p value what it says. @p expectedId: of the query of a PUT, or
/// "". @p makeId makes one for a statement without. The text is the reason for a refusal otherwise.
using Drafted = std::variant<Draft, std::string>;
Drafted draft(std::string_view text, boost::json::value value, const Sender& sender,
              std::string_view expectedId, const std::function<std::string()>& makeId);

/// Whether two statements of one id say the same by the rules of @p version, so that the second is merely a
/// repetition. Both must have the right shape.
bool sayTheSame(const boost::json::object& a, const boost::json::object& b,
                Version version = Version::V2_0_0);

} // namespace understudy::xapi
