#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::cluster {

/// FNV-1a with a final mix: the same on every machine.
std::uint64_t hashOf(std::string_view text, std::uint64_t seed = 0);
std::uint64_t mixed(std::uint64_t value);

/// Randomness without a state: what it says depends on the seed, a name and a number alone, so that any
/// sample can be had at any time, in any order. Uses arithmetic that gives the same bits everywhere.
class Noise final {
public:
    explicit Noise(std::uint64_t seed)
        : m_seed(seed) {}
    std::uint64_t bits(std::string_view name, std::int64_t at) const;
    double uniform(std::string_view name, std::int64_t at) const; ///< [0, 1)
    double normal(std::string_view name, std::int64_t at) const;  ///< mean 0, deviation 1, cut at +-3.5
    int below(int limit, std::string_view name, std::int64_t at) const;
    /// Letters and digits as Kubernetes uses them in generated names.
    std::string letters(std::size_t count, std::string_view name, std::int64_t at) const;
    std::string uuid(std::string_view name, std::int64_t at) const;

private:
    std::uint64_t m_seed;
};

} // namespace understudy::cluster
