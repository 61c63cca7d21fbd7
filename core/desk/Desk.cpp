#include "core/desk/Desk.h"

#include "core/cohort/Words.h"
#include "core/desk/CohortPage.h"
#include "core/desk/Export.h"
#include "core/desk/PersonPage.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace understudy::desk {

namespace {

using access::Deed;

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

// Nothing comes from elsewhere, and nobody shows these pages inside theirs.
constexpr auto policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

http::Pairs pageHeaders() {
    return {{"Content-Type", "text/html; charset=utf-8"},
            {"Content-Security-Policy", policy},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
}

void page(const std::shared_ptr<http::Exchange>& reply, int status, const QString& text) {
    reply->reply({status, pageHeaders(), text.toStdString()});
}

void goTo(const std::shared_ptr<http::Exchange>& reply, const std::string& address,
          http::Pairs headers = {}) {
    headers.emplace_back("Location", address);
    headers.emplace_back("Cache-Control", "no-store");
    reply->reply({303, std::move(headers), {}});
}

void file(const std::shared_ptr<http::Exchange>& reply, const std::string& name, const QByteArray& bytes) {
    reply->reply({200, fileHeaders(name), "\xEF\xBB\xBF" + bytes.toStdString()});
}

std::string field(const http::Request& request, std::string_view name) {
    for (const auto& [known, value] : request.form())
        if (known == name)
            return value;
    return {};
}

/// Only an address of ours may be gone to after signing in. Browsers drop tabs and line breaks, after which
/// an address may be another one.
std::string safeNext(const std::string& next) {
    const bool plain = std::none_of(next.begin(), next.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\';
    });
    return plain && next.starts_with("/") && !next.starts_with("//") ? next : "/cohorts";
}

Visitor visitorOf(const access::Session& session) {
    Visitor visitor;
    visitor.person = session.person.id;
    visitor.fullName = QString::fromStdString(session.person.fullName);
    visitor.csrf = QString::fromStdString(session.csrf);
    visitor.mayEdit = access::may(session.credential, Deed::ChangePeople);
    if (!access::may(session.credential, Deed::SeeCohort))
        visitor.mentorOf = QString::fromStdString(session.person.name);
    return visitor;
}

/// Under which the browser knows this server.
QString addressOf(const http::Request& request) {
    return QString::fromStdString((request.secure ? "https://" : "http://") + request.header("host"));
}

QString wrongSite(const http::Request& request) {
    const auto origin = QString::fromStdString(request.header("origin"));
    const auto own = addressOf(request);
    if (origin.isEmpty() || origin == own)
        return tr("Sign in on this page itself.");
    return tr("Sign in on this page itself. Your browser shows %1, and the server was asked as %2: a proxy "
              "between the two must pass on the host and the scheme, and be named with --behind-proxy.")
        .arg(origin, own);
}

bool isChange(const http::Request& request) { return request.method == "POST"; }

} // namespace

Desk::Desk(Parts parts, Assets assets)
    : m_parts(std::move(parts))
    , m_assets(std::move(assets))
    , m_intake(m_parts.change, m_parts.clock, m_parts.homePage) {}

bool Desk::isOurs(const http::Request& request) {
    const auto first = request.path.substr(0, request.path.find('/', 1));
    for (const auto* known :
         {"/", "/sign-in", "/sign-out", "/cohorts", "/people", "/roster", "/roster.csv", "/assets"})
        if (first == known)
            return true;
    return false;
}

void Desk::handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    if (request.method != "GET" && request.method != "POST")
        return exchange->reply({405, {{"Allow", "GET, HEAD, POST"}}, {}});
    if (request.path.starts_with("/assets/")) {
        const auto* asset = m_assets.find(request.path.substr(8));
        return asset ? exchange->reply(*asset)
                     : page(exchange, 404, saying(tr("Not found"), tr("There is no such file."), nullptr));
    }
    if (request.path == "/sign-in" && isChange(request))
        return signIn(request, exchange);
    const auto session = m_parts.sessions.find(request);
    if (!session)
        return page(exchange, 503, saying(tr("Not now"), session.error().sentence, nullptr));
    if (!*session)
        return request.path == "/sign-in"
                   ? page(exchange, 200,
                          signInPage({}, {}, QString::fromStdString(request.parameter("next"))))
                   : goTo(exchange,
                          "/sign-in?next=" +
                              QUrl::toPercentEncoding(QString::fromStdString(request.target)).toStdString());
    if (isChange(request) && !access::Sessions::ownPage(request, **session))
        return page(
            exchange, 403,
            saying(tr("Not taken"),
                   tr("This form is too old, or did not come from this page. Open it again and send it "
                      "once more."),
                   nullptr));
    if (request.path == "/sign-out" && isChange(request))
        return signOut(request, exchange);
    show(request, **session, exchange);
}

void Desk::signIn(const http::Request& request, const Reply& reply) {
    constexpr std::size_t largest = 64 * 1024;
    if (request.body.size() > largest)
        return page(reply, 413, saying(tr("Not taken"), tr("The form is too long."), nullptr));
    const auto name = field(request, "name");
    const auto next = field(request, "next");
    if (!access::Sessions::sameSite(request))
        return page(reply, 403, saying(tr("Not taken"), wrongSite(request), nullptr));
    m_parts.sessions.open(
        name, field(request, "password"), request.client,
        [reply, name = name.size() > access::longestName ? std::string() : name, next,
         secure = request.secure](const Result<access::Sessions::Opened>& opened) {
            const auto again = [&](int status, const QString& wrong) {
                page(reply, status,
                     signInPage(QString::fromStdString(name), wrong, QString::fromStdString(next)));
            };
            using Verdict = access::Sessions::Verdict;
            if (!opened)
                return again(503, opened.error().sentence);
            switch (opened->verdict) {
            case Verdict::Opened:
                return goTo(reply, safeNext(next),
                            {{"Set-Cookie", access::Sessions::cookie(opened->token, secure)}});
            case Verdict::Wrong:
                return again(
                    403, tr("This name and password do not belong together, or may not see these pages."));
            case Verdict::TooMany:
                return again(429, tr("Too many wrong passwords. Try again in a few minutes."));
            case Verdict::Busy:
                return again(503, tr("Many people are signing in. Try again in a moment."));
            }
        });
}

void Desk::signOut(const http::Request& request, const Reply& reply) {
    m_parts.sessions.close(request, [reply, secure = request.secure](const Result<void>&) {
        goTo(reply, "/sign-in", {{"Set-Cookie", access::Sessions::cookie({}, secure)}});
    });
}

void Desk::show(const http::Request& request, const access::Session& session, const Reply& reply) {
    const auto visitor = visitorOf(session);
    const auto& path = request.path;
    m_parts.board.wake();
    if (path == "/" || path == "/sign-in")
        return goTo(reply, "/cohorts");
    if (path == "/cohorts" || path.starts_with("/cohorts/"))
        return cohorts(request, visitor, reply);
    if (path.starts_with("/people/"))
        return person(request, visitor, reply);
    if (path == "/roster" || path.starts_with("/roster/") || path == "/roster.csv") {
        if (visitor.mayEdit)
            return roster(request, session, visitor, reply);
        return page(
            reply, 403,
            saying(tr("Not for you to change"), tr("Ask a coordinator to change the roster."), &visitor));
    }
    page(reply, 404, saying(tr("Not found"), tr("There is no such page."), &visitor));
}

void Desk::cohorts(const http::Request& request, const Visitor& visitor, const Reply& reply) {
    const auto standings = m_parts.board.standings();
    auto view = View::of(request.query);
    view.mentor = visitor.mentorOf;
    const auto known = cohortsOf(*standings, view.mentor);
    auto rest = QString::fromStdString(request.path).section(u'/', 2);
    if (rest.isEmpty()) // the newest cohort first
        rest = known.isEmpty() ? QStringLiteral("all") : QStringLiteral("of-") + known.front();
    const auto path = cohortPath(rest, known);
    if (!path)
        return page(
            reply, 404,
            saying(tr("Not found"), tr("There is no cohort \"%1\".").arg(shortened(rest.mid(3))), &visitor));
    view.cohort = path->cohort;
    const CohortPage pages(m_parts.course, m_parts.clock, visitor);
    if (path->file == QLatin1String("trainees.csv"))
        return file(reply, "trainees.csv", pages.csv(*standings, view));
    if (path->file.isEmpty())
        return page(reply, 200, pages.make(*standings, view));
    std::vector<std::shared_ptr<const Trainee>> trainees;
    for (const auto& line : select(*standings, view, m_parts.clock).lines)
        trainees.push_back(line.trainee);
    std::make_shared<Export>(m_parts.sql, m_parts.course, m_parts.clock, m_parts.after, std::move(trainees),
                             m_parts.homePage)
        ->start(reply, "statements.csv");
}

void Desk::person(const http::Request& request, const Visitor& visitor, const Reply& reply) {
    const auto rest = QString::fromStdString(request.path).mid(8);
    const auto trainee = m_parts.board.standings()->find(rest.section(u'/', 0, 0).toLongLong());
    const auto what = rest.section(u'/', 1);
    const bool hidden = trainee && !visitor.mentorOf.isEmpty() && trainee->member.mentor != visitor.mentorOf;
    if (!trainee || hidden || (!what.isEmpty() && what != QLatin1String("timeline.csv")))
        return page(reply, 404,
                    saying(tr("Not found"), tr("There is no such trainee in a cohort."), &visitor));
    if (!what.isEmpty())
        return std::make_shared<Export>(m_parts.sql, m_parts.course, m_parts.clock, m_parts.after,
                                        std::vector{trainee}, m_parts.homePage)
            ->start(reply, "timeline.csv");
    const auto before = QString::fromStdString(request.parameter("before")).toLongLong();
    const auto records = Records(m_parts.sql)
                             .before(Account{m_parts.homePage, trainee->member.account.toStdString()}, before,
                                     PersonPage::deedsOfPage);
    if (!records)
        return page(reply, 503, saying(tr("Not now"), records.error().sentence, &visitor));
    page(reply, 200,
         PersonPage(m_parts.course, m_parts.clock, visitor).make(*trainee, *records, before == 0));
}

void Desk::roster(const http::Request& request, const access::Session& session, const Visitor& visitor,
                  const Reply& reply) {
    const RosterPage pages(m_parts.course, visitor);
    const auto& path = request.path;
    const auto failed = [reply, visitor](const Error& error) {
        page(reply, error.code == Errc::NotFound ? 409 : 503,
             saying(tr("Not done"), error.sentence, &visitor));
    };
    const auto members = Roster(m_parts.sql).members();
    if (!members)
        return failed(members.error());
    if (path == "/roster.csv")
        return file(reply, "roster.csv", writeRoster(*members));
    const auto count = static_cast<int>(members->size());
    if (path == "/roster/preview" && isChange(request))
        return page(reply, 200, preview(request, visitor, count));
    if (path == "/roster/apply" && isChange(request))
        return takeOver(request, session, visitor, reply, count);
    if (path == "/roster/codes" && isChange(request))
        return m_intake.invite(session.person.name, request.client,
                               [this, reply, visitor, failed, host = addressOf(request)](const auto& made) {
                                   if (!made)
                                       return failed(made.error());
                                   page(reply, 200, RosterPage(m_parts.course, visitor).invited(*made, host));
                               });
    if (path == "/roster/undo" && isChange(request))
        return m_intake.undo(QString::fromStdString(field(request, "undo")), session.person.name,
                             request.client, [this, reply, visitor, failed](const Result<int>& undone) {
                                 if (!undone)
                                     return failed(undone.error());
                                 m_parts.board.wake();
                                 page(reply, 200, RosterPage(m_parts.course, visitor).undone(*undone));
                             });
    page(reply, 200, pages.start(count));
}

QString Desk::preview(const http::Request& request, const Visitor& visitor, int members) {
    const RosterPage pages(m_parts.course, visitor);
    const auto text = field(request, "roster");
    const auto read = readRoster(QByteArray::fromStdString(text), m_parts.course);
    if (!read.wrong.isEmpty())
        return pages.start(members, read.wrong, QString::fromStdString(text));
    RosterPage::Known known;
    access::Access people(m_parts.sql, m_parts.clock, m_parts.homePage);
    for (const auto& line : read.lines)
        if (const auto person = people.person(line.member.name.toStdString()); person && *person)
            known[line.member.name] = QString::fromStdString((*person)->fullName);
    return pages.preview(read, QString::fromStdString(text), known, Intake::token());
}

void Desk::takeOver(const http::Request& request, const access::Session& session, const Visitor& visitor,
                    const Reply& reply, int members) {
    const auto text = field(request, "roster");
    const auto again = [this, reply, visitor, members, text](const Error& error) {
        const int status = error.code == Errc::BadInput ? 400 : error.code == Errc::Refused ? 409 : 503;
        page(
            reply, status,
            RosterPage(m_parts.course, visitor).start(members, error.sentence, QString::fromStdString(text)));
    };
    const auto read = readRoster(QByteArray::fromStdString(text), m_parts.course);
    if (!read.wrong.isEmpty())
        return again({Errc::BadInput, read.wrong, {}});
    const auto token = QString::fromStdString(field(request, "token"));
    constexpr qsizetype ours = 32;
    m_intake.take(
        read, session.person.name, request.client,
        [this, reply, visitor, again, host = addressOf(request)](const Result<Intake::Taken>& taken) {
            if (!taken)
                return again(taken.error());
            m_parts.board.wake();
            page(reply, 200,
                 RosterPage(m_parts.course, visitor).taken(taken->invitations, host, taken->undo));
        },
        token.size() == ours ? token : Intake::token());
}

} // namespace understudy::desk
