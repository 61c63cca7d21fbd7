#pragma once

#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <optional>
#include <string>

namespace understudy::access {

/// The passwords that people choose, for signing in with a browser: kept as Argon2id. Checking one takes
/// some tens of milliseconds and 64 MiB on purpose, so that is done on a thread that nobody waits for.
class Passwords final {
public:
    Passwords(store::Sql& sql, const Clock& clock);

    /// What is wrong with @p password as the one of @p name, in a sentence; "": nothing.
    static QString weakness(const std::string& password, const std::string& name);
    /// Slow. An error: not enough memory.
    static Result<std::string> hash(const std::string& password);
    /// Slow, and as slow where @p hash is "", so that nobody learns who has a password. An error: not enough
    /// memory, which tells nothing of the password.
    static Result<bool> matches(const std::string& hash, const std::string& password);

    /// Sets what hash() made and ends the person's sessions.
    Result<void> set(std::int64_t person, const std::string& hash);
    /// "": the person has none.
    Result<std::string> hashOf(std::int64_t person);

private:
    store::Sql& m_sql;
    const Clock& m_clock;
};

} // namespace understudy::access
