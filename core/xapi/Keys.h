#pragma once

#include <boost/json/value.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::xapi {

/// What a statement can be asked for by.
enum class KeyKind { Agent = 1, Verb, Activity, Registration, RelatedActivity, RelatedAgent };

/// A fingerprint of an identifier: 16 bytes instead of a long IRI.
using KeyBytes = std::array<unsigned char, 16>;

struct Key {
    KeyKind kind;
    KeyBytes bytes;

    auto operator<=>(const Key&) const = default;
};

Key makeKey(KeyKind kind, std::string_view identifier);

/// Who an Agent or Group is, as one text: equal texts, same party. "" for an anonymous group.
std::string identityOf(const boost::json::object& party);

/// Everything that a statement of right shape can be found by, sorted, each once.
std::vector<Key> keysOf(const boost::json::object& statement);

} // namespace understudy::xapi
