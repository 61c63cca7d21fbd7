#pragma once

#include <string>

namespace understudy::access {

/// Random text in the letters of Crockford's base 32: five bits each.
std::string randomText(std::size_t length);

/// What people type of it, with the slips that can be told: lower case, dashes, O for 0, I and L for 1.
std::string plainCode(const std::string& typed);

/// BLAKE2b, for what was drawn by us with 80 bits or more: nobody guesses that, however quick the hash, so a
/// slow one would protect nothing and would cost every request. What people choose is hashed by Passwords.
std::string digest(const std::string& text);

/// Compares in a time that tells nothing.
bool sameSecret(const std::string& a, const std::string& b);

} // namespace understudy::access
