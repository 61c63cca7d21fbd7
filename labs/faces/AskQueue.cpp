#include "labs/faces/AskQueue.h"

#include <algorithm>
#include <array>

namespace understudy::faces {

using namespace kubeapi;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t held = 20 * second;
constexpr std::int64_t patience = 40 * second;
constexpr std::int64_t between = 4 * second; ///< how long a window takes from one listening to the next
constexpr std::size_t most = 32;
constexpr const char* nobody = "No window follows this lab. Open the lab in Understudy, then ask again.";
constexpr std::array known{"steps", "hint", "answer", "check", "record"};

void reply(const AskQueue::Exchange& exchange, int status, const json::value& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, json::serialize(body)});
}

void refuse(const AskQueue::Exchange& exchange, int status, const char* sentence) {
    reply(exchange, status, json::object{{"error", sentence}});
}

/// What is kept of a request: nothing but a known word and short texts.
std::optional<json::object> readAsk(const json::value& body) {
    const auto* what = at(body, {"do"});
    if (!what || !what->is_string() ||
        std::find(known.begin(), known.end(), what->as_string()) == known.end())
        return std::nullopt;
    json::array words;
    if (const auto* given = at(body, {"words"})) {
        if (!given->is_array() || given->as_array().size() > 20)
            return std::nullopt;
        for (const auto& word : given->as_array()) {
            if (!word.is_string() || word.as_string().size() > 2000)
                return std::nullopt;
            words.push_back(word);
        }
    }
    return json::object{{"do", *what}, {"words", words}};
}

} // namespace

void AskQueue::ask(const json::value& body, const Exchange& exchange) {
    const auto read = readAsk(body);
    if (!read)
        return refuse(exchange, 400, "Ask for steps, a hint, an answer or a check.");
    if (m_listeners.empty() && (m_heard == 0 || m_real() - m_heard > between))
        return refuse(exchange, 503, nobody);
    if (m_asks.size() >= most)
        return refuse(exchange, 429, "Too much was asked at once. Wait for the answers first.");
    m_asks.push_back({++m_last, m_real(), 0, *read, exchange});
    tell();
}

void AskQueue::listen(std::int64_t after, const Exchange& exchange) {
    m_heard = m_listened = m_real();
    m_listeners.push_back({after, m_real(), exchange});
    if (m_listeners.size() > most) { // windows that came and went
        reply(m_listeners.front().exchange, 200, json::object{{"asks", json::array()}});
        m_listeners.pop_front();
    }
    tell();
}

void AskQueue::tell() {
    std::erase_if(m_listeners, [this](const Listener& listener) {
        json::array asks;
        for (auto& ask : m_asks) {
            if (ask.n <= listener.after)
                continue;
            if (ask.told == 0)
                ask.told = m_real();
            json::object told = ask.body;
            told["n"] = ask.n;
            asks.push_back(told);
        }
        if (asks.empty())
            return false;
        reply(listener.exchange, 200, json::object{{"asks", asks}});
        m_heard = m_real();
        return true;
    });
}

void AskQueue::answer(const json::value& body, const Exchange& exchange) {
    const auto* n = at(body, {"n"});
    const auto* text = at(body, {"text"});
    const auto* status = at(body, {"status"});
    if (!n || !n->is_int64() || !text || !text->is_string() || !status || !status->is_int64())
        return refuse(exchange, 400, "An answer is {\"n\", \"text\", \"status\"}.");
    const auto found =
        std::find_if(m_asks.begin(), m_asks.end(), [&](const Ask& ask) { return ask.n == n->as_int64(); });
    if (found == m_asks.end())
        return refuse(exchange, 404, "Nobody waits for this answer any more.");
    reply(found->exchange, 200, json::object{{"text", *text}, {"status", *status}});
    m_asks.erase(found);
    reply(exchange, 200, json::object());
}

void AskQueue::beat() {
    const auto now = m_real();
    std::erase_if(m_asks, [this, now](const Ask& ask) {
        // A window listens anew as soon as it was told of something. One that does not has gone without a
        // word.
        const bool gone = ask.told != 0 && m_listened < ask.told && now - ask.told > between;
        const bool late = now - ask.since > patience;
        if (gone)
            refuse(ask.exchange, 503, nobody);
        else if (late)
            refuse(ask.exchange, 504, "The window does not answer. Look whether Understudy still runs.");
        return gone || late;
    });
    std::erase_if(m_listeners, [this, now](const Listener& listener) {
        const bool late = now - listener.since > held;
        if (late) {
            reply(listener.exchange, 200, json::object{{"asks", json::array()}});
            m_heard = now;
        }
        return late;
    });
}

} // namespace understudy::faces
