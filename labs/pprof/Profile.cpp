#include "labs/pprof/Profile.h"

#include "labs/clock/Noise.h"

#include <array>
#include <map>
#include <zlib.h>

namespace understudy::pprof {

namespace {

constexpr std::uint64_t textStart = 0x401000, textEnd = 0xc01000;

/// The wire format of protocol buffers: variable-length integers and lengths before bytes.
class Message {
public:
    void number(unsigned field, std::int64_t value) {
        if (value == 0)
            return;
        variable(m_bytes, field << 3);
        variable(m_bytes, static_cast<std::uint64_t>(value));
    }
    void bytes(unsigned field, const std::string& value) {
        variable(m_bytes, field << 3 | 2);
        variable(m_bytes, value.size());
        m_bytes += value;
    }
    void message(unsigned field, const Message& value) { bytes(field, value.m_bytes); }
    void packed(unsigned field, const std::vector<std::int64_t>& values) {
        std::string all;
        for (const auto value : values)
            variable(all, static_cast<std::uint64_t>(value));
        bytes(field, all);
    }
    const std::string& text() const { return m_bytes; }

private:
    static void variable(std::string& out, std::uint64_t value) {
        for (; value > 0x7f; value >>= 7)
            out += static_cast<char>((value & 0x7f) | 0x80);
        out += static_cast<char>(value);
    }
    std::string m_bytes;
};

/// Gives strings and frames the numbers that the format refers to them by.
class Tables {
public:
    std::int64_t text(const std::string& value) {
        const auto [found, fresh] = m_texts.try_emplace(value, m_inOrder.size());
        if (fresh)
            m_inOrder.push_back(value);
        return static_cast<std::int64_t>(found->second);
    }
    std::int64_t location(const Frame& frame) {
        const auto key = frame.function + '\n' + frame.file + '\n' + std::to_string(frame.line);
        const auto [found, fresh] = m_locations.try_emplace(key, m_frames.size() + 1);
        if (fresh)
            m_frames.push_back(frame);
        return static_cast<std::int64_t>(found->second);
    }
    void writeFrames(Message& out) {
        std::map<std::string, std::int64_t> functions;
        for (std::size_t i = 0; i < m_frames.size(); ++i) {
            const Frame& frame = m_frames[i];
            const auto next = static_cast<std::int64_t>(functions.size()) + 1;
            const auto [function, fresh] = functions.try_emplace(frame.function + '\n' + frame.file, next);
            if (fresh) {
                Message made;
                made.number(1, next);
                made.number(2, text(frame.function));
                made.number(3, text(frame.function));
                made.number(4, text(frame.file));
                made.number(5, frame.startLine);
                out.message(5, made);
            }
            Message line, location;
            line.number(1, function->second);
            line.number(2, frame.line);
            location.number(1, static_cast<std::int64_t>(i) + 1);
            location.number(2, 1);
            location.number(3, static_cast<std::int64_t>(addressOf(frame)));
            location.message(4, line);
            out.message(4, location);
        }
    }
    void writeTexts(Message& out) const {
        for (const auto& each : m_inOrder)
            out.bytes(6, each);
    }

private:
    std::map<std::string, std::size_t> m_texts{{"", 0}};
    std::vector<std::string> m_inOrder{""};
    std::map<std::string, std::size_t> m_locations;
    std::vector<Frame> m_frames;
};

Message typed(Tables& tables, const ValueType& type) {
    Message out;
    out.number(1, tables.text(type.type));
    out.number(2, tables.text(type.unit));
    return out;
}

std::string packedByGzip(const std::string& text) {
    z_stream stream{};
    // 16 more than the window's bits: with gzip's frame, in which the time stays 0.
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace

std::int64_t Profile::total(std::size_t type) const {
    std::int64_t sum = 0;
    for (const auto& sample : samples)
        sum += sample.values.at(type);
    return sum;
}

std::uint64_t addressOf(const Frame& frame) {
    const std::uint64_t function = cluster::hashOf(frame.function) % (textEnd - textStart - 0x1000);
    const int into = frame.line > frame.startLine ? frame.line - frame.startLine : 0;
    return textStart + (function & ~0xfULL) + static_cast<std::uint64_t>(into % 250) * 13 + 5;
}

std::string gzipped(const Profile& profile) {
    Tables tables;
    Message out;
    for (const auto& type : profile.types)
        out.message(1, typed(tables, type));
    for (const auto& sample : profile.samples) {
        std::vector<std::int64_t> locations;
        for (const auto& frame : sample.stack)
            locations.push_back(tables.location(frame));
        Message made;
        made.packed(1, locations);
        made.packed(2, sample.values);
        out.message(2, made);
    }
    Message mapping;
    mapping.number(1, 1);
    mapping.number(2, static_cast<std::int64_t>(textStart));
    mapping.number(3, static_cast<std::int64_t>(textEnd));
    mapping.number(5, tables.text(profile.binary));
    mapping.number(7, 1); // functions and lines are already named: no binary is needed to read this
    mapping.number(8, 1);
    mapping.number(9, 1);
    out.message(3, mapping);
    tables.writeFrames(out);
    out.number(9, profile.timeNanos);
    out.number(10, profile.durationNanos);
    out.message(11, typed(tables, profile.periodType));
    out.number(12, profile.period);
    out.number(14, tables.text(profile.defaultType));
    tables.writeTexts(out);
    return packedByGzip(out.text());
}

} // namespace understudy::pprof
