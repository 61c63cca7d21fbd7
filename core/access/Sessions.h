#pragma once

#include "core/access/Access.h"
#include "core/access/Backstage.h"
#include "core/access/Throttle.h"
#include "core/http/Server.h"

#include <functional>

namespace understudy::access {

/// Somebody who signed in with a browser.
struct Session {
    Credential credential;
    Person person;
    std::string csrf; ///< to be sent back with every change, in a field or header of the page's own
};

/// Makes a change to the database in a transaction, as store::Writer::run does.
using Change = std::function<void(std::function<Result<void>(store::Sql&)> work,
                                  std::function<void(const Result<void>&)> done)>;

/// Signing in with name and password. A session is a random cookie that scripts cannot read and other sites
/// cannot send; the database has its hash alone. It ends after 12 hours, when its owner signs out, and when
/// the password or the person goes.
class Sessions final {
public:
    /// @p sql: the serving thread's. @p post: back to that thread.
    Sessions(store::Sql& sql, Change change, const Clock& clock, Threads& threads, Post post,
             std::string homePage);

    enum class Verdict { Opened, Wrong, TooMany, Busy };
    struct Opened {
        Verdict verdict = Verdict::Wrong;
        std::string token; ///< for the cookie, when opened
    };
    using Done = std::function<void(const Result<Opened>&)>;
    /// Checks on another thread; @p done is called on the serving one, never at once. Who may see no page of
    /// the server gets Wrong as well.
    void open(const std::string& name, const std::string& password, const std::string& from, Done done);
    /// The one whose cookie the request has. Nothing: nobody's, or no longer.
    Result<std::optional<Session>> find(const http::Request& request);
    /// Ends the request's session, if it has one.
    void close(const http::Request& request, std::function<void(const Result<void>&)> done);

    /// The value of Set-Cookie; with "" as @p token: to forget it.
    static std::string cookie(const std::string& token, bool secure);
    /// True when the request carries the session's csrf, as field `csrf` of a form or header X-CSRF-Token,
    /// and no browser says that it came from another site.
    static bool ownPage(const http::Request& request, const Session& session);
    /// For the sign-in form, which has no session yet.
    static bool sameSite(const http::Request& request);

private:
    struct Attempt;
    bool held(const Attempt& attempt);
    void forgive(const Attempt& attempt);
    void checked(const std::shared_ptr<Attempt>& attempt, const Result<bool>& right);
    void decided(const std::shared_ptr<Attempt>& attempt, bool right);

    store::Sql& m_sql;
    Change m_change;
    const Clock& m_clock;
    Post m_post;
    std::string m_homePage;
    Throttle m_byBoth, m_byAddress, m_byName;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    Backstage m_backstage;
};

} // namespace understudy::access
