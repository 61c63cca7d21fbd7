#pragma once

#include "core/sync/HttpNetwork.h"

#include <QTimer>

#include <algorithm>
#include <optional>
#include <vector>

namespace understudy::tests {

/// The real network with its bad days: requests and replies that get lost, requests that arrive twice,
/// answers of somebody in between.
class BadNetwork final : public sync::Network {
public:
    std::function<std::optional<sync::Answer>(const sync::Call&)> instead; ///< answered without the server
    std::function<bool(const sync::Call&)> losesReply = [](const auto&) { return false; };
    std::function<bool(const sync::Call&)> doubles = [](const auto&) { return false; };
    std::vector<sync::Call> calls;
    sync::Network* far = nullptr; ///< what is at its other end, for another than the real one

    void send(const sync::Call& call, std::function<void(const sync::Answer&)> done) override {
        calls.push_back(call);
        if (auto answer = instead ? instead(call) : std::nullopt) {
            QTimer::singleShot(0, &m_context, [answer, done] { done(*answer); });
            return;
        }
        const auto deliver = [this, call, done] {
            other().send(call, [this, call, done](const sync::Answer& answer) {
                done(losesReply(call) ? sync::Answer{} : answer);
            });
        };
        if (doubles(call))
            other().send(call, [deliver](const sync::Answer&) { deliver(); });
        else
            deliver();
    }
    int posts() const {
        return static_cast<int>(
            std::count_if(calls.begin(), calls.end(), [](auto& c) { return c.method == "POST"; }));
    }

private:
    sync::Network& other() { return far ? *far : m_real; }
    QObject m_context;
    sync::HttpNetwork m_real;
};

/// As a learning record store says it.
inline sync::Answer storeSays(int status, const QByteArray& body = {}, sync::Headers headers = {}) {
    headers.prepend(qMakePair(QByteArray("X-Experience-API-Version"), QByteArray("1.0.3")));
    return {status, headers, body, {}};
}

inline sync::Answer answerOf(int status, const QByteArray& body = {}, const sync::Headers& headers = {}) {
    return {status, headers, body, {}};
}

} // namespace understudy::tests
