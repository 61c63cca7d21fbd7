#include "core/access/Access.h"

#include "core/http/Message.h"
#include "core/store/SqliteSql.h"
#include "core/xapi/Values.h"

#include <QCoreApplication>

#include <SQLiteCpp/VariadicBind.h>
#include <sodium.h>

#include <algorithm>

namespace understudy::access {

namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::int64_t codeLifetime = 14LL * 24 * 3600 * 1000000;

std::string randomText(std::size_t length) {
    std::string text(length, '\0');
    for (char& c : text)
        c = crockford[randombytes_uniform(32)];
    return text;
}

/// What people type: lower case, without dashes, O for 0, I and L for 1.
std::string plainCode(const std::string& typed) {
    std::string plain;
    for (char c : typed) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
        if (c == 'O')
            c = '0';
        if (c == 'I' || c == 'L')
            c = '1';
        if (crockford.find(c) != std::string_view::npos)
            plain.push_back(c);
    }
    return plain;
}

/// BLAKE2b. What goes in here was drawn by us with 80 bits or more, so a slow hash would protect nothing and
/// would hold up everybody: the server has one thread.
std::string digest(const std::string& text) {
    std::string out(32, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    return out;
}

std::string passwordDigest(const std::string& user, const std::string& password) {
    return digest(user + '\n' + password);
}

std::string roleName(Role role) { return role == Role::Staff ? "staff" : "trainee"; }

Role roleOf(const std::string& name) { return name == "staff" ? Role::Staff : Role::Trainee; }

Person personOf(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getString(),
            row.getColumn(3).getString(), roleOf(row.getColumn(4).getString())};
}

constexpr auto personColumns = "SELECT id, name, full_name, account, role FROM person ";

std::optional<std::pair<std::string, std::string>> basic(const std::string& authorization) {
    if (authorization.size() < 6 || !http::equalsIgnoringCase(authorization.substr(0, 6), "Basic "))
        return std::nullopt;
    std::string pair(authorization.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const auto text = std::string_view(authorization).substr(6);
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(pair.data()), pair.size(), text.data(),
                          text.size(), " ", &length, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    pair.resize(length);
    const auto colon = pair.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    return std::pair(pair.substr(0, colon), pair.substr(colon + 1));
}

std::int64_t micros(const Clock& clock) { return clock.now().time_since_epoch().count() * 1000; }

} // namespace

Access::Access(store::Database& database, const Clock& clock, std::string homePage)
    : m_database(database)
    , m_clock(clock)
    , m_homePage(std::move(homePage))
    , m_failures(clock, 5, std::chrono::seconds(60)) {}

Result<Person> Access::addPerson(const std::string& name, const std::string& fullName, Role role) {
    const auto known = person(name);
    if (!known)
        return known.error();
    if (*known)
        return Error{Errc::Refused,
                     QCoreApplication::translate(
                         "lrs", "There already is somebody called \"%1\". Choose another name.")
                         .arg(QString::fromStdString(name)),
                     {}};
    return store::guarded([&] {
        Person added{0, name, fullName, "p-" + xapi::lowered(randomText(16)), role};
        SQLite::Statement insert(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                 "INSERT INTO person (name, full_name, account, role, created) "
                                 "VALUES (?, ?, ?, ?, ?)");
        SQLite::bind(insert, name, fullName, added.account, roleName(role), micros(m_clock));
        insert.exec();
        added.id = static_cast<store::SqliteSql&>(m_database.sql()).database().getLastInsertRowid();
        return added;
    });
}

Result<std::optional<Person>> Access::person(const std::string& name) {
    return store::guarded([&]() -> std::optional<Person> {
        SQLite::Statement query(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                std::string(personColumns) + "WHERE name = ?");
        query.bind(1, name);
        if (!query.executeStep())
            return std::nullopt;
        return personOf(query);
    });
}

Result<std::vector<Person>> Access::people() {
    return store::guarded([&] {
        std::vector<Person> all;
        SQLite::Statement query(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                std::string(personColumns) + "ORDER BY name");
        while (query.executeStep())
            all.push_back(personOf(query));
        return all;
    });
}

Result<std::vector<Device>> Access::devices(std::int64_t person) {
    return store::guarded([&] {
        std::vector<Device> all;
        SQLite::Statement query(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                "SELECT user, label, revoked IS NOT NULL FROM device "
                                "WHERE person = ? ORDER BY created, user");
        query.bind(1, person);
        while (query.executeStep())
            all.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                           query.getColumn(2).getInt() != 0});
        return all;
    });
}

Result<std::string> Access::makeCode(std::int64_t person) {
    const std::string plain = randomText(16);
    const auto hash = digest(plain);
    auto added = store::guarded([&] {
        SQLite::Statement insert(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                 "INSERT INTO code (hash, person, expires) VALUES (?, ?, ?)");
        insert.bind(1, hash.data(), static_cast<int>(hash.size()));
        insert.bind(2, person);
        insert.bind(3, micros(m_clock) + codeLifetime);
        insert.exec();
    });
    if (!added)
        return added.error();
    return plain.substr(0, 4) + '-' + plain.substr(4, 4) + '-' + plain.substr(8, 4) + '-' + plain.substr(12);
}

Result<Enrollment> Access::addDevice(const Person& person, const std::string& device,
                                     const std::string& label) {
    return store::guarded([&] { return insertDevice(person, device, label); });
}

Enrollment Access::insertDevice(const Person& person, const std::string& device, const std::string& label) {
    Enrollment made;
    made.password = randomText(26); // 130 bits
    made.fullName = person.fullName;
    made.credential = {"dev-" + xapi::lowered(randomText(12)), person.id, m_homePage, person.account,
                       person.role};
    const auto hash = passwordDigest(made.credential.user, made.password);
    SQLite::Statement insert(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                             "INSERT INTO device (user, person, device, label, hash, created) "
                             "VALUES (?, ?, ?, ?, ?, ?)");
    SQLite::bind(insert, made.credential.user, person.id, device, label);
    insert.bind(5, hash.data(), static_cast<int>(hash.size()));
    insert.bind(6, micros(m_clock));
    insert.exec();
    return made;
}

Result<bool> Access::revoke(const std::string& user) {
    return store::guarded([&] {
        SQLite::Statement update(static_cast<store::SqliteSql&>(m_database.sql()).database(),
                                 "UPDATE device SET revoked = ? WHERE user = ? AND revoked IS NULL");
        SQLite::bind(update, micros(m_clock), user);
        return update.exec() > 0;
    });
}

Result<std::optional<Enrollment>> Access::redeem(const std::string& code, const std::string& device,
                                                 const std::string& label) {
    const auto hash = digest(plainCode(code));
    // In one transaction: no code is used up without its device, whenever the power fails.
    return store::guarded([&]() -> std::optional<Enrollment> {
        auto& sql = static_cast<store::SqliteSql&>(m_database.sql()).database();
        SQLite::Transaction transaction(sql, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement use(sql,
                              "UPDATE code SET used = ?1 WHERE hash = ?2 AND used IS NULL AND expires > ?1 "
                              "RETURNING person");
        use.bind(1, micros(m_clock));
        use.bind(2, hash.data(), static_cast<int>(hash.size()));
        if (!use.executeStep())
            return std::nullopt;
        const auto id = use.getColumn(0).getInt64();
        while (use.executeStep()) {}
        SQLite::Statement query(sql, std::string(personColumns) + "WHERE id = ?");
        query.bind(1, id);
        if (!query.executeStep())
            return std::nullopt;
        const auto person = personOf(query);
        query.reset();
        auto made = insertDevice(person, device, label);
        transaction.commit();
        return made;
    });
}

Result<Access::Verdict> Access::verify(const std::string& authorization, const std::string& from,
                                       Credential& credential) {
    const auto pair = basic(authorization);
    if (!pair)
        return Verdict::Malformed;
    const auto name = from + ' ' + pair->first;
    // The right password is never held up: somebody's guessing must not lock the device out.
    const auto known = matches(pair->first, pair->second, credential);
    if (!known)
        return known.error();
    if (*known)
        return Verdict::Known;
    if (!m_failures.open(name))
        return Verdict::TooMany;
    m_failures.failed(name);
    return Verdict::Unknown;
}

Result<bool> Access::matches(const std::string& user, const std::string& password, Credential& credential) {
    return store::guarded([&] {
        SQLite::Statement query(
            static_cast<store::SqliteSql&>(m_database.sql()).database(),
            "SELECT d.hash, p.id, p.account, p.role FROM device d JOIN person p ON p.id = d.person "
            "WHERE d.user = ? AND d.revoked IS NULL");
        query.bind(1, user);
        if (!query.executeStep())
            return false;
        const auto kept = query.getColumn(0).getString();
        const auto given = passwordDigest(user, password);
        if (kept.size() != given.size() || sodium_memcmp(kept.data(), given.data(), given.size()) != 0)
            return false;
        credential = {user, query.getColumn(1).getInt64(), m_homePage, query.getColumn(2).getString(),
                      roleOf(query.getColumn(3).getString())};
        return true;
    });
}

} // namespace understudy::access
