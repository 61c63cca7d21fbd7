#include "core/access/Passwords.h"

#include <QCoreApplication>

#include <sodium.h>

#include <array>
#include <cstdio>
#include <cstring>

namespace understudy::access {

namespace {

constexpr std::size_t shortest = 12;
constexpr std::size_t longest = 1000;

QString tr(const char* text) { return QCoreApplication::translate("access", text); }

/// What Argon2id was given and made of it. The library's own check cannot tell a wrong password from too
/// little memory, so it is computed anew here.
struct Kept {
    unsigned long long rounds = crypto_pwhash_OPSLIMIT_INTERACTIVE;
    std::size_t memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 32> made{};
};

template <std::size_t Length>
bool readBytes(const char*& text, std::array<unsigned char, Length>& bytes) {
    std::size_t length = 0;
    return sodium_base642bin(bytes.data(), Length, text, std::strlen(text), nullptr, &length, &text,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
           length == Length;
}

/// Nothing: it is none of those that hash() makes.
std::optional<Kept> read(const std::string& hash) {
    Kept kept;
    unsigned long kibibytes = 0;
    int head = 0;
    if (std::sscanf(hash.c_str(), "$argon2id$v=19$m=%lu,t=%llu,p=1$%n", &kibibytes, &kept.rounds, &head) !=
            2 ||
        head == 0)
        return std::nullopt;
    kept.memory = kibibytes * 1024;
    const char* text = hash.c_str() + head;
    if (!readBytes(text, kept.salt) || *text++ != '$' || !readBytes(text, kept.made) || *text != '\0')
        return std::nullopt;
    return kept;
}

Error noMemory() {
    return {Errc::Busy, tr("There is not enough memory to check a password. Try again in a moment."), {}};
}

} // namespace

Passwords::Passwords(store::Sql& sql, const Clock& clock)
    : m_sql(sql)
    , m_clock(clock) {}

QString Passwords::weakness(const std::string& password, const std::string& name) {
    const auto text = QString::fromStdString(password);
    if (text.size() < static_cast<qsizetype>(shortest) || password.size() > longest)
        return tr("A password has at least %1 characters. A few words in a row are good.").arg(shortest);
    if (text.contains(QString::fromStdString(name), Qt::CaseInsensitive))
        return tr("The password must not hold the name. Choose another.");
    QString distinct;
    for (const QChar c : text.toLower()) {
        if (!distinct.contains(c))
            distinct += c;
    }
    if (distinct.size() < 5)
        return tr("The password repeats too few characters. Choose another.");
    for (const char* common : {"password", "understudy", "123456", "qwerty"}) {
        if (text.contains(QLatin1String(common), Qt::CaseInsensitive))
            return tr("The password holds \"%1\", which is tried first. Choose another.")
                .arg(QLatin1String(common));
    }
    return {};
}

Result<std::string> Passwords::hash(const std::string& password) {
    char out[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return noMemory();
    return std::string(out);
}

Result<bool> Passwords::matches(const std::string& hash, const std::string& password) {
    if (password.size() > longest)
        return false;
    const auto kept = read(hash);
    const auto against = kept.value_or(Kept());
    std::array<unsigned char, 32> made{};
    if (crypto_pwhash(made.data(), made.size(), password.data(), password.size(), against.salt.data(),
                      against.rounds, against.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return noMemory();
    return sodium_memcmp(made.data(), against.made.data(), made.size()) == 0 && kept.has_value();
}

Result<void> Passwords::set(std::int64_t person, const std::string& hash) {
    return m_sql.transact([&]() -> Result<void> {
        const auto set =
            m_sql.run("INSERT INTO password (person, hash, changed) VALUES ($1, $2, $3) ON CONFLICT (person) "
                      "DO UPDATE SET hash = excluded.hash, changed = excluded.changed",
                      {person, hash, std::int64_t(m_clock.now().time_since_epoch().count() * 1000)});
        if (!set)
            return set.error();
        const auto ended = m_sql.run("DELETE FROM session WHERE person = $1", {person});
        return ended ? Result<void>() : ended.error();
    });
}

Result<std::string> Passwords::hashOf(std::int64_t person) {
    const auto rows = m_sql.run("SELECT hash FROM password WHERE person = $1", {person});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::string() : rows->front().text(0);
}

} // namespace understudy::access
