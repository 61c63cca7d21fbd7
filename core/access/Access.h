#pragma once

#include "core/base/Clock.h"
#include "core/store/Database.h"

#include "core/access/Throttle.h"

#include <optional>
#include <string>
#include <vector>

namespace understudy::access {

/// What a credential may do.
enum class Role {
    Trainee, ///< writes and reads statements about oneself, voids nothing
    Staff    ///< writes, reads and voids anything
};

/// Somebody's device, known by its user name and password.
struct Credential {
    std::string user;
    std::int64_t person = 0;
    std::string homePage; ///< the person's xAPI account
    std::string account;
    Role role = Role::Trainee;
};

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
    bool revoked = false;
};

/// What a device gets for its enrollment code. The password is kept nowhere else.
struct Enrollment {
    Credential credential;
    std::string password;
    std::string fullName;
};

/// People, their devices and the codes by which a device becomes theirs. Nobody chooses a password here: all
/// are drawn with 130 bits, and only their hashes are kept.
class Access final {
public:
    Access(store::Database& database, const Clock& clock, std::string homePage);

    Result<Person> addPerson(const std::string& name, const std::string& fullName, Role role);
    Result<std::optional<Person>> person(const std::string& name);
    Result<std::vector<Person>> people();
    Result<std::vector<Device>> devices(std::int64_t person);
    /// A new code for one device of @p person: four groups of four, good for 14 days and one use.
    Result<std::string> makeCode(std::int64_t person);
    /// A credential without a code, for programs of the staff.
    Result<Enrollment> addDevice(const Person& person, const std::string& device, const std::string& label);
    /// False when there is no such device, or no longer.
    Result<bool> revoke(const std::string& user);

    /// Uses up a code. Nothing: no such code, or used, or too old.
    Result<std::optional<Enrollment>> redeem(const std::string& code, const std::string& device,
                                             const std::string& label);

    enum class Verdict { Known, Unknown, Malformed, TooMany };
    /// Checks an Authorization header. @p from: whom to count failures against.
    Result<Verdict> verify(const std::string& authorization, const std::string& from, Credential& credential);

private:
    Enrollment insertDevice(const Person& person, const std::string& device, const std::string& label);
    Result<bool> matches(const std::string& user, const std::string& password, Credential& credential);

    store::Database& m_database;
    const Clock& m_clock;
    std::string m_homePage;
    Throttle m_failures;
};

} // namespace understudy::access
