#include "core/http/BodyReader.h"

#include <algorithm>
#include <charconv>

namespace understudy::http {

namespace {

constexpr std::size_t maxLine = 4096;

} // namespace

void BodyReader::startLength(std::size_t length) {
    *this = {};
    m_left = length;
}

void BodyReader::startChunks(std::size_t maxBody) {
    *this = {};
    m_chunked = true;
    m_maxBody = maxBody;
    m_step = Step::Size;
}

BodyReader::State BodyReader::read(const std::string& bytes, std::size_t& at) {
    if (m_chunked)
        return readChunks(bytes, at);
    const auto count = std::min(m_left, bytes.size() - at);
    m_body.append(bytes, at, count);
    at += count;
    m_left -= count;
    return m_left == 0 ? State::Done : State::NeedsMore;
}

/// One line that ends in CRLF, without it. False when it is not whole yet; a CR or LF alone makes it bad.
bool BodyReader::line(const std::string& bytes, std::size_t& at, std::string& into) {
    const auto end = bytes.find_first_of("\r\n", at);
    if (end == std::string::npos || end + 1 >= bytes.size()) {
        m_badLine = bytes.size() - at > maxLine || (end != std::string::npos && bytes[end] == '\n');
        return false;
    }
    m_badLine = bytes[end] != '\r' || bytes[end + 1] != '\n' || end - at > maxLine;
    into = bytes.substr(at, end - at);
    if (!m_badLine)
        at = end + 2;
    return !m_badLine;
}

BodyReader::State BodyReader::readChunks(const std::string& bytes, std::size_t& at) {
    std::string text;
    while (m_step != Step::Done) {
        if (m_step == Step::Data) {
            const auto count = std::min(m_left, bytes.size() - at);
            m_body.append(bytes, at, count);
            at += count;
            m_left -= count;
            if (m_left > 0)
                return State::NeedsMore;
            m_step = Step::DataEnd;
        }
        const auto before = at;
        if (!line(bytes, at, text))
            return m_badLine ? State::Malformed : State::NeedsMore;
        m_overhead += at - before;
        // Chunks of one byte and endless trailers cost us more than they bring the client.
        if (m_overhead > m_maxBody + 64 * 1024)
            return State::TooLarge;
        if (m_step == Step::DataEnd) {
            if (!text.empty())
                return State::Malformed;
            m_step = Step::Size;
        } else if (m_step == Step::Trailer) {
            m_step = text.empty() ? Step::Done : Step::Trailer;
        } else if (const auto state = readSize(text); state != State::NeedsMore) {
            return state;
        }
    }
    return State::Done;
}

BodyReader::State BodyReader::readSize(const std::string& text) {
    const char* end = text.data() + text.size();
    const auto [digits, error] = std::from_chars(text.data(), end, m_left, 16);
    if (error == std::errc::result_out_of_range)
        return State::TooLarge;
    if (error != std::errc() || text.front() == '-' || (digits != end && *digits != ';'))
        return State::Malformed;
    if (m_left > m_maxBody - m_body.size())
        return State::TooLarge;
    m_step = m_left == 0 ? Step::Trailer : Step::Data;
    return State::NeedsMore;
}

} // namespace understudy::http
