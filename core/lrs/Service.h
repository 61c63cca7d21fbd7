#pragma once

#include "core/access/Door.h"
#include "core/lrs/Activities.h"
#include "core/lrs/Agents.h"
#include "core/lrs/Changes.h"
#include "core/lrs/Documents.h"
#include "core/lrs/Statements.h"

namespace understudy::lrs {

/// The progress server's side of HTTP: who is asking, in which version, for what.
class Service final {
public:
    struct Options {
        std::string homePage = "https://understudy.example"; ///< of the accounts that name the trainees
        xapi::Version missingVersion =
            xapi::Version::V2_0_0;        ///< under which a request without one is refused
        access::Tokens* tokens = nullptr; ///< checks bearer tokens, where they are taken
        int requestsPerMinute = 0;        ///< of one who may write about themself alone; 0: any number
    };

    static Result<std::unique_ptr<Service>> open(store::Database& database, const Clock& clock,
                                                 const Options& options, Threads& threads, Post post);
    /// Answers one request; on the thread that post() leads to.
    void handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange);
    /// A change to other tables, made by the one who writes: see store::Writer::run.
    void change(std::function<Result<void>(store::Sql&)> work,
                std::function<void(const Result<void>&)> done) {
        m_writer->run(std::move(work), std::move(done));
    }
    /// Lets nobody wait for changes any more. On the thread that answers.
    void letGo() { m_changes.letGo(); }
    store::Writer::Figures figures() const { return m_writer->figures(); }
    /// Takes no more changes; those that were taken are on the disk afterwards. From any thread.
    void finish() { m_writer->finish(); }

private:
    Service(store::Database& database, const Clock& clock, const Options& options,
            std::unique_ptr<store::Writer> writer, std::string tokenSecret);
    void xapi(const http::Request& request, std::shared_ptr<http::Exchange> exchange);
    void serve(const http::Request& request, std::shared_ptr<http::Exchange> exchange);
    bool isKnown(const http::Request& request, access::Credential& credential, Answer& answer);
    void serveKnown(const Call& call, Answer answer);
    void changes(const http::Request& request, Answer answer);
    void enroll(const http::Request& request, Answer answer);
    void enrolled(const access::Enrollment& made, bool secure, const std::string& host, Answer answer);

    Options m_options;
    store::Store m_store;
    store::Consistency m_consistency;
    const Clock& m_clock;
    access::Door m_door;
    IdMaker m_ids;
    std::unique_ptr<store::Writer> m_writer;
    Statements m_statements;
    Documents m_documents;
    Activities m_activities;
    Agents m_agents;
    Changes m_changes;
    access::Throttle m_badCodes;
};

} // namespace understudy::lrs
