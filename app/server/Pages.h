#pragma once

#include "core/base/Threads.h"
#include "core/course/Library.h"
#include "core/desk/Desk.h"
#include "core/store/Database.h"

#include <memory>

namespace understudy::server {

/// The coordinator's pages with all that they stand on: the course whose plan they show, the board that keeps
/// everybody's standing on a thread of its own, and the people who are signed in.
class Pages final {
public:
    struct Options {
        QString course; ///< a built course pack
        QString keys;   ///< file of the publishers' keys
        QString assets; ///< folder of the style sheets
        std::string homePage;
    };
    struct Serving {
        store::Database& database;
        const Clock& clock;
        Threads& threads;
        Post post; ///< to the serving thread
        std::function<void(int milliseconds, std::function<void()> work)> after;
        access::Change change;
    };

    static Result<std::unique_ptr<Pages>> open(const Options& options, Serving serving);
    ~Pages();

    void handle(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
        m_desk->handle(request, std::move(exchange));
    }

    /// Once a second: see cohort::Board::watch.
    void watch() { m_board->watch(); }

private:
    Pages() = default;

    std::unique_ptr<course::Library> m_library;
    std::shared_ptr<cohort::Board> m_board;
    std::unique_ptr<access::Sessions> m_sessions;
    std::unique_ptr<desk::Desk> m_desk;
};

} // namespace understudy::server
