#include "core/access/Sessions.h"

#include "core/access/Audit.h"
#include "core/access/Passwords.h"
#include "core/access/Secrets.h"

#include <sodium.h>

#include <algorithm>

namespace understudy::access {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t lifetime = 12LL * 3600 * 1000000;
constexpr std::string_view secureName = "__Host-understudy"; // browsers take it over TLS from this host alone
constexpr std::string_view plainName = "understudy";

std::int64_t micros(const Clock& clock) { return clock.now().time_since_epoch().count() * 1000; }

std::string tokenOf(const http::Request& request) {
    const auto wanted = std::string(request.secure ? secureName : plainName) + '=';
    for (const auto& [name, value] : request.headers) {
        if (name != "cookie")
            continue;
        for (std::size_t at = 0; at < value.size();) {
            const auto end = std::min(value.find(';', at), value.size());
            const auto begin = std::min(value.find_first_not_of(' ', at), end);
            const auto one = std::string_view(value).substr(begin, end - begin);
            if (one.starts_with(wanted))
                return std::string(one.substr(wanted.size()));
            at = end + 1;
        }
    }
    return {};
}

std::string csrfOf(const std::string& token) { // learning it tells nothing of the token
    const auto hash = digest("csrf " + token);
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
    hex.pop_back();
    return hex;
}

} // namespace

struct Sessions::Attempt {
    std::string name;
    std::string from;
    std::optional<Person> person;
    Done done;

    std::string network() const { return networkOf(from); }
    std::string both() const { return network() + ' ' + name; }
};

Sessions::Sessions(store::Sql& sql, Change change, const Clock& clock, Threads& threads, Post post,
                   std::string homePage)
    : m_sql(sql)
    , m_change(std::move(change))
    , m_clock(clock)
    , m_post(std::move(post))
    , m_homePage(std::move(homePage))
    , m_byBoth(clock, 5, 60s)
    , m_byAddress(clock, 30, 5min)
    // High, since strangers could lock somebody out with it; Argon2id makes even this many a night useless.
    , m_byName(clock, 100, 15min)
    , m_backstage(threads) {}

// Each attempt counts as a failure until it has been found right: many at once get no further than one after
// the other.
bool Sessions::held(const Attempt& attempt) {
    if (!m_byBoth.open(attempt.both()) || !m_byAddress.open(attempt.network()) ||
        !m_byName.open(attempt.name))
        return true;
    m_byBoth.failed(attempt.both());
    m_byAddress.failed(attempt.network());
    m_byName.failed(attempt.name);
    return false;
}

void Sessions::forgive(const Attempt& attempt) {
    m_byBoth.forgive(attempt.both());
    m_byAddress.forgive(attempt.network());
    m_byName.forgive(attempt.name);
}

void Sessions::open(const std::string& name, const std::string& password, const std::string& from,
                    Done done) {
    auto attempt = std::make_shared<Attempt>(Attempt{name, from, {}, std::move(done)});
    const auto later = [this, attempt](Result<Opened> outcome) {
        m_post([attempt, outcome = std::move(outcome)] { attempt->done(outcome); });
    };
    if (name.size() > longestName)
        return later(Opened{Verdict::Wrong, {}});
    if (held(*attempt))
        return later(Opened{Verdict::TooMany, {}});
    const auto unchecked = [&](Result<Opened> outcome) { // the password was not found wrong
        forgive(*attempt);
        later(std::move(outcome));
    };
    auto person = Access(m_sql, m_clock, m_homePage).person(name);
    if (!person)
        return unchecked(person.error());
    attempt->person = *person;
    auto hash = attempt->person ? Passwords(m_sql, m_clock).hashOf(attempt->person->id) : std::string();
    if (!hash)
        return unchecked(hash.error());
    const bool taken = m_backstage.take([this, attempt, password, hash = std::move(*hash), post = m_post,
                                         alive = std::weak_ptr<bool>(m_alive)] {
        post([this, attempt, right = Passwords::matches(hash, password), alive] {
            if (alive.lock())
                checked(attempt, right);
        });
    });
    if (!taken)
        unchecked(Opened{Verdict::Busy, {}});
}

void Sessions::checked(const std::shared_ptr<Attempt>& attempt, const Result<bool>& right) {
    if (!right || *right)
        forgive(*attempt);
    if (right)
        decided(attempt, *right);
    else
        attempt->done(right.error());
}

void Sessions::decided(const std::shared_ptr<Attempt>& attempt, bool right) {
    Credential credential;
    credential.role = attempt->person ? attempt->person->role : Role::Trainee;
    const bool opens = right && may(credential, Deed::SeeOwnTrainees);
    const auto token = opens ? randomText(52) : std::string();
    // A name that nobody has may be a password typed into the wrong field: it is kept nowhere.
    const auto who = attempt->person ? attempt->person->name : std::string("(unknown)");
    m_change(
        [&clock = m_clock, attempt, token, opens, who](store::Sql& sql) -> Result<void> {
            if (opens) {
                const auto now = micros(clock);
                if (auto old = sql.run("DELETE FROM session WHERE expires <= $1", {now}); !old)
                    return old.error();
                const auto added =
                    sql.run("INSERT INTO session (hash, person, started, expires) VALUES ($1, $2, $3, $4)",
                            {store::Blob{digest(token)}, attempt->person->id, now, now + lifetime});
                if (!added)
                    return added.error();
            }
            return Audit(sql, clock).note(who, opens ? "session.open" : "session.refused", "", attempt->from);
        },
        [attempt, token, opens](const Result<void>& done) {
            if (done)
                attempt->done(Opened{opens ? Verdict::Opened : Verdict::Wrong, token});
            else
                attempt->done(done.error());
        });
}

Result<std::optional<Session>> Sessions::find(const http::Request& request) {
    const auto token = tokenOf(request);
    if (token.empty())
        return std::optional<Session>();
    const auto rows =
        m_sql.run("SELECT person FROM session WHERE hash = $1 AND expires > $2 AND revoked IS NULL",
                  {store::Blob{digest(token)}, micros(m_clock)});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::optional<Session>();
    Access access(m_sql, m_clock, m_homePage);
    const auto person = access.person(rows->front().integer(0));
    if (!person)
        return person.error();
    if (!*person)
        return std::optional<Session>();
    auto credential = access.credentialOf(**person, "session-" + (*person)->account);
    if (!may(credential, Deed::SeeOwnTrainees)) // no longer
        return std::optional<Session>();
    return std::optional(Session{std::move(credential), **person, csrfOf(token)});
}

void Sessions::close(const http::Request& request, std::function<void(const Result<void>&)> done) {
    m_change(
        [hash = digest(tokenOf(request))](store::Sql& sql) -> Result<void> {
            const auto ended = sql.run("DELETE FROM session WHERE hash = $1", {store::Blob{hash}});
            return ended ? Result<void>() : ended.error();
        },
        std::move(done));
}

std::string Sessions::cookie(const std::string& token, bool secure) {
    return std::string(secure ? secureName : plainName) + '=' + token +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
           std::to_string(token.empty() ? 0 : lifetime / 1000000) + (secure ? "; Secure" : "");
}

bool Sessions::sameSite(const http::Request& request) {
    const auto fetched = request.header("sec-fetch-site");
    if (!fetched.empty() && fetched != "same-origin" && fetched != "none")
        return false;
    const auto origin = request.header("origin");
    // "null" is what a page's own form sends where its policy is to send no referrer.
    return origin.empty() || (origin == "null" && !fetched.empty()) ||
           origin == (request.secure ? "https://" : "http://") + request.header("host");
}

bool Sessions::ownPage(const http::Request& request, const Session& session) {
    auto sent = request.header("x-csrf-token");
    if (sent.empty()) {
        for (const auto& [name, value] : request.form()) {
            if (name == "csrf")
                sent = value;
        }
    }
    return sameSite(request) && sameSecret(sent, session.csrf);
}

} // namespace understudy::access
