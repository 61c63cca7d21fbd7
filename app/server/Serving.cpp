#include "app/server/Serving.h"

#include "app/server/Tls.h"
#include "core/cohort/Roster.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

/// The accounts' home page belongs to the data: changing it would make strangers of everybody.
Result<std::string> fixHomePage(store::Database& database, const QString& asked) {
    auto known = database.value("home-page");
    if (!known)
        return known;
    const auto wanted = asked.toStdString();
    if (!known->empty() && !asked.isEmpty() && *known != wanted)
        return Error{Errc::Refused,
                     tr("This data belongs to %1. The home page of accounts cannot be changed.")
                         .arg(QString::fromStdString(*known)),
                     {}};
    if (!known->empty())
        return known;
    const auto chosen = asked.isEmpty() ? lrs::Service::Options().homePage : wanted;
    if (const auto set = database.setValue("home-page", chosen); !set)
        return set.error();
    return chosen;
}

} // namespace

Result<std::unique_ptr<Serving>> Serving::open(const Options& asked, const QString& data,
                                               http::Server::Options options) {
    std::unique_ptr<Serving> serving(new Serving(asked, data));
    for (const auto step : {&Serving::openService, &Serving::openFront}) {
        if (auto done = (serving.get()->*step)(); !done)
            return done.error();
    }
    options.stopping = [raw = serving.get()] { raw->m_service->letGo(); };
    auto opened = http::Server::open(
        std::move(options),
        [raw = serving.get()](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            raw->m_front->handle(request, std::move(exchange));
        });
    if (!opened)
        return opened.error();
    serving->m_server = std::move(*opened);
    serving->m_post.open(*serving->m_server); // the writer ticks before where starting takes long
    return serving;
}

Result<void> Serving::openService() {
    auto database = openDatabase(m_asked);
    if (!database)
        return database.error();
    m_database = std::move(*database);
    const auto home = fixHomePage(*m_database, m_asked.value("home-page"));
    if (!home)
        return home.error();
    if (const auto renewed = cohort::Roster(m_database->sql(), *home).renew(); !renewed)
        return renewed.error();
    lrs::Service::Options options;
    options.homePage = *home;
    options.missingVersion = m_asked.value("missing-version-reply") == QLatin1String("1.0.3")
                                 ? xapi::Version::V1_0_3
                                 : xapi::Version::V2_0_0;
    bool number = false;
    options.requestsPerMinute = m_asked.value("requests-per-minute").toInt(&number);
    if (!number || options.requestsPerMinute < 0)
        return Error{Errc::Refused, tr("--requests-per-minute is a number."), {}};
    if (auto tokens = openTokens(options); !tokens)
        return tokens;
    auto service = lrs::Service::open(*m_database, m_clock, options, m_threads, m_post.posts());
    if (!service)
        return service.error();
    m_service = std::move(*service);
    openPages(*home);
    return {};
}

Result<void> Serving::openTokens(lrs::Service::Options& options) {
    const auto issuer = m_asked.value("oidc-issuer"), keys = m_asked.value("oidc-jwks"),
               audience = m_asked.value("oidc-audience");
    const int given = !issuer.isEmpty() + !keys.isEmpty() + !audience.isEmpty();
    if (given == 0)
        return {};
    if (given < 3)
        return Error{
            Errc::Refused, tr("--oidc-issuer, --oidc-jwks and --oidc-audience belong together."), {}};
    auto opened = IssuerKeys::open(keys, m_asked.value("oidc-authority"), m_threads, m_post.posts());
    if (!opened)
        return opened.error();
    m_issuerKeys = std::move(*opened);
    m_tokens = std::make_unique<access::Tokens>(
        access::Tokens::Options{issuer.toStdString(), audience.toStdString(),
                                m_asked.value("oidc-name-claim").toStdString(),
                                m_asked.value("oidc-role-claim").toStdString()},
        m_clock, [this](auto done) { m_issuerKeys->read(std::move(done)); });
    options.tokens = m_tokens.get();
    return {};
}

/// The coordinators' pages, with the course that was given or came with the program.
void Serving::openPages(const std::string& homePage) {
    auto pages =
        Pages::open({courseFolder(m_asked), shareFolder() + QStringLiteral("/course/keys.pub"),
                     shareFolder() + QStringLiteral("/cohort"), homePage},
                    {*m_database, m_clock, m_threads, m_post.posts(),
                     [this](int milliseconds, std::function<void()> work) {
                         m_server->after(milliseconds, std::move(work));
                     },
                     [this](auto work, auto done) { m_service->change(std::move(work), std::move(done)); }});
    if (pages)
        m_pages = std::move(*pages);
    else
        complain(tr("There are no pages for coordinators: %1").arg(pages.error().sentence),
                 pages.error().detail);
}

Result<void> Serving::openFront() {
    auto proxies = front::Proxies::named(m_asked.value("behind-proxy").toStdString());
    if (!proxies)
        return Error{
            Errc::Refused, tr("--behind-proxy takes addresses and networks: 127.0.0.1, 10.0.0.0/8."), {}};
    const auto format = front::RequestLog::formatNamed(m_asked.value("log-format").toStdString());
    if (!format)
        return Error{Errc::Refused, tr("--log-format is json, logfmt or none."), {}};
    const bool strict = proxies->any() || !m_asked.value("tls-cert").isEmpty();
    m_front = std::make_unique<front::Front>(front::Front::Parts{
        std::move(*proxies), m_asked.value("metrics-token").toStdString(), strict,
        front::RequestLog(*format, [this](const std::string& line) { m_log.add(line); }), m_clock,
        [this](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            handle(request, std::move(exchange));
        },
        [this]() -> Result<void> {
            const auto answer = m_database->sql().run("SELECT 1 FROM meta WHERE name = $1", {"home-page"});
            return answer ? Result<void>() : answer.error();
        },
        [this](front::Exposition& out) { figures(out); }});
    return {};
}

void Serving::handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    if (m_pages && desk::Desk::isOurs(request))
        m_pages->handle(request, std::move(exchange));
    else
        m_service->handle(request, std::move(exchange));
}

void Serving::figures(front::Exposition& out) {
    const auto written = m_service->figures();
    const auto number = [](std::int64_t value) { return static_cast<double>(value); };
    out.single("understudy_writes_total", "counter", "Requests whose changes are on the disk.",
               number(written.stored));
    out.single("understudy_statements_total", "counter",
               "Statements acknowledged, those that were known already too.", number(written.statements));
    out.single("understudy_write_groups_total", "counter",
               "Transactions; writes divided by groups is how many share one.", number(written.groups));
    out.single("understudy_writes_waiting", "gauge", "Requests that wait for the disk.",
               number(written.waiting));
    out.single("understudy_connections", "gauge", "Clients that are connected.",
               static_cast<double>(m_server->clients()));
    out.single("understudy_log_lines_dropped_total", "counter", "Lines of the log that nobody took in time.",
               number(m_log.dropped()));
    std::int64_t bytes = 0;
    if (m_database->sql().engine() == store::Sql::Engine::Sqlite) {
        for (const char* name : {"/progress.sqlite", "/progress.sqlite-wal"})
            bytes += QFileInfo(m_data + QLatin1String(name)).size();
    } else if (const auto size = m_database->sql().run("SELECT pg_database_size(current_database())"); size) {
        bytes = size->front().integer(0);
    }
    out.single("understudy_database_bytes", "gauge", "Size of the database.", number(bytes));
}

void Serving::run(const std::function<bool()>& wantsNewCertificate) {
    everySecond(wantsNewCertificate);
    m_server->run();
    m_service->finish();
}

void Serving::everySecond(const std::function<bool()>& wantsNewCertificate) {
    m_server->after(1000, [this, wantsNewCertificate] {
        if (wantsNewCertificate())
            renewCertificate();
        if (m_pages)
            m_pages->watch();
        everySecond(wantsNewCertificate);
    });
}

void Serving::renewCertificate() {
    const auto tls = readTls(m_asked, m_data);
    if (!tls)
        return complain(tls.error().sentence, tls.error().detail);
    if (tls->certificate.empty())
        return;
    const auto renewed = m_server->renew(tls->certificate, tls->key);
    if (renewed)
        say(tr("New clients get the certificate as it is now."));
    else
        complain(renewed.error().sentence + u' ' + tr("The old one stays."), renewed.error().detail);
}

} // namespace understudy::server
