#pragma once

#include "core/access/Access.h"
#include "core/access/Throttle.h"

namespace understudy::access {

/// Lets in who shows a known Authorization header, and slows down who guesses.
class Door final {
public:
    Door(store::Sql& sql, const Clock& clock, std::string homePage);

    enum class Verdict { Known, Unknown, Malformed, TooMany };
    /// @p from: the address to count failures against. @p credential is set when it is known.
    Result<Verdict> verify(const std::string& authorization, const std::string& from, Credential& credential);

private:
    Access m_access;
    Throttle m_failures;
};

} // namespace understudy::access
