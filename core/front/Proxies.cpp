#include "core/front/Proxies.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <arpa/inet.h>

namespace understudy::front {

namespace {

/// The bytes of an address, or "". One of IPv4 in the clothes of IPv6 is one of IPv4.
std::string bytesOf(const std::string& address) {
    std::string bytes(16, '\0');
    if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
        return bytes.substr(0, 4);
    if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1)
        return {};
    static const std::string mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    return bytes.starts_with(mapped) ? bytes.substr(12) : bytes;
}

std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        auto one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!one.empty() && (one.front() == ' ' || one.front() == '\t'))
            one.remove_prefix(1);
        while (!one.empty() && (one.back() == ' ' || one.back() == '\t'))
            one.remove_suffix(1);
        if (!one.empty())
            all.emplace_back(one);
    }
    return all;
}

/// A name or an address, with a port or without.
bool isHost(const std::string& text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._:[]").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

void setHost(http::Request& request, const std::string& host) {
    std::erase_if(request.headers, [](const auto& one) { return one.first == "host"; });
    request.headers.emplace_back("host", host);
}

} // namespace

std::optional<Proxies> Proxies::named(const std::string& text) {
    Proxies proxies;
    for (const auto& one : listOf(text)) {
        const auto slash = one.find('/');
        Network network{bytesOf(one.substr(0, slash)), 0};
        network.bits = static_cast<unsigned>(network.bytes.size()) * 8;
        if (slash != std::string::npos) {
            unsigned bits = 0;
            const char* end = one.data() + one.size();
            const auto read = std::from_chars(one.data() + slash + 1, end, bits);
            if (read.ec != std::errc() || read.ptr != end || bits > network.bits)
                return std::nullopt;
            network.bits = bits;
        }
        if (network.bytes.empty())
            return std::nullopt;
        proxies.m_networks.push_back(std::move(network));
    }
    return proxies;
}

bool Proxies::trusts(const std::string& address) const {
    const auto bytes = bytesOf(address);
    for (const auto& network : m_networks) {
        if (bytes.empty() || bytes.size() != network.bytes.size())
            continue;
        bool same = true;
        for (unsigned bit = 0; same && bit < network.bits; ++bit) {
            const unsigned mask = 0x80U >> (bit % 8);
            same = ((static_cast<unsigned char>(bytes[bit / 8]) ^
                     static_cast<unsigned char>(network.bytes[bit / 8])) &
                    mask) == 0;
        }
        if (same)
            return true;
    }
    return false;
}

void Proxies::unwrap(http::Request& request) const {
    if (!trusts(request.client))
        return;
    std::vector<std::string> way;
    std::string scheme, host;
    for (const auto& [name, value] : request.headers) {
        if (name == "x-forwarded-for") {
            for (auto& address : listOf(value))
                way.push_back(std::move(address));
        } else if (name == "x-forwarded-proto") {
            scheme = value;
        } else if (name == "x-forwarded-host") {
            for (auto& one : listOf(value)) // the last one is what the proxy itself was asked as
                host = std::move(one);
        }
    }
    if (isHost(host))
        setHost(request, host);
    request.secure = request.secure || scheme == "https";
    for (auto hop = way.rbegin(); hop != way.rend(); ++hop) {
        if (bytesOf(*hop).empty())
            return; // no address: what is before it is hearsay
        request.client = *hop;
        if (!trusts(*hop))
            return;
    }
}

} // namespace understudy::front
