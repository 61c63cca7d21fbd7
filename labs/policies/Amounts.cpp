#include "labs/policies/Amounts.h"

#include <array>
#include <cmath>
#include <cstdlib>

namespace understudy::cluster {

namespace {

constexpr std::array<const char*, 5> binary{"", "Ki", "Mi", "Gi", "Ti"};

std::optional<double> scaleOf(const std::string& unit) {
    double power = 1;
    for (const char* each : binary) {
        if (unit == each)
            return power;
        power *= 1024;
    }
    constexpr std::array<std::pair<const char*, double>, 5> decimal{
        {{"m", 0.001}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}}};
    for (const auto& [name, scale] : decimal)
        if (unit == name)
            return scale;
    return std::nullopt;
}

std::map<std::string, std::int64_t> sums(const PodTemplate& pods, bool requests) {
    std::map<std::string, std::int64_t> all;
    for (const auto& container : pods.containers) {
        StringMap said = requests ? container.requests : container.limits;
        if (requests)
            said.insert(container.limits.begin(), container.limits.end());
        for (const auto& [resource, amount] : said)
            all[resource] += thousandths(amount).value_or(0);
    }
    return all;
}

} // namespace

std::optional<std::int64_t> thousandths(const std::string& quantity) {
    if (quantity.empty() || quantity.find_first_not_of("0123456789.mkKMGTi") != std::string::npos)
        return std::nullopt;
    char* end = nullptr;
    const double number = std::strtod(quantity.c_str(), &end);
    const auto scale = scaleOf(end);
    if (end == quantity.c_str() || !scale || number * *scale > 1e15)
        return std::nullopt;
    return std::llround(number * *scale * 1000);
}

bool countsBytes(const std::string& resource) {
    return resource.ends_with("memory") || resource.ends_with("storage");
}

std::string quantityOf(std::int64_t amount, bool bytes) {
    if (amount % 1000 != 0)
        return std::to_string(amount) + "m";
    std::int64_t whole = amount / 1000;
    std::size_t unit = 0;
    while (bytes && whole != 0 && whole % 1024 == 0 && unit + 1 < binary.size()) {
        whole /= 1024;
        ++unit;
    }
    return std::to_string(whole) + binary[unit];
}

std::map<std::string, std::int64_t> requestsOf(const PodTemplate& pods) { return sums(pods, true); }
std::map<std::string, std::int64_t> limitsOf(const PodTemplate& pods) { return sums(pods, false); }

} // namespace understudy::cluster
