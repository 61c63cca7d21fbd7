#include "core/access/Access.h"

#include "core/access/Secrets.h"
#include "core/base/KeyedHash.h"
#include "core/xapi/Values.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::access {

namespace {

constexpr std::int64_t codeLifetime = 14LL * 24 * 3600 * 1000000;
constexpr std::int64_t secondAsking = 10LL * 60 * 1000000;
constexpr std::int64_t oneTransaction = 5LL * 1000000; // takes less

QString tr(const char* text) { return QCoreApplication::translate("access", text); }

std::string deviceDigest(const std::string& user, const std::string& password) {
    return digest(user + '\n' + password);
}

/// What files that are carried by hand are sealed with (core/sync/CarryFile.h): no way leads from it back to
/// the password.
std::string carryKeyOf(const std::string& password) {
    return keyedHash(QByteArray::fromStdString(password), QByteArrayLiteral("understudy carry 1"))
        .toStdString();
}

std::int64_t micros(const Clock& clock) { return clock.now().time_since_epoch().count() * 1000; }

Result<std::optional<Enrollment>> asOptional(Result<Enrollment> made) {
    if (!made)
        return made.error();
    return std::optional(std::move(*made));
}

Role roleOf(const std::string& name) { return roleNamed(name).value_or(Role::Trainee); }

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-@").find(c) != std::string_view::npos;
}

} // namespace

QString wrongWithName(const std::string& name) {
    constexpr std::size_t longest = 64;
    if (!name.empty() && name.size() <= longest && name.front() != '-' &&
        std::all_of(name.begin(), name.end(), isLetter))
        return {};
    return tr("\"%1\" is no short name: letters of a to z, digits and . _ - @, at most 64, and no dash at "
              "the "
              "beginning.")
        .arg(QString::fromStdString(name));
}

QString wrongWithFullName(const std::string& fullName) {
    constexpr qsizetype longest = 200;
    const auto text = QString::fromStdString(fullName);
    if (!text.isEmpty() && text.size() <= longest && text.front() != u'-' &&
        std::none_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return {};
    return tr("A full name has up to 200 letters, no line breaks, and does not begin with a dash.");
}

Access::Access(store::Sql& sql, const Clock& clock, std::string homePage)
    : m_sql(sql)
    , m_clock(clock)
    , m_homePage(std::move(homePage)) {}

Credential Access::credentialOf(const Person& person, const std::string& user, Scopes scopes) const {
    return {user, person.id, m_homePage, person.account, person.role, scopes};
}

Result<Person> Access::addPerson(const std::string& name, const std::string& fullName, Role role) {
    for (const auto& wrong : {wrongWithName(name), wrongWithFullName(fullName)})
        if (!wrong.isEmpty())
            return Error{Errc::BadInput, wrong, {}};
    Person added{0, name, fullName, "p-" + xapi::lowered(randomText(16)), role};
    const auto rows = m_sql.run("INSERT INTO person (name, full_name, account, role, created) "
                                "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING id",
                                {name, fullName, added.account, roleName(role), micros(m_clock)});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return Error{Errc::Refused,
                     tr("There already is somebody called \"%1\". Choose another name.")
                         .arg(QString::fromStdString(name)),
                     {}};
    added.id = rows->front().integer(0);
    return added;
}

Result<std::vector<Person>> Access::select(const std::string& where,
                                           const std::vector<store::Value>& values) {
    const auto rows = m_sql.run("SELECT id, name, full_name, account, role FROM person " + where, values);
    if (!rows)
        return rows.error();
    std::vector<Person> all;
    for (const auto& row : *rows)
        all.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), roleOf(row.text(4))});
    return all;
}

Result<std::optional<Person>> Access::person(const std::string& name) {
    auto found = select("WHERE name = $1", {name});
    if (!found)
        return found.error();
    return found->empty() ? std::nullopt : std::optional(found->front());
}

Result<std::optional<Person>> Access::person(std::int64_t id) {
    auto found = select("WHERE id = $1", {id});
    if (!found)
        return found.error();
    return found->empty() ? std::nullopt : std::optional(found->front());
}

Result<std::vector<Person>> Access::people() { return select("ORDER BY name", {}); }

Result<void> Access::rename(std::int64_t person, const std::string& fullName) {
    if (const auto wrong = wrongWithFullName(fullName); !wrong.isEmpty())
        return Error{Errc::BadInput, wrong, {}};
    const auto set = m_sql.run("UPDATE person SET full_name = $1 WHERE id = $2", {fullName, person});
    return set ? Result<void>() : set.error();
}

Result<void> Access::setRole(std::int64_t person, Role role) {
    return m_sql.transact([&]() -> Result<void> {
        const auto set = m_sql.run("UPDATE person SET role = $1 WHERE id = $2", {roleName(role), person});
        if (!set)
            return set.error();
        const auto ended = m_sql.run("DELETE FROM session WHERE person = $1", {person});
        return ended ? Result<void>() : ended.error();
    });
}

Result<void> Access::remove(std::int64_t person) {
    return m_sql.transact([&]() -> Result<void> {
        for (const char* table :
             {"identity", "cohort_summary", "cohort_member", "session", "password", "code", "device"}) {
            const auto gone = m_sql.run(std::string("DELETE FROM ") + table + " WHERE person = $1", {person});
            if (!gone)
                return gone.error();
        }
        const auto gone = m_sql.run("DELETE FROM person WHERE id = $1", {person});
        return gone ? Result<void>() : gone.error();
    });
}

Result<std::vector<Device>> Access::devices(std::int64_t person) {
    const auto rows = m_sql.run("SELECT \"user\", label, scopes, revoked FROM device WHERE person = $1 "
                                "ORDER BY created, \"user\"",
                                {person});
    if (!rows)
        return rows.error();
    std::vector<Device> all;
    for (const auto& row : *rows)
        all.push_back({row.text(0), row.text(1), static_cast<Scopes>(row.integer(2)), !row.isNull(3)});
    return all;
}

Result<std::string> Access::makeCode(std::int64_t person) {
    const std::string plain = randomText(16);
    const auto added = m_sql.run("INSERT INTO code (hash, person, expires) VALUES ($1, $2, $3)",
                                 {store::Blob{digest(plain)}, person, micros(m_clock) + codeLifetime});
    if (!added)
        return added.error();
    return plain.substr(0, 4) + '-' + plain.substr(4, 4) + '-' + plain.substr(8, 4) + '-' + plain.substr(12);
}

Result<void> Access::withdrawCodes(std::int64_t person) {
    const auto gone = m_sql.run("DELETE FROM code WHERE person = $1 AND used IS NULL", {person});
    return gone ? Result<void>() : gone.error();
}

Result<Enrollment> Access::addDevice(const Person& person, const std::string& device,
                                     const std::string& label, Scopes scopes) {
    Enrollment made;
    made.password = randomText(26); // 130 bits
    made.fullName = person.fullName;
    made.credential = credentialOf(person, "dev-" + xapi::lowered(randomText(12)), scopes);
    const auto added =
        m_sql.run("INSERT INTO device (\"user\", person, device, label, hash, created, scopes, carry) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  {made.credential.user, person.id, device, label,
                   store::Blob{deviceDigest(made.credential.user, made.password)}, micros(m_clock),
                   static_cast<std::int64_t>(scopes), store::Blob{carryKeyOf(made.password)}});
    if (!added)
        return added.error();
    return made;
}

Result<bool> Access::revoke(const std::string& user) {
    const auto revoked =
        m_sql.run("UPDATE device SET revoked = $1 WHERE \"user\" = $2 AND revoked IS NULL RETURNING person",
                  {micros(m_clock), user});
    if (!revoked)
        return revoked.error();
    return !revoked->empty();
}

Result<std::optional<Enrollment>> Access::redeem(const std::string& code, const std::string& device,
                                                 const std::string& label) {
    std::optional<Enrollment> enrolled;
    // In one transaction: no code is used up without its device, whenever the power fails.
    const auto done = m_sql.transact([&]() -> Result<void> {
        enrolled.reset();
        const auto now = micros(m_clock);
        const store::Blob hash{digest(plainCode(code))};
        const auto fresh = m_sql.run("UPDATE code SET used = $1 WHERE hash = $2 AND used IS NULL AND "
                                     "expires > $3 RETURNING person, used",
                                     {now, hash, now});
        if (!fresh)
            return fresh.error();
        const auto known = !fresh->empty() ? fresh
                                           : m_sql.run("SELECT person, used FROM code WHERE hash = $1 AND "
                                                       "used > $2",
                                                       {hash, now - secondAsking});
        if (!known || known->empty())
            return known ? Result<void>() : known.error();
        const auto owner = person(known->front().integer(0));
        if (!owner || !*owner)
            return owner ? Result<void>() : owner.error();
        auto made = fresh->empty() ? renew(**owner, device, known->front().integer(1))
                                   : asOptional(addDevice(**owner, device, label));
        if (!made || !*made)
            return made ? Result<void>() : made.error();
        if (auto planned = addPlan(**made, (*owner)->id); !planned)
            return planned;
        enrolled = std::move(*made);
        return {};
    });
    if (!done)
        return done.error();
    return enrolled;
}

Result<std::optional<Enrollment>> Access::renew(const Person& person, const std::string& name,
                                                std::int64_t used) {
    const auto rows = m_sql.run("SELECT \"user\", scopes FROM device WHERE person = $1 AND device = $2 AND "
                                "created >= $3 AND created < $4 AND revoked IS NULL ORDER BY created LIMIT 1",
                                {person.id, name, used, used + oneTransaction});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::optional<Enrollment>();
    Enrollment made;
    made.password = randomText(26);
    made.fullName = person.fullName;
    made.credential =
        credentialOf(person, rows->front().text(0), static_cast<Scopes>(rows->front().integer(1)));
    const auto changed = m_sql.run("UPDATE device SET hash = $1, carry = $2 WHERE \"user\" = $3",
                                   {store::Blob{deviceDigest(made.credential.user, made.password)},
                                    store::Blob{carryKeyOf(made.password)}, made.credential.user});
    if (!changed)
        return changed.error();
    return std::optional(std::move(made));
}

Result<void> Access::addPlan(Enrollment& made, std::int64_t person) {
    const auto plan = m_sql.run("SELECT track, start FROM cohort_member WHERE person = $1", {person});
    if (!plan)
        return plan.error();
    if (!plan->empty()) {
        made.track = plan->front().text(0);
        made.start = plan->front().text(1);
    }
    return {};
}

Result<std::optional<Credential>> Access::deviceOf(const std::string& user, const std::string& password) {
    const auto rows =
        m_sql.run("SELECT d.hash, p.id, p.account, p.role, d.scopes FROM device d "
                  "JOIN person p ON p.id = d.person WHERE d.\"user\" = $1 AND d.revoked IS NULL",
                  {user});
    if (!rows)
        return rows.error();
    if (rows->empty() || !sameSecret(rows->front().bytes(0), deviceDigest(user, password)))
        return std::optional<Credential>();
    const auto& row = rows->front();
    return std::optional(Credential{user, row.integer(1), m_homePage, row.text(2), roleOf(row.text(3)),
                                    static_cast<Scopes>(row.integer(4))});
}

Result<std::optional<Access::Bearer>> Access::bearerOf(const std::string& user) {
    const auto rows =
        m_sql.run("SELECT person, scopes, carry FROM device WHERE \"user\" = $1 AND revoked IS NULL", {user});
    if (!rows)
        return rows.error();
    if (rows->empty() || rows->front().isNull(2))
        return std::optional<Bearer>();
    const auto owner = person(rows->front().integer(0));
    if (!owner)
        return owner.error();
    if (!*owner)
        return std::optional<Bearer>();
    return std::optional(Bearer{credentialOf(**owner, user, static_cast<Scopes>(rows->front().integer(1))),
                                rows->front().bytes(2)});
}

} // namespace understudy::access
