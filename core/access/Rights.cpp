#include "core/access/Rights.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace understudy::access {

namespace {

using Roles = unsigned;

constexpr Roles one(Role role) { return 1U << static_cast<unsigned>(role); }

constexpr Roles administrator = one(Role::Administrator);
constexpr Roles coordinators = administrator | one(Role::Coordinator);
constexpr Roles overseers = coordinators | one(Role::Manager);
constexpr Roles mentors = overseers | one(Role::Mentor);
constexpr Roles everybody = mentors | one(Role::Trainee);

constexpr Scopes operator|(Scope a, Scope b) { return static_cast<Scopes>(a) | static_cast<Scopes>(b); }
constexpr Scopes operator|(Scopes a, Scope b) { return a | static_cast<Scopes>(b); }

constexpr auto reading = Scope::AllRead | Scope::All;

struct Rule {
    Deed deed;
    Roles roles;
    Scopes scopes; ///< any of these allows it to a credential that is limited
};

constexpr Rule rules[] = {
    {Deed::WriteOwnStatements, everybody, Scope::StatementsWrite | Scope::All},
    {Deed::ReadOwnStatements, everybody, reading | Scope::StatementsRead | Scope::StatementsReadMine},
    {Deed::WriteStatements, administrator, Scope::StatementsWrite | Scope::All},
    {Deed::ReadStatements, overseers, reading | Scope::StatementsRead},
    {Deed::VoidStatements, coordinators, static_cast<Scopes>(Scope::Void)},
    {Deed::WriteOwnState, everybody, Scope::State | Scope::All},
    {Deed::ReadOwnState, everybody, reading | Scope::State},
    {Deed::WriteState, administrator, Scope::State | Scope::All},
    {Deed::ReadState, overseers, reading | Scope::State},
    {Deed::WriteOwnProfile, everybody, Scope::Profile | Scope::All},
    {Deed::ReadOwnProfile, everybody, reading | Scope::Profile},
    {Deed::WriteProfile, administrator, Scope::Profile | Scope::All},
    {Deed::ReadProfile, overseers, reading | Scope::Profile},
    {Deed::WriteActivityProfile, coordinators, Scope::Profile | Scope::All},
    {Deed::ReadActivityProfile, everybody, reading | Scope::Profile},
    // What is not xAPI is no program's with a limited credential.
    {Deed::SeeOwnTrainees, mentors, 0},
    {Deed::SeeCohort, overseers, 0},
    {Deed::ChangePeople, coordinators, 0},
};

constexpr std::pair<Role, const char*> roles[] = {{Role::Trainee, "trainee"},
                                                  {Role::Mentor, "mentor"},
                                                  {Role::Manager, "manager"},
                                                  {Role::Coordinator, "coordinator"},
                                                  {Role::Administrator, "administrator"},
                                                  // as the first version called them
                                                  {Role::Administrator, "staff"}};

constexpr std::pair<Scope, const char*> scopes[] = {
    {Scope::StatementsWrite, "statements/write"},
    {Scope::StatementsRead, "statements/read"},
    {Scope::StatementsReadMine, "statements/read/mine"},
    {Scope::State, "state"},
    {Scope::Profile, "profile"},
    {Scope::AllRead, "all/read"},
    {Scope::All, "all"},
    {Scope::Void, "void"},
};

} // namespace

bool may(const Credential& credential, Deed deed) {
    const auto rule =
        std::find_if(std::begin(rules), std::end(rules), [&](const Rule& each) { return each.deed == deed; });
    return rule != std::end(rules) && (rule->roles & one(credential.role)) != 0 &&
           (credential.scopes == 0 || (rule->scopes & credential.scopes) != 0);
}

std::string roleName(Role role) {
    return std::find_if(std::begin(roles), std::end(roles),
                        [&](const auto& each) { return each.first == role; })
        ->second;
}

std::optional<Role> roleNamed(std::string_view name) {
    const auto found = std::find_if(std::begin(roles), std::end(roles),
                                    [&](const auto& each) { return each.second == name; });
    return found == std::end(roles) ? std::nullopt : std::optional(found->first);
}

std::optional<Scopes> scopesNamed(std::string_view names) {
    Scopes all = 0;
    while (!names.empty()) {
        const auto end = std::min(names.find_first_of(" ,"), names.size());
        const auto name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        if (name.empty())
            continue;
        const auto found = std::find_if(std::begin(scopes), std::end(scopes),
                                        [&](const auto& each) { return each.second == name; });
        if (found == std::end(scopes))
            return std::nullopt;
        all = all | found->first;
    }
    return all;
}

std::string scopeNames(Scopes several) {
    std::string names;
    for (const auto& [scope, name] : scopes) {
        if ((several & static_cast<Scopes>(scope)) != 0)
            names += (names.empty() ? "" : " ") + std::string(name);
    }
    return names;
}

} // namespace understudy::access
