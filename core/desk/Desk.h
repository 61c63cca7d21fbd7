#pragma once

#include "core/access/Sessions.h"
#include "core/cohort/Board.h"
#include "core/desk/Assets.h"
#include "core/desk/Frame.h"
#include "core/desk/Intake.h"

namespace understudy::desk {

/// The coordinator's pages over HTTP: signing in, the cohorts, one trainee's timeline, the roster, exports.
/// On the serving thread.
class Desk final {
public:
    struct Parts {
        store::Sql& sql; ///< the serving thread's
        const course::Course& course;
        const Clock& clock;
        Board& board;
        access::Sessions& sessions;
        access::Change change;
        std::function<void(int milliseconds, std::function<void()> work)> after;
        std::string homePage; ///< of everybody's xAPI account
    };

    Desk(Parts parts, Assets assets);

    /// Whether a request is for these pages.
    static bool isOurs(const http::Request& request);
    void handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange);

private:
    using Reply = std::shared_ptr<http::Exchange>;
    void signIn(const http::Request& request, const Reply& reply);
    void signOut(const http::Request& request, const Reply& reply);
    void show(const http::Request& request, const access::Session& session, const Reply& reply);
    void cohorts(const http::Request& request, const Visitor& visitor, const Reply& reply);
    void person(const http::Request& request, const Visitor& visitor, const Reply& reply);
    void roster(const http::Request& request, const access::Session& session, const Visitor& visitor,
                const Reply& reply);
    QString preview(const http::Request& request, const Visitor& visitor, int members);
    void takeOver(const http::Request& request, const access::Session& session, const Visitor& visitor,
                  const Reply& reply, int members);

    Parts m_parts;
    Assets m_assets;
    Intake m_intake;
};

} // namespace understudy::desk
