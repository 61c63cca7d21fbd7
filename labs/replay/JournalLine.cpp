#include "labs/replay/JournalLine.h"

#include "core/http/Utf8.h"

#include <boost/json.hpp>

namespace understudy::replay {

namespace json = boost::json;
using cluster::Beginning;
using cluster::Entry;

namespace {

constexpr std::string_view digits = "0123456789abcdef";

// What clients send need not be text.
void put(json::object& out, const std::string& key, const std::string& value) {
    if (value.empty())
        return;
    if (http::isUtf8(value)) {
        out[key] = value;
        return;
    }
    std::string hex;
    for (const char letter : value) {
        hex += digits[static_cast<unsigned char>(letter) >> 4];
        hex += digits[static_cast<unsigned char>(letter) & 15];
    }
    out[key + "Hex"] = hex;
}

bool take(const json::object& from, const std::string& key, std::string& value) {
    if (const auto* text = from.if_contains(key)) {
        if (!text->is_string())
            return false;
        value = std::string(text->as_string());
    }
    const auto* hex = from.if_contains(key + "Hex");
    if (!hex)
        return true;
    if (!hex->is_string() || hex->as_string().size() % 2 != 0)
        return false;
    value.clear();
    for (std::size_t i = 0; i < hex->as_string().size(); i += 2) {
        const auto high = digits.find(hex->as_string()[i]), low = digits.find(hex->as_string()[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return false;
        value += static_cast<char>(high * 16 + low);
    }
    return true;
}

std::optional<std::int64_t> whole(const json::object& from, const char* key) {
    const auto* value = from.if_contains(key);
    if (value && value->is_int64())
        return value->as_int64();
    return std::nullopt;
}

std::optional<json::object> object(std::string_view line) {
    boost::system::error_code wrong;
    json::value value = json::parse(json::string_view(line.data(), line.size()), wrong);
    if (wrong || !value.is_object())
        return std::nullopt;
    return std::move(value.as_object());
}

} // namespace

std::string lineOf(const Beginning& beginning) {
    json::object out{{"journal", 1}, {"seed", std::to_string(beginning.seed)}, {"epoch", beginning.epoch}};
    put(out, "lab", beginning.lab);
    put(out, "base", beginning.base);
    put(out, "scenario", beginning.scenario);
    return json::serialize(out);
}

std::string lineOf(const Entry& entry) {
    json::object out{{"n", entry.n}, {"at", entry.at}};
    put(out, "via", entry.via);
    put(out, "user", entry.user);
    put(out, "verb", entry.verb);
    put(out, "path", entry.path);
    put(out, "type", entry.type);
    put(out, "body", entry.body);
    put(out, "resource", entry.resource);
    put(out, "namespace", entry.ns);
    put(out, "name", entry.name);
    if (entry.read)
        out["read"] = true;
    return json::serialize(out);
}

std::optional<Beginning> readBeginning(std::string_view line) {
    const auto read = object(line);
    if (!read || whole(*read, "journal") != 1)
        return std::nullopt;
    Beginning beginning;
    const auto epoch = whole(*read, "epoch");
    std::string seed;
    if (!epoch || !take(*read, "seed", seed) || !take(*read, "lab", beginning.lab) ||
        !take(*read, "base", beginning.base) || !take(*read, "scenario", beginning.scenario) ||
        seed.empty() || seed.find_first_not_of("0123456789") != std::string::npos || seed.size() > 20)
        return std::nullopt;
    beginning.seed = std::strtoull(seed.c_str(), nullptr, 10);
    beginning.epoch = *epoch;
    return beginning;
}

std::optional<Entry> readEntry(std::string_view line) {
    const auto read = object(line);
    if (!read)
        return std::nullopt;
    const auto n = whole(*read, "n"), when = whole(*read, "at");
    Entry entry;
    if (!n || !when || !take(*read, "via", entry.via) || !take(*read, "user", entry.user) ||
        !take(*read, "verb", entry.verb) || !take(*read, "path", entry.path) ||
        !take(*read, "type", entry.type) || !take(*read, "body", entry.body) ||
        !take(*read, "resource", entry.resource) || !take(*read, "namespace", entry.ns) ||
        !take(*read, "name", entry.name))
        return std::nullopt;
    entry.n = *n;
    entry.at = *when;
    if (const auto* flag = read->if_contains("read"))
        entry.read = flag->is_bool() && flag->as_bool();
    return entry;
}

} // namespace understudy::replay
