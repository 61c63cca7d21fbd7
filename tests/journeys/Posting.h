#pragma once

#include "tests/fakes/HttpWire.h"
#include "tests/fakes/StatementMaker.h"

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace understudy {

/// A device that posts batches without end and takes nothing as stored but what was acknowledged: without an
/// answer the same batch goes out again, as the workstation does it.
class Posting final {
public:
    Posting(std::uint16_t port, std::string pair, int number, std::uint32_t seed)
        : m_port(port)
        , m_head(fakes::HttpWire::headOf("POST", "/xapi/statements", std::move(pair)))
        , m_number(number)
        , m_random(seed + static_cast<std::uint32_t>(number))
        , m_thread([this] { post(); }) {}
    ~Posting() { stop(); }
    Posting(const Posting&) = delete;
    Posting& operator=(const Posting&) = delete;

    /// After the batch that is under way; what it is told is there when this returns.
    void stop() {
        m_stopping = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    const std::vector<std::string>& acknowledged() const { return m_acknowledged; } ///< after stop()
    int count() const { return m_count; }
    int unanswered() const { return m_unanswered; }
    int putOff() const { return m_putOff; } ///< 503, 507 and the like: to be sent again
    /// What a device could do nothing about; "" when there was none. After stop().
    const std::string& trouble() const { return m_trouble; }
    std::atomic<std::uint16_t>& port() { return m_port; }

private:
    void post() {
        while (!m_stopping && m_trouble.empty()) {
            std::vector<std::string> ids;
            std::string body = "[";
            for (auto left = m_random() % 50 + 1; left > 0; --left) {
                const auto now = fakes::StatementMaker::now();
                ids.push_back(
                    fakes::StatementMaker::id(now, (static_cast<std::uint64_t>(m_number) << 40) | ++m_next));
                body += (body.size() > 1 ? "," : "") +
                        fakes::StatementMaker::statement(m_number, m_next, ids.back(), now);
            }
            deliver(fakes::HttpWire::whole(m_head, body + "]"), ids);
        }
    }
    void deliver(const std::string& request, const std::vector<std::string>& ids) {
        for (int again = 0; again < 3000; ++again) { // half a minute
            fakes::HttpWire::Answer answer;
            {
                if (!m_wire || again > 0)
                    m_wire = std::make_unique<fakes::HttpWire>(m_port);
                answer = m_wire->ask(request);
            }
            if (answer.status == 200) {
                m_acknowledged.insert(m_acknowledged.end(), ids.begin(), ids.end());
                m_count += static_cast<int>(ids.size());
                return;
            }
            m_unanswered += answer.status == 0;
            m_putOff += answer.status >= 500;
            if (answer.status != 0 && answer.status < 500) {
                m_trouble = std::to_string(answer.status) + ' ' + answer.body.substr(0, 300);
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        m_trouble = "nobody answers any more";
    }

    std::atomic<std::uint16_t> m_port;
    std::string m_head;
    int m_number;
    std::mt19937 m_random;
    std::uint64_t m_next = 0;
    std::unique_ptr<fakes::HttpWire> m_wire;
    std::vector<std::string> m_acknowledged;
    std::string m_trouble;
    std::atomic<int> m_count = 0, m_unanswered = 0, m_putOff = 0;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread; // last: it uses the rest
};

} // namespace understudy
