#pragma once

#include <atomic>

namespace understudy::ssh {

/// A pipe that ends another thread's poll(). ring() may be called from any thread.
class Wake final {
public:
    Wake();
    ~Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    void ring();
    int descriptor() const { return m_read; }
    void quiet(); ///< on the thread that polls, after it woke

private:
    int m_read = -1;
    int m_write = -1;
    std::atomic<bool> m_rung = false;
};

} // namespace understudy::ssh
