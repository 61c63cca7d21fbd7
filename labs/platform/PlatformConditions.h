#pragma once

#include "labs/platform/Platform.h"
#include "labs/scenario/Condition.h"

#include <variant>

namespace understudy::cluster {

/// Decides conditions of kind dwcp on the platform as it is now. It changes nothing.
class PlatformConditions final {
public:
    explicit PlatformConditions(const Platform& platform)
        : m_platform(platform) {}
    bool holds(const Condition& condition) const;

private:
    using Fact = std::variant<std::string, double>;
    /// What is known about one thing, by the words of conditions.
    using Facts = std::map<std::string, Fact>;
    Facts node(const std::string& id) const;
    Facts vm(const Vm& vm) const;
    Facts migration(const Migration& one) const;
    std::vector<Facts> all(const std::string& kind) const;
    std::optional<Fact> at(const std::string& path) const;
    static bool fits(const std::map<std::string, Comparison>& wanted, const Facts& facts);

    const Platform& m_platform;
};

} // namespace understudy::cluster
