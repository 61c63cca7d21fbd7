#pragma once

#include "core/store/Writer.h"

#include "tests/core/store/StoreCase.h"
#include "tests/fakes/RealThreads.h"

#include <deque>

namespace understudy::tests {

/// The thread that answers requests: does what is posted to it when it is told to.
class Inbox final {
public:
    Post post() {
        return [this](std::function<void()> work) {
            const std::lock_guard lock(m_mutex);
            m_work.push_back(std::move(work));
            m_came.notify_all();
        };
    }
    /// Until @p enough, or for a minute.
    bool workUntil(const std::function<bool()>& enough) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!enough()) {
            std::unique_lock lock(m_mutex);
            if (!m_came.wait_until(lock, end, [this] { return !m_work.empty(); }))
                return false;
            const auto next = std::move(m_work.front());
            m_work.pop_front();
            lock.unlock();
            next();
        }
        return true;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_came;
    std::deque<std::function<void()>> m_work;
};

/// One server's storage: its thread that answers, its writer, its clock.
struct WritingServer {
    WritingServer(const std::string& address, Threads& threads, const Clock& clock)
        : database(store::Database::open(address).value())
        , writer(store::Writer::open(*database, clock, threads, inbox.post()).value()) {}

    /// "" for stored, the id of a conflict, or "error: …"
    std::string write(std::vector<xapi::Draft> batch) {
        std::optional<std::string> said;
        writer->write(std::move(batch), [&](const Result<store::Appender::Outcome>& outcome) {
            said = outcome ? outcome->conflict : "error: " + outcome.error().sentence.toStdString();
        });
        if (!inbox.workUntil([&] { return said.has_value(); }))
            return "no answer";
        return *said;
    }
    std::int64_t number(const std::string& sql) {
        const auto rows = database->sql().run(sql);
        return rows && !rows->empty() ? rows->front().integer(0) : -1;
    }

    Inbox inbox;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::Writer> writer;
};

/// What tests of writers begin with.
class WriterCase {
protected:
    /// A fresh PostgreSQL database, or "" where there is none.
    std::string postgres() {
        m_place = std::make_unique<Place>(true);
        return m_place->address();
    }

    std::unique_ptr<Place> m_place;
    fakes::RealThreads m_threads;
    SystemClock m_clock;
};

} // namespace understudy::tests
