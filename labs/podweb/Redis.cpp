#include "labs/podweb/Redis.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace understudy::podweb {

using namespace cluster;

namespace {

std::string bulk(const std::string& text) {
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}
std::string number(std::int64_t value) { return ":" + std::to_string(value) + "\r\n"; }
std::string array(const std::vector<std::string>& items) {
    std::string out = "*" + std::to_string(items.size()) + "\r\n";
    for (const auto& each : items)
        out += bulk(each);
    return out;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

constexpr std::int64_t keys = 184'203; ///< sessions that are open

std::optional<std::vector<std::string>> takeInline(std::string& bytes) {
    const auto end = bytes.find('\n');
    if (end == std::string::npos)
        return std::nullopt;
    std::vector<std::string> words;
    std::string word;
    for (const char c : bytes.substr(0, end) + ' ') {
        if (c != ' ' && c != '\r') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    bytes.erase(0, end + 1);
    return words;
}

} // namespace

std::optional<std::vector<std::string>> takeRedisCommand(std::string& bytes) {
    if (bytes.empty())
        return std::nullopt;
    if (bytes[0] != '*')
        return takeInline(bytes);
    std::size_t at = 0;
    const auto line = [&]() -> std::optional<std::int64_t> {
        const auto end = bytes.find("\r\n", at);
        if (end == std::string::npos)
            return std::nullopt;
        const std::int64_t value = std::strtoll(bytes.c_str() + at + 1, nullptr, 10);
        at = end + 2;
        return value;
    };
    const auto count = line();
    if (!count)
        return std::nullopt;
    std::vector<std::string> words;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(*count, 1024); ++i) {
        const auto length = line();
        if (!length)
            return std::nullopt;
        const auto size = static_cast<std::size_t>(std::clamp<std::int64_t>(*length, 0, 1'000'000));
        if (bytes.size() < at + size + 2)
            return std::nullopt;
        words.push_back(bytes.substr(at, size));
        at += size + 2;
    }
    bytes.erase(0, at);
    return words;
}

std::string Redis::info(const std::string& section) const {
    const auto usage = m_world.usage(m_pod);
    const Micros up = m_world.now() - m_pod.containers.at(0).state.started;
    const double ratio = std::clamp(m_world.model().hitRatio(m_world.now()), 0.0, 1.0);
    const auto asked = static_cast<std::int64_t>(up / second) * 8000;
    const std::string memory = std::to_string(usage ? static_cast<std::int64_t>(usage->second) : 0);
    const std::vector<std::pair<std::string, std::string>> parts{
        {"server", "redis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux 6.1.0-18-amd64 x86_64\r\n"
                   "tcp_port:6379\r\nuptime_in_seconds:" +
                       std::to_string(up / second) + "\r\n"},
        {"clients", "connected_clients:412\r\nblocked_clients:0\r\n"},
        {"memory",
         "used_memory:" + memory + "\r\nused_memory_rss:" + memory + "\r\nmaxmemory_policy:allkeys-lru\r\n"},
        {"persistence", "loading:0\r\nrdb_last_bgsave_status:ok\r\naof_enabled:0\r\n"},
        {"stats", "total_commands_processed:" + std::to_string(asked * 2) + "\r\nkeyspace_hits:" +
                      std::to_string(static_cast<std::int64_t>(static_cast<double>(asked) * ratio)) +
                      "\r\nkeyspace_misses:" +
                      std::to_string(static_cast<std::int64_t>(static_cast<double>(asked) * (1 - ratio))) +
                      "\r\nevicted_keys:0\r\nexpired_keys:" + std::to_string(asked / 40) + "\r\n"},
        {"replication", "role:master\r\nconnected_slaves:0\r\n"},
        {"keyspace",
         "db0:keys=" + std::to_string(keys) + ",expires=" + std::to_string(keys) + ",avg_ttl=1740211\r\n"}};
    std::string out;
    for (const auto& [name, text] : parts)
        if (section.empty() || section == "all" || section == name) {
            std::string title = name;
            title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
            out += (out.empty() ? "" : "\r\n") + ("# " + title) + "\r\n" + text;
        }
    return out;
}

std::string Redis::answer(const std::vector<std::string>& command) const {
    const std::string name = lower(command.at(0));
    const std::string first = command.size() > 1 ? command[1] : "";
    if (name == "ping")
        return first.empty() ? "+PONG\r\n" : bulk(first);
    if (name == "echo" && command.size() == 2)
        return bulk(first);
    if (name == "info")
        return bulk(info(lower(first)));
    if (name == "dbsize")
        return number(keys);
    if (name == "select" || name == "auth" || name == "hello" || name == "quit")
        return "+OK\r\n";
    if (name == "role")
        return "*3\r\n" + bulk("master") + number(0) + "*0\r\n";
    if (name == "time")
        return array({std::to_string((m_world.epoch() + m_world.now()) / second), "0"});
    if (name == "get" || name == "ttl" || name == "exists" || name == "type" || name == "strlen") {
        const bool session = first.starts_with("session:");
        const std::string user = std::to_string(1 + m_world.noise().below(90'000, "session/" + first, 0));
        if (name == "get")
            return session ? bulk("{\"user\":" + user + ",\"roles\":[\"trainee\"]}") : "$-1\r\n";
        if (name == "type")
            return session ? "+string\r\n" : "+none\r\n";
        return number(name == "ttl" ? (session ? 1740 : -2) : session);
    }
    if (name == "config" && lower(first) == "get")
        return command.size() > 2 && lower(command[2]) == "maxmemory-policy"
                   ? array({"maxmemory-policy", "allkeys-lru"})
                   : "*0\r\n";
    if (name == "keys" || name == "scan" || name == "command" || name == "client" || name == "slowlog")
        return "*0\r\n";
    for (const char* write :
         {"set", "del", "flushall", "flushdb", "expire", "incr", "shutdown", "config", "lpush", "hset"})
        if (name == write)
            return "-NOPERM this user has no permissions to run the '" + name + "' command\r\n";
    return "-ERR unknown command '" + command[0].substr(0, 64) + "'\r\n";
}

} // namespace understudy::podweb
