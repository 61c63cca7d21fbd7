#pragma once

#include "core/base/Threads.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace understudy::server {

/// Writes lines to standard error on a thread of its own: serving never waits for who reads the log. Lines
/// that nobody takes in time are dropped and counted.
class LogWriter final {
public:
    explicit LogWriter(Threads& threads);
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    void add(const std::string& line);
    std::int64_t dropped() const { return m_state->dropped; }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::string waiting;
        bool stopping = false;
        std::atomic<std::int64_t> dropped = 0;

        void run();
        void write(const std::string& text);
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace understudy::server
