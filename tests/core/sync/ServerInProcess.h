#pragma once

#include "core/http/ServerPost.h"
#include "core/lrs/Service.h"

#include "tests/core/http/RunningServer.h"
#include "tests/fakes/RealThreads.h"

#include <QTemporaryDir>
#include <QUrl>

#include <future>

namespace understudy::tests {

/// The real server on a free port of this computer, with its data in a folder that goes away with it.
class ServerInProcess final {
public:
    ServerInProcess() {
        auto opened = store::Database::open(m_folder.path().toStdString());
        if (!opened)
            qFatal("%s", qPrintable(opened.error().detail));
        m_database = std::move(*opened);
        auto service = lrs::Service::open(*m_database, m_clock, {}, m_threads, m_post.posts());
        m_service = std::move(*service);
        m_server = std::make_unique<RunningServer>(
            [this](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                m_service->handle(request, std::move(exchange));
            });
        m_post.open(**m_server);
    }
    ~ServerInProcess() {
        m_service->finish();
        m_post.close(); // threads that are still at work post to it
    }
    QUrl root() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->port())); }

    /// Works with people and devices on the server's own thread.
    template <typename Work>
    auto access(Work work) {
        std::promise<decltype(work(std::declval<access::Access&>()))> promise;
        (*m_server)->post([&] {
            access::Access access(m_database->sql(), m_clock, lrs::Service::Options().homePage);
            promise.set_value(work(access));
        });
        return promise.get_future().get();
    }
    std::string addPerson(const std::string& name, access::Role role = access::Role::Trainee) {
        return access([&](access::Access& people) {
            const auto person = people.addPerson(name, name, role);
            return *people.makeCode(person->id);
        });
    }
    std::string codeFor(const std::string& name) {
        return access([&](access::Access& people) { return *people.makeCode((*people.person(name))->id); });
    }
    access::Enrollment credential(const std::string& name, access::Role role) {
        return access([&](access::Access& people) {
            const auto person = people.addPerson(name, name, role);
            return *people.addDevice(*person, "test", "test");
        });
    }
    int count(const std::string& table) {
        return access(
            [&](access::Access&) { return static_cast<int>(number("SELECT count(*) FROM " + table)); });
    }
    void sql(const std::string& text) {
        access([&](access::Access&) { return m_database->sql().script(text).ok(); });
    }
    /// As if a backup from before the newest @p statements were put back.
    void forget(int statements) {
        access([&](access::Access&) {
            const auto first = number("SELECT seq FROM statement ORDER BY seq DESC LIMIT 1 OFFSET " +
                                      std::to_string(statements - 1));
            const auto newer = " WHERE seq >= " + std::to_string(first);
            return m_database->sql()
                .script("DELETE FROM statement_key" + newer + "; DELETE FROM statement" + newer)
                .ok();
        });
    }

private:
    std::int64_t number(const std::string& sql) { return (*m_database->sql().run(sql)).at(0).integer(0); }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    fakes::RealThreads m_threads;
    http::ServerPost m_post; ///< to the server, for those who may outlive it
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<lrs::Service> m_service;
    std::unique_ptr<RunningServer> m_server;
};

} // namespace understudy::tests
