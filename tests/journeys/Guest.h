#pragma once

#include "tests/fakes/HttpWire.h"
#include "tests/fakes/StatementMaker.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace understudy {

/// A client that behaves: comes again and again, each time on a connection of its own, posts one statement,
/// and comes back when it is told to. Tells how long the longest wait for an answer was.
class Guest final {
public:
    Guest(std::uint16_t port, std::string pair)
        : m_port(port)
        , m_head(fakes::HttpWire::headOf("POST", "/xapi/statements", std::move(pair)))
        , m_thread([this] { visit(); }) {}
    ~Guest() { leave(); }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;

    void leave() {
        {
            const std::lock_guard lock(m_mutex);
            m_leaving = true;
        }
        m_leave.notify_all();
        if (m_thread.joinable())
            m_thread.join();
    }
    int answered() const { return m_answered; }
    int putOff() const { return m_putOff; }        ///< told to come back, or not answered at all
    int refused() const { return m_refused; }      ///< told something else
    double longestMs() const { return m_longest; } ///< from asking first to being served; after leave()

private:
    bool pause() {
        std::unique_lock lock(m_mutex);
        return m_leave.wait_for(lock, std::chrono::milliseconds(10), [this] { return m_leaving; });
    }
    void visit() {
        do {
            const auto now = fakes::StatementMaker::now();
            const auto body =
                fakes::StatementMaker::statement(1, m_number, fakes::StatementMaker::id(now, m_number), now);
            ++m_number;
            const auto request = fakes::HttpWire::whole(m_head + "Connection: close\r\n", body);
            const auto begin = std::chrono::steady_clock::now();
            bool served = false;
            do {
                fakes::HttpWire wire(m_port);
                const auto answer = wire.ask(request);
                served = answer.status == 200;
                m_answered += served;
                m_putOff += answer.status == 503 || answer.status == 0;
                m_refused += !served && answer.status != 503 && answer.status != 0;
            } while (!served && !pause());
            m_longest = std::max(
                m_longest,
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        } while (!pause());
    }

    std::uint16_t m_port;
    std::string m_head;
    std::atomic<int> m_answered = 0, m_putOff = 0, m_refused = 0;
    double m_longest = 0;
    std::uint64_t m_number = 1;
    bool m_leaving = false;
    std::mutex m_mutex;
    std::condition_variable m_leave;
    std::thread m_thread; // last: it uses the rest
};

} // namespace understudy
