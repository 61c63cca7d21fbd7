#pragma once

#include "core/access/Access.h"
#include "core/access/Rate.h"
#include "core/access/Throttle.h"
#include "core/access/Tokens.h"

namespace understudy::access {

/// Lets in who shows a known Authorization header, and slows down who guesses.
class Door final {
public:
    /// @p tokens: checks bearer tokens, where they are taken. @p perMinute: how many requests somebody may
    /// make who may write about themself alone; 0: any number.
    Door(store::Sql& sql, const Clock& clock, std::string homePage, Tokens* tokens = nullptr,
         int perMinute = 0);

    enum class Verdict {
        Known,
        Unknown,
        Malformed,
        TooMany, ///< wrong passwords
        TooFast, ///< too many requests
        Later    ///< it cannot be told yet: ask again in a moment
    };
    /// @p from: the address to count failures against. @p credential is set when it is known.
    Result<Verdict> verify(const std::string& authorization, const std::string& from, Credential& credential);

private:
    Result<Verdict> verifyDevice(const std::string& authorization, const std::string& from,
                                 Credential& credential);
    Result<Verdict> verifyToken(std::string_view token, Credential& credential);

    /// Whether somebody who was wrong may go on; counts them.
    bool mayGuess(const std::string& from, const std::string& user, const std::string& password);

    Access m_access;
    std::string m_key; ///< for what is remembered of wrong passwords
    Throttle m_guesses, m_repeats, m_byNetwork;
    Tokens* m_tokens;
    Rate m_rate;
};

} // namespace understudy::access
