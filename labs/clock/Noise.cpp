#include "labs/clock/Noise.h"

#include <array>
#include <cstdio>

namespace understudy::cluster {

std::uint64_t mixed(std::uint64_t value) {
    value ^= value >> 30;
    value *= 0xbf58476d1ce4e5b9ULL;
    value ^= value >> 27;
    value *= 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

std::uint64_t hashOf(std::string_view text, std::uint64_t seed) {
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ mixed(seed + 0x9e3779b97f4a7c15ULL);
    for (const char letter : text) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 0x100000001b3ULL;
    }
    return mixed(hash);
}

std::uint64_t Noise::bits(std::string_view name, std::int64_t at) const {
    return mixed(hashOf(name, m_seed) + 0x9e3779b97f4a7c15ULL * (static_cast<std::uint64_t>(at) + 1));
}

double Noise::uniform(std::string_view name, std::int64_t at) const {
    return static_cast<double>(bits(name, at) >> 11) * 0x1.0p-53;
}

// The sum of twelve uniforms has exactly the first two moments of a normal, and needs no library function
// whose last bit differs between machines.
double Noise::normal(std::string_view name, std::int64_t at) const {
    std::uint64_t state = bits(name, at);
    double sum = 0;
    for (int i = 0; i < 3; ++i) {
        state = mixed(state + 0x9e3779b97f4a7c15ULL);
        for (int part = 0; part < 4; ++part)
            sum += static_cast<double>((state >> (16 * part)) & 0xffff) / 65536.0;
    }
    const double value = sum - 6.0;
    return value > 3.5 ? 3.5 : value < -3.5 ? -3.5 : value;
}

int Noise::below(int limit, std::string_view name, std::int64_t at) const {
    return limit <= 0 ? 0 : static_cast<int>(bits(name, at) % static_cast<std::uint64_t>(limit));
}

std::string Noise::letters(std::size_t count, std::string_view name, std::int64_t at) const {
    static constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
    std::string text;
    std::uint64_t state = bits(name, at);
    while (text.size() < count) {
        text += alphabet[state % alphabet.size()];
        state = mixed(state + 0x9e3779b97f4a7c15ULL);
    }
    return text;
}

std::string Noise::uuid(std::string_view name, std::int64_t at) const {
    const std::uint64_t high = bits(name, at);
    const std::uint64_t low = mixed(high + 1);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                  static_cast<unsigned>((high >> 16) & 0xffff), static_cast<unsigned>(high & 0xfff),
                  static_cast<unsigned>(0x8000 | ((low >> 48) & 0x3fff)),
                  static_cast<unsigned long long>(low & 0xffffffffffffULL));
    return text.data();
}

} // namespace understudy::cluster
