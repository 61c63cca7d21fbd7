#include "labs/pprof/ReadProfile.h"

#include <map>
#include <string_view>
#include <utility>
#include <zlib.h>

namespace understudy::pprof {

namespace {

constexpr std::size_t mostBytes = 64 * 1024 * 1024;

std::optional<std::string> unpacked(const std::string& bytes) {
    if (bytes.size() < 2 || bytes[0] != '\x1f' || bytes[1] != '\x8b')
        return bytes;
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    int result = Z_OK;
    while (result == Z_OK && out.size() < mostBytes) {
        char piece[16384];
        stream.next_out = reinterpret_cast<Bytef*>(piece);
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        out.append(piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    return result == Z_STREAM_END ? std::optional(out) : std::nullopt;
}

/// Reads the fields of one message of protocol buffers, one after the other.
class Fields final {
public:
    explicit Fields(std::string_view bytes)
        : m_bytes(bytes) {}
    unsigned number = 0;
    std::uint64_t value = 0; ///< of a number
    std::string_view body;   ///< of everything else
    bool broken = false;
    bool next() {
        if (m_bytes.empty() || broken)
            return false;
        const std::uint64_t key = varint();
        number = static_cast<unsigned>(key >> 3);
        body = {};
        value = 0;
        if ((key & 7) == 0)
            value = varint();
        else if ((key & 7) == 2)
            body = take(varint());
        else if ((key & 7) == 1)
            body = take(8);
        else if ((key & 7) == 5)
            body = take(4);
        else
            broken = true;
        return !broken;
    }
    /// Numbers in a body, or the one number of an unpacked field.
    std::vector<std::uint64_t> numbers() const {
        if (body.empty())
            return {value};
        std::vector<std::uint64_t> all;
        for (Fields rest(body); !rest.m_bytes.empty() && !rest.broken;)
            all.push_back(rest.varint());
        return all;
    }

private:
    std::uint64_t varint() {
        std::uint64_t read = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty())
                break;
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            read |= std::uint64_t(byte & 0x7f) << shift;
            if (byte < 0x80)
                return read;
        }
        broken = true;
        return 0;
    }
    std::string_view take(std::uint64_t size) {
        if (size > m_bytes.size()) {
            broken = true;
            return {};
        }
        const auto part = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return part;
    }
    std::string_view m_bytes;
};

/// A profile as it is written: everything by number.
struct Raw {
    std::vector<std::string> strings;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> types;
    std::vector<std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>>> samples;
    std::map<std::uint64_t, std::vector<std::uint64_t>> locations; ///< to functions
    std::map<std::uint64_t, std::uint64_t> functions;              ///< to names
    std::uint64_t program = 0, usual = 0;
    std::int64_t taken = 0, lasted = 0;
    bool mapped = false, broken = false;

    std::string text(std::uint64_t at) const { return at < strings.size() ? strings[at] : std::string(); }
};

void readSample(Raw& raw, std::string_view body) {
    auto& sample = raw.samples.emplace_back();
    for (Fields fields(body); fields.next() || (raw.broken = raw.broken || fields.broken, false);)
        if (fields.number == 1 || fields.number == 2) {
            auto& into = fields.number == 1 ? sample.first : sample.second;
            const auto more = fields.numbers();
            into.insert(into.end(), more.begin(), more.end());
        }
}

void readLocation(Raw& raw, std::string_view body) {
    std::uint64_t id = 0;
    std::vector<std::uint64_t> functions;
    for (Fields fields(body); fields.next();)
        if (fields.number == 1)
            id = fields.value;
        else if (fields.number == 4)
            for (Fields line(fields.body); line.next();)
                if (line.number == 1)
                    functions.push_back(line.value);
    raw.locations[id] = functions;
}

std::pair<std::uint64_t, std::uint64_t> pairOf(std::string_view body, unsigned first, unsigned second) {
    std::pair<std::uint64_t, std::uint64_t> found{0, 0};
    for (Fields fields(body); fields.next();)
        if (fields.number == first)
            found.first = fields.value;
        else if (fields.number == second)
            found.second = fields.value;
    return found;
}

Raw readRaw(std::string_view bytes) {
    Raw raw;
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.number == 1)
            raw.types.push_back(pairOf(fields.body, 1, 2));
        else if (fields.number == 2)
            readSample(raw, fields.body);
        else if (fields.number == 3 && !raw.mapped) {
            raw.program = pairOf(fields.body, 5, 5).first;
            raw.mapped = true;
        } else if (fields.number == 4)
            readLocation(raw, fields.body);
        else if (fields.number == 5) {
            const auto [id, name] = pairOf(fields.body, 1, 2);
            raw.functions[id] = name;
        } else if (fields.number == 6)
            raw.strings.emplace_back(fields.body);
        else if (fields.number == 9)
            raw.taken = static_cast<std::int64_t>(fields.value);
        else if (fields.number == 10)
            raw.lasted = static_cast<std::int64_t>(fields.value);
        else if (fields.number == 14)
            raw.usual = fields.value;
    }
    raw.broken = raw.broken || fields.broken;
    return raw;
}

} // namespace

std::optional<Profile> readProfile(const std::string& bytes) {
    const auto plain = unpacked(bytes);
    if (!plain || plain->empty())
        return std::nullopt;
    const Raw raw = readRaw(*plain);
    if (raw.broken || raw.types.empty() || raw.strings.empty())
        return std::nullopt;
    Profile profile;
    for (const auto& [type, unit] : raw.types)
        profile.types.push_back({raw.text(type), raw.text(unit)});
    profile.binary = raw.text(raw.program);
    profile.defaultType = raw.usual ? raw.text(raw.usual) : profile.types.back().type;
    profile.timeNanos = raw.taken;
    profile.durationNanos = raw.lasted;
    for (const auto& [places, values] : raw.samples) {
        if (values.size() != raw.types.size())
            return std::nullopt;
        Sample sample;
        for (const auto value : values)
            sample.values.push_back(static_cast<std::int64_t>(value));
        for (const auto place : places)
            if (const auto at = raw.locations.find(place); at != raw.locations.end())
                for (const auto function : at->second)
                    if (const auto name = raw.functions.find(function); name != raw.functions.end())
                        sample.stack.push_back({raw.text(name->second), "", 0, 0});
        profile.samples.push_back(std::move(sample));
    }
    return profile;
}

} // namespace understudy::pprof
