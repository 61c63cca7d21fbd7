#include "labs/tracing/TraceId.h"

#include "labs/clock/Noise.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

namespace {

// Four rounds of a Feistel network.
constexpr std::uint64_t keys[] = {0x9e3779b97f4a7c15ULL, 0xbf58476d1ce4e5b9ULL, 0x94d049bb133111ebULL,
                                  0xd6e8feb86659fd93ULL};

std::uint32_t turned(std::uint32_t half, std::uint64_t key) {
    return static_cast<std::uint32_t>(mixed(half ^ key));
}

} // namespace

std::string sixteenDigits(std::uint64_t bits) {
    std::array<char, 20> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(bits));
    return text.data();
}

std::string traceIdOf(std::uint64_t plain) {
    auto a = static_cast<std::uint32_t>(plain >> 32), b = static_cast<std::uint32_t>(plain);
    for (const auto key : keys) {
        const std::uint32_t next = a ^ turned(b, key);
        a = b;
        b = next;
    }
    return sixteenDigits((std::uint64_t(a) << 32) | b);
}

std::optional<std::uint64_t> plainOf(const std::string& id) {
    if (id.size() != 16 || id.find_first_not_of("0123456789abcdef") != std::string::npos)
        return std::nullopt;
    const std::uint64_t secret = std::stoull(id, nullptr, 16);
    auto a = static_cast<std::uint32_t>(secret >> 32), b = static_cast<std::uint32_t>(secret);
    for (int i = 3; i >= 0; --i) {
        const std::uint32_t before = b ^ turned(a, keys[i]);
        b = a;
        a = before;
    }
    return (std::uint64_t(a) << 32) | b;
}

} // namespace understudy::cluster
