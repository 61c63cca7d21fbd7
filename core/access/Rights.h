#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy::access {

/// What somebody is to the organization. Who is more may not always do more: see the table in Rights.cpp.
enum class Role {
    Trainee,      ///< learns
    Mentor,       ///< learns, and sees the trainees given to them
    Manager,      ///< sees everybody, changes nothing
    Coordinator,  ///< runs the cohorts: people, codes, corrections
    Administrator ///< everything, also what is said about others
};

/// What a program's credential is limited to, by the names xAPI gives. None: all that the person's role
/// allows.
enum class Scope : std::uint32_t {
    StatementsWrite = 1,
    StatementsRead = 2,
    StatementsReadMine = 4, ///< about the credential's own person
    State = 8,
    Profile = 16,
    AllRead = 32,
    All = 64, ///< save voiding
    Void = 128,
    Nothing = 1U << 31 ///< what was named is not known: limited, and to nothing
};

using Scopes = std::uint32_t; ///< several of them, or 0

/// One kind of request. "Own" is what is about the credential's own person.
enum class Deed {
    WriteOwnStatements,
    ReadOwnStatements,
    WriteStatements,
    ReadStatements,
    VoidStatements,
    WriteOwnState,
    ReadOwnState,
    WriteState,
    ReadState,
    WriteOwnProfile, ///< of agents
    ReadOwnProfile,
    WriteProfile,
    ReadProfile,
    WriteActivityProfile,
    ReadActivityProfile,
    SeeOwnTrainees, ///< on the cohort page: those whose mentor one is
    SeeCohort,
    ChangePeople ///< rosters, codes, devices
};

/// Who asks: somebody's device, program or signed-in browser.
struct Credential {
    std::string user; ///< names the credential, in statements as their authority
    std::int64_t person = 0;
    std::string homePage; ///< the person's xAPI account
    std::string account;
    Role role = Role::Trainee;
    Scopes scopes = 0;
};

/// The one place that says who may do what.
bool may(const Credential& credential, Deed deed);

/// trainee, mentor, manager, coordinator, administrator.
std::string roleName(Role role);
std::optional<Role> roleNamed(std::string_view name);

/// Names separated by spaces or commas: "statements/write state". Nothing: one of them is none.
std::optional<Scopes> scopesNamed(std::string_view names);
std::string scopeNames(Scopes scopes);

} // namespace understudy::access
