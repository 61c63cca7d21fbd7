#pragma once

#include "core/access/Rights.h"
#include "core/base/Clock.h"
#include "core/store/Sql.h"

#include <optional>
#include <string>
#include <vector>

namespace understudy::access {

struct Person {
    std::int64_t id = 0;
    std::string name; ///< by which the one who runs the server speaks of them
    std::string fullName;
    std::string account; ///< opaque and stable: what the statements carry
    Role role = Role::Trainee;
};

struct Device {
    std::string user;
    std::string label;
    Scopes scopes = 0;
    bool revoked = false;
};

/// What is wrong with the short name of somebody who is to be added, in a sentence, or "".
QString wrongWithName(const std::string& name);
/// The same of a name in full.
QString wrongWithFullName(const std::string& fullName);

/// What a device gets for its enrollment code. The password is kept nowhere else.
struct Enrollment {
    Credential credential;
    std::string password;
    std::string fullName;
    std::string track, start; ///< of the roster, where the person is in it: id, and date
};

/// People, their devices and the codes by which a device becomes theirs. The passwords of devices are drawn
/// here with 130 bits, and only their hashes are kept. It costs nothing to make: changes while serving are
/// made with one of their own on the writer's connection.
class Access final {
public:
    /// @p homePage: of everybody's xAPI account.
    Access(store::Sql& sql, const Clock& clock, std::string homePage);

    Result<Person> addPerson(const std::string& name, const std::string& fullName, Role role);
    Result<std::optional<Person>> person(const std::string& name);
    Result<std::optional<Person>> person(std::int64_t id);
    Result<std::vector<Person>> people();
    Result<void> rename(std::int64_t person, const std::string& fullName);
    /// Ends their sessions too.
    Result<void> setRole(std::int64_t person, Role role);
    /// Forgets who somebody is, with their devices, codes and sessions. What they did stays, under their
    /// account.
    Result<void> remove(std::int64_t person);
    Result<std::vector<Device>> devices(std::int64_t person);
    /// A new code for one device of @p person: four groups of four, good for 14 days and one use.
    Result<std::string> makeCode(std::int64_t person);
    /// Voids the codes of @p person that nobody has used.
    Result<void> withdrawCodes(std::int64_t person);
    /// A credential without a code, for programs.
    Result<Enrollment> addDevice(const Person& person, const std::string& device, const std::string& label,
                                 Scopes scopes = 0);
    /// False when there is no such device, or no longer.
    Result<bool> revoke(const std::string& user);
    /// Uses up a code. For ten minutes the same device may ask again, since a reply can be lost on its way:
    /// it keeps its user and gets another password. Nothing: no such code, or used, or too old.
    Result<std::optional<Enrollment>> redeem(const std::string& code, const std::string& device,
                                             const std::string& label);
    /// Whose device has this name and password. Nothing: nobody's, or no longer.
    Result<std::optional<Credential>> deviceOf(const std::string& user, const std::string& password);
    /// Whose device sealed a file with its carry key. Nothing: no device of ours, or no longer.
    struct Bearer {
        Credential credential;
        std::string key;
    };
    Result<std::optional<Bearer>> bearerOf(const std::string& user);
    /// A person's own rights, as the credential called @p user.
    Credential credentialOf(const Person& person, const std::string& user, Scopes scopes = 0) const;

private:
    /// The device @p name of @p person that a code made at @p used, with a new password.
    Result<std::optional<Enrollment>> renew(const Person& person, const std::string& name, std::int64_t used);
    Result<void> addPlan(Enrollment& made, std::int64_t person);
    Result<std::vector<Person>> select(const std::string& where, const std::vector<store::Value>& values);

    store::Sql& m_sql;
    const Clock& m_clock;
    std::string m_homePage;
};

} // namespace understudy::access
