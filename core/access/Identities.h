#pragma once

#include "core/access/Access.h"

namespace understudy::access {

/// Which identifiers of xAPI are one person: their account here, and those that were linked with it. No
/// statement is written anew for that.
class Identities final {
public:
    /// @p homePage: of everybody's xAPI account.
    Identities(store::Sql& sql, std::string homePage);

    struct Known {
        std::string account; ///< of the person
        std::string fullName;
        std::vector<std::string> parties; ///< an Agent each, as JSON, the account first
    };
    /// Whose @p identity it is, as xapi::identityOf() names it. Nothing: nobody's who is known here.
    Result<std::optional<Known>> of(const std::string& identity);
    /// All the identities of @p person, that of their account first.
    Result<std::vector<std::string>> all(const Person& person);
    /// From now on @p party, whose identity is @p identity, is this person too. Refused when it is somebody
    /// else's.
    Result<void> link(const Person& person, const std::string& identity, const std::string& party);

private:
    Result<std::optional<std::int64_t>> personOf(const std::string& identity);

    store::Sql& m_sql;
    std::string m_homePage;
};

} // namespace understudy::access
