#pragma once

#include "core/http/Server.h"
#include "labs/kubejson/KubeRead.h"

#include <deque>
#include <functional>
#include <memory>

namespace understudy::faces {

namespace json = boost::json;

/// What trainees ask of the window with the `lab` command in a shell (hints, answers, checks), kept until the
/// window that follows the lab has answered. The window holds one request open to hear of them at once.
class AskQueue final {
public:
    using Exchange = std::shared_ptr<http::Exchange>;

    /// @p real gives steady microseconds.
    explicit AskQueue(std::function<std::int64_t()> real)
        : m_real(std::move(real)) {}

    /// {"do": "steps", "hint", "answer" or "check", "words": […]}; answered by {"text", "status"}, by 503
    /// when no window follows or the one that did has gone, and by 504 when it takes too long.
    void ask(const json::value& body, const Exchange& exchange);
    /// Those after number @p after that wait: {"asks": [{"n", "do", "words"}]}; held up to 20 s until there
    /// is one.
    void listen(std::int64_t after, const Exchange& exchange);
    /// {"n", "text", "status"}: the window's answer to one.
    void answer(const json::value& body, const Exchange& exchange);
    /// To be called several times a second: lets go of what has waited too long.
    void beat();

private:
    struct Ask {
        std::int64_t n = 0, since = 0;
        std::int64_t told = 0; ///< when a window was told of it first, 0 for not yet
        json::object body;
        Exchange exchange;
    };
    struct Listener {
        std::int64_t after = 0, since = 0;
        Exchange exchange;
    };
    void tell();

    std::function<std::int64_t()> m_real;
    std::int64_t m_last = 0;
    std::int64_t m_heard = 0;    ///< when a window held a request open last
    std::int64_t m_listened = 0; ///< when a window began to listen last
    std::deque<Ask> m_asks;
    std::deque<Listener> m_listeners;
};

} // namespace understudy::faces
