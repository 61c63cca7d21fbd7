#include "core/access/Passwords.h"

#include <QCoreApplication>

#include <sodium.h>

namespace understudy::access {

namespace {

constexpr std::size_t shortest = 12;
constexpr std::size_t longest = 1000;

QString tr(const char* text) { return QCoreApplication::translate("access", text); }

/// The hash of a password that nobody knows, made once.
const std::string& nobodysHash() {
    static const std::string hash =
        [] {
            unsigned char drawn[32];
            randombytes_buf(drawn, sizeof drawn);
            return Passwords::hash(std::string(reinterpret_cast<const char*>(drawn), sizeof drawn));
        }()
            .value();
    return hash;
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
        return Error{
            Errc::Busy, tr("There is not enough memory to check a password. Try again in a moment."), {}};
    return std::string(out);
}

bool Passwords::matches(const std::string& hash, const std::string& password) {
    if (password.size() > longest)
        return false;
    const auto& against = hash.empty() ? nobodysHash() : hash;
    return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && !hash.empty();
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
