#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::spdy {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of that name, or "".
std::string valueOf(const Headers& headers, std::string_view name);

/// Unpacks the header blocks that come from the other end. All blocks of a connection are one zlib stream, so
/// each must be read, in order.
class HeaderReader final {
public:
    static constexpr std::size_t maxUnpacked = 64 * 1024;
    HeaderReader();
    ~HeaderReader();
    /// Nothing when the block is broken or unpacks to more than maxUnpacked bytes; then no later one can be
    /// read either.
    std::optional<Headers> read(std::string_view block);

private:
    std::optional<std::string> unpack(std::string_view block);
    struct Zlib;
    std::unique_ptr<Zlib> m_zlib;
};

/// Packs the header blocks that go to the other end.
class HeaderWriter final {
public:
    HeaderWriter();
    ~HeaderWriter();
    std::string write(const Headers& headers);

private:
    struct Zlib;
    std::unique_ptr<Zlib> m_zlib;
};

/// A number of 32 bits, most significant byte first.
void appendNumber(std::string& out, std::uint32_t number);
std::uint32_t numberAt(std::string_view bytes, std::size_t at);

} // namespace understudy::spdy
