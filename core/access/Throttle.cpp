#include "core/access/Throttle.h"

#include "core/access/Secrets.h"

#include <arpa/inet.h>

#include <algorithm>
#include <vector>

namespace understudy::access {

bool Throttle::old(const Failures& failures) const {
    const auto now = m_clock.now();
    return now - failures.since > m_window || now < failures.since;
}

bool Throttle::open(const std::string& name) const {
    const auto found = m_failures.find(digest(name));
    return found == m_failures.end() || old(found->second) || found->second.count < m_allowed;
}

void Throttle::failed(const std::string& name) {
    auto key = digest(name);
    if (m_failures.size() >= m_most && !m_failures.contains(key))
        makeRoom();
    auto& failures = m_failures[std::move(key)];
    if (old(failures))
        failures = {};
    if (failures.count++ == 0)
        failures.since = m_clock.now();
}

void Throttle::forgive(const std::string& name) {
    const auto found = m_failures.find(digest(name));
    if (found != m_failures.end() && --found->second.count <= 0)
        m_failures.erase(found);
}

// Half of them at a time: each name pays for little of it.
void Throttle::makeRoom() {
    std::erase_if(m_failures, [&](const auto& entry) { return old(entry.second); });
    if (m_failures.size() < m_most)
        return;
    std::vector<std::pair<Instant, std::string>> ages;
    ages.reserve(m_failures.size());
    for (const auto& [key, failures] : m_failures)
        ages.emplace_back(failures.since, key);
    const auto middle = ages.begin() + static_cast<std::ptrdiff_t>((ages.size() + 1) / 2);
    std::nth_element(ages.begin(), middle, ages.end());
    for (auto it = ages.begin(); it != middle; ++it)
        m_failures.erase(it->second);
}

std::string networkOf(const std::string& address) {
    in6_addr bytes{};
    if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &bytes) != 1)
        return address;
    char text[INET6_ADDRSTRLEN] = {};
    if (IN6_IS_ADDR_V4MAPPED(&bytes))
        return inet_ntop(AF_INET, &bytes.s6_addr[12], text, sizeof text);
    std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), std::uint8_t(0));
    return std::string(inet_ntop(AF_INET6, &bytes, text, sizeof text)) + "/64";
}

} // namespace understudy::access
