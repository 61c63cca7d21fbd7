#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace understudy::http {

/// Takes the body of a request from the bytes that arrive: by length or by chunks (RFC 9112, sections 6
/// and 7.1). Written here because the parser of Beast 1.81 stops the program at some malformed trailers.
class BodyReader final {
public:
    enum class State { NeedsMore, Done, Malformed, TooLarge };

    void startLength(std::size_t length);
    void startChunks(std::size_t maxBody);
    /// Takes what it can from @p bytes after @p at and moves @p at behind it.
    State read(const std::string& bytes, std::size_t& at);
    std::size_t held() const { return m_body.capacity(); }
    std::string take() { return std::exchange(m_body, {}); }

private:
    enum class Step { Size, Data, DataEnd, Trailer, Done };
    State readChunks(const std::string& bytes, std::size_t& at);
    State readSize(const std::string& line);
    bool line(const std::string& bytes, std::size_t& at, std::string& into);

    std::string m_body;
    std::size_t m_left = 0; ///< of the body, or of this chunk
    std::size_t m_maxBody = 0;
    std::size_t m_overhead = 0; ///< bytes of chunk heads and trailers so far
    Step m_step = Step::Done;
    bool m_chunked = false;
    bool m_badLine = false;
};

} // namespace understudy::http
