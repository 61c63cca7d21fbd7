#pragma once

#include "app/server/IssuerKeys.h"
#include "app/server/LogWriter.h"
#include "app/server/Pages.h"
#include "app/server/commands/Command.h"
#include "app/threads/Workers.h"

#include "core/front/Front.h"
#include "core/http/ServerPost.h"
#include "core/lrs/Service.h"

namespace understudy::server {

/// The server with all its parts, from the first request to the last.
class Serving final {
public:
    /// @p data: its folder. An error with Errc::Refused: wrong use.
    static Result<std::unique_ptr<Serving>> open(const Options& asked, const QString& data,
                                                 http::Server::Options options);

    ~Serving() { m_post.close(); } // threads that are still at work post to it
    http::Server& server() { return *m_server; }
    /// Serves until the server is stopped. @p wantsNewCertificate is asked every second.
    void run(const std::function<bool()>& wantsNewCertificate);

private:
    Serving(const Options& asked, QString data)
        : m_asked(asked)
        , m_data(std::move(data)) {}
    Result<void> openService();
    void openPages(const std::string& homePage);
    Result<void> openTokens(lrs::Service::Options& options);
    Result<void> openFront();
    void handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange);
    void figures(front::Exposition& out);
    void everySecond(const std::function<bool()>& wantsNewCertificate);
    void renewCertificate();

    const Options& m_asked;
    QString m_data;
    SystemClock m_clock;
    app::Workers m_threads;
    LogWriter m_log{m_threads};
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<http::Server> m_server;
    http::ServerPost m_post; ///< to it, for those who may outlive it
    std::unique_ptr<IssuerKeys> m_issuerKeys;
    std::unique_ptr<access::Tokens> m_tokens;
    std::unique_ptr<lrs::Service> m_service;
    std::unique_ptr<Pages> m_pages;
    std::unique_ptr<front::Front> m_front;
};

} // namespace understudy::server
