#include "labs/spdy/HeaderBlock.h"

#include "labs/spdy/Dictionary.h"

#include <array>
#include <zlib.h>

namespace understudy::spdy {

namespace {

Bytef* bytesOf(std::string_view text) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); // zlib only reads there
}

std::optional<Headers> parse(std::string_view text) {
    if (text.size() < 4)
        return std::nullopt;
    const std::uint32_t count = numberAt(text, 0);
    if (count > text.size() / 8)
        return std::nullopt;
    Headers headers;
    std::size_t at = 4;
    const auto word = [&]() -> std::optional<std::string> {
        if (text.size() - at < 4)
            return std::nullopt;
        const std::size_t length = numberAt(text, at);
        at += 4;
        if (text.size() - at < length)
            return std::nullopt;
        at += length;
        return std::string(text.substr(at - length, length));
    };
    for (std::uint32_t i = 0; i < count; ++i) {
        auto name = word();
        auto value = name ? word() : std::nullopt;
        if (!value || name->empty())
            return std::nullopt;
        headers.emplace_back(std::move(*name), std::move(*value));
    }
    return at == text.size() ? std::optional(headers) : std::nullopt;
}

} // namespace

void appendNumber(std::string& out, std::uint32_t number) {
    for (const int shift : {24, 16, 8, 0})
        out += static_cast<char>(number >> shift & 0xff);
}

std::uint32_t numberAt(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

std::string valueOf(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

struct HeaderReader::Zlib {
    z_stream stream{};
    bool broken = false;
};

HeaderReader::HeaderReader()
    : m_zlib(std::make_unique<Zlib>()) {
    m_zlib->broken = inflateInit(&m_zlib->stream) != Z_OK;
}

HeaderReader::~HeaderReader() { inflateEnd(&m_zlib->stream); }

std::optional<std::string> HeaderReader::unpack(std::string_view block) {
    z_stream& stream = m_zlib->stream;
    std::string text;
    std::array<char, 4096> buffer;
    stream.next_in = bytesOf(block);
    stream.avail_in = static_cast<uInt>(block.size());
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        int result = inflate(&stream, Z_SYNC_FLUSH);
        if (result == Z_NEED_DICT) {
            const auto words = dictionary();
            result = inflateSetDictionary(&stream, bytesOf(words), static_cast<uInt>(words.size()));
            if (result != Z_OK)
                return std::nullopt;
            continue;
        }
        text.append(buffer.data(), buffer.size() - stream.avail_out);
        if (text.size() > maxUnpacked)
            return std::nullopt;
        if (result == Z_BUF_ERROR && stream.avail_in == 0)
            return text;
        if (result != Z_OK)
            return std::nullopt;
        if (stream.avail_in == 0 && stream.avail_out > 0)
            return text;
    }
}

std::optional<Headers> HeaderReader::read(std::string_view block) {
    if (m_zlib->broken)
        return std::nullopt;
    const auto text = unpack(block);
    auto headers = text ? parse(*text) : std::nullopt;
    m_zlib->broken = !headers;
    return headers;
}

struct HeaderWriter::Zlib {
    z_stream stream{};
};

HeaderWriter::HeaderWriter()
    : m_zlib(std::make_unique<Zlib>()) {
    const auto words = dictionary();
    // The smallest window that still covers the dictionary: our blocks are short.
    if (deflateInit2(&m_zlib->stream, Z_BEST_SPEED, Z_DEFLATED, 11, 1, Z_DEFAULT_STRATEGY) == Z_OK)
        deflateSetDictionary(&m_zlib->stream, bytesOf(words), static_cast<uInt>(words.size()));
}

HeaderWriter::~HeaderWriter() { deflateEnd(&m_zlib->stream); }

std::string HeaderWriter::write(const Headers& headers) {
    std::string text;
    appendNumber(text, static_cast<std::uint32_t>(headers.size()));
    for (const auto& [name, value] : headers)
        for (const auto* word : {&name, &value}) {
            appendNumber(text, static_cast<std::uint32_t>(word->size()));
            text += *word;
        }
    z_stream& stream = m_zlib->stream;
    std::string out;
    std::array<char, 1024> buffer;
    stream.next_in = bytesOf(text);
    stream.avail_in = static_cast<uInt>(text.size());
    do {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        if (deflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_ERROR)
            return {};
        out.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    return out;
}

} // namespace understudy::spdy
