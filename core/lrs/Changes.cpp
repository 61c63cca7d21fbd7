#include "core/lrs/Changes.h"

#include "core/lrs/Party.h"
#include "core/xapi/RawJson.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace understudy::lrs {

namespace {

constexpr std::int64_t mostAtOnce = 500;
constexpr std::int64_t longestWait = 60;  // seconds
constexpr std::size_t mostWaiting = 1000; // connections; more are answered at once
constexpr std::ptrdiff_t mostOfOne = 4;   // of one credential
constexpr std::size_t fewWaiting = 50;    // whom every look may serve; for more it is done less often
constexpr auto rest = std::chrono::milliseconds(250);

/// A number from 0 to @p most, or @p absent when there is none.
std::optional<std::int64_t> numberOf(const http::Request& request, std::string_view name, std::int64_t most,
                                     std::int64_t absent) {
    if (!request.hasParameter(name))
        return absent;
    const auto text = request.parameter(name);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0)
        return std::nullopt;
    return std::min(number, most);
}

} // namespace

void Changes::handle(const Call& call, Answer answer) {
    const auto& request = call.request;
    if (request.method != "GET") {
        answer.add("Allow", "GET, HEAD");
        return answer.refuse(405, "Changes can only be read.");
    }
    for (const auto& [name, value] : request.query) {
        if (name != "after" && name != "limit" && name != "wait")
            return answer.refuse(400, "There is no parameter \"" + name + "\".");
    }
    const auto after = numberOf(request, "after", std::numeric_limits<std::int64_t>::max(), 0);
    const auto limit = numberOf(request, "limit", mostAtOnce, mostAtOnce);
    const auto wait = numberOf(request, "wait", longestWait, 0);
    if (!after || !limit || !wait)
        return answer.refuse(400, "after, limit and wait must be whole numbers, not negative.");
    const bool all = access::may(call.credential, access::Deed::ReadStatements);
    if (!all && !access::may(call.credential, access::Deed::ReadOwnStatements))
        return answer.refuse(403, "This credential may not read statements.");
    store::Query query{.ascending = true,
                       .limit = static_cast<int>(*limit == 0 ? mostAtOnce : *limit),
                       .after = *after,
                       .voided = true};
    if (!all)
        query.owner = xapi::makeKey(xapi::KeyKind::Agent, ownIdentity(call.credential));
    const auto through = m_store.throughSeq();
    if (!through)
        return answer.failed(through.error());
    auto body = read(query, *through);
    if (!body)
        return answer.failed(body.error());
    if (*body)
        return answer.json(200, std::move(**body));
    if (*wait == 0 || m_stopping || m_waiting.size() >= mostWaiting)
        return answer.json(200, bodyOf({}, std::max(*after, *through), false));
    query.after = std::max(*after, *through);
    makeRoom(call.credential.user);
    m_waiting.push_back({std::move(query), std::move(answer), m_clock.now() + std::chrono::seconds(*wait),
                         call.credential.user});
}

// A client that lost its connection asks anew: the newest one is the one that is listened to.
void Changes::makeRoom(const std::string& user) {
    const auto isTheirs = [&](const Waiting& one) { return one.user == user; };
    if (std::count_if(m_waiting.begin(), m_waiting.end(), isTheirs) < mostOfOne)
        return;
    const auto oldest = std::find_if(m_waiting.begin(), m_waiting.end(), isTheirs);
    oldest->answer.json(200, bodyOf({}, oldest->query.after, false));
    m_waiting.erase(oldest);
}

// Not farther than where nothing can appear any more: a statement of another server may still come before one
// that can be seen already.
Result<std::optional<std::string>> Changes::read(const store::Query& query, std::int64_t through) {
    if (through <= query.after)
        return std::optional<std::string>();
    auto bounded = query;
    bounded.upTo = through;
    const auto page = m_store.query(bounded);
    if (!page)
        return page.error();
    if (page->statements.empty())
        return std::optional<std::string>();
    return std::optional(
        bodyOf(page->statements, page->more ? page->statements.back().seq : through, page->more));
}

// Numbers go as texts: they are larger than what JavaScript can count.
std::string Changes::bodyOf(const std::vector<store::Stored>& statements, std::int64_t next, bool more) {
    std::string body = "{\"changes\":[";
    for (const auto& one : statements) {
        if (body.back() != '[')
            body.push_back(',');
        body += "{\"seq\":\"" + std::to_string(one.seq) + "\",\"statement\":" + one.body + "}";
    }
    return body + "],\"next\":\"" + std::to_string(next) + "\",\"more\":" + (more ? "true}" : "false}");
}

void Changes::look() {
    if (m_waiting.empty())
        return;
    const auto now = m_clock.now();
    if (m_waiting.size() > fewWaiting && now >= m_lookedAt && now - m_lookedAt < rest)
        return;
    m_lookedAt = now;
    const auto newest = m_store.throughSeq();
    const bool moved = newest && *newest > m_looked;
    const auto through = newest ? *newest : 0;
    m_looked = std::max(m_looked, through);
    for (auto one = m_waiting.begin(); one != m_waiting.end();) {
        auto body = moved ? read(one->query, through) : Result(std::optional<std::string>());
        one->query.after = std::max(one->query.after, moved && body && !*body ? through : 0);
        if (!body)
            one->answer.failed(body.error());
        else if (*body)
            one->answer.json(200, std::move(**body));
        else if (now >= one->until)
            one->answer.json(200, bodyOf({}, one->query.after, false));
        else {
            ++one;
            continue;
        }
        one = m_waiting.erase(one);
    }
}

void Changes::letGo() {
    m_stopping = true;
    for (auto& one : std::exchange(m_waiting, {}))
        one.answer.json(200, bodyOf({}, one.query.after, false));
}

} // namespace understudy::lrs
