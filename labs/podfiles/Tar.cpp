#include "labs/podfiles/Tar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace understudy::podshell {

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t mostEntries = 20'000;

void put(std::string& head, std::size_t at, std::size_t room, const std::string& text) {
    head.replace(at, std::min(room, text.size()), text.substr(0, room));
}

std::string octal(std::uint64_t value, std::size_t digits) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%0*llo", static_cast<int>(digits),
                  static_cast<unsigned long long>(value));
    return text.data();
}

unsigned checksum(std::string_view head) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < block; ++i)
        sum += i >= 148 && i < 156 ? static_cast<unsigned>(' ') : static_cast<unsigned char>(head[i]);
    return sum;
}

void addBlocks(std::string& out, const std::string& bytes) {
    out += bytes;
    out.append((block - bytes.size() % block) % block, '\0');
}

void addEntry(std::string& out, const std::string& name, const TarEntry& entry, char type,
              const std::string& bytes) {
    std::string head(block, '\0');
    put(head, 0, 100, name);
    put(head, 100, 7, octal(entry.mode & 07777, 7));
    put(head, 108, 7, octal(0, 7));
    put(head, 116, 7, octal(0, 7));
    put(head, 124, 11, octal(bytes.size(), 11));
    put(head, 136, 11, octal(static_cast<std::uint64_t>(std::max<std::int64_t>(0, entry.modified)), 11));
    head[156] = type;
    put(head, 257, 8, std::string("ustar\00000", 8));
    put(head, 265, 32, "root");
    put(head, 297, 32, "root");
    put(head, 148, 8, octal(checksum(head), 6) + std::string("\0 ", 2));
    out += head;
    addBlocks(out, bytes);
}

std::uint64_t numberAt(std::string_view head, std::size_t at, std::size_t room) {
    if (static_cast<unsigned char>(head[at]) & 0x80) { // GNU's binary numbers
        std::uint64_t value = 0;
        for (std::size_t i = room > 8 ? at + room - 8 : at; i < at + room; ++i)
            value = value << 8 | static_cast<unsigned char>(head[i]);
        return value;
    }
    return std::strtoull(std::string(head.substr(at, room)).c_str(), nullptr, 8);
}

std::string textAt(std::string_view head, std::size_t at, std::size_t room) {
    const auto text = head.substr(at, room);
    return std::string(text.substr(0, std::min(text.find('\0'), text.size())));
}

/// path=NAME of a pax header: "LENGTH key=value\n" again and again.
std::string paxPath(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto blank = bytes.find(' ');
        const std::size_t length = std::strtoul(std::string(bytes.substr(0, blank)).c_str(), nullptr, 10);
        if (blank == std::string_view::npos || length <= blank + 1 || length > bytes.size())
            return {};
        const auto pair = bytes.substr(blank + 1, length - blank - 2);
        if (pair.starts_with("path="))
            return std::string(pair.substr(5));
        bytes.remove_prefix(length);
    }
    return {};
}

} // namespace

std::string packTar(const std::vector<TarEntry>& entries) {
    std::string out;
    for (const auto& entry : entries) {
        const std::string name = entry.folder && !entry.name.ends_with('/') ? entry.name + "/" : entry.name;
        if (name.size() > 99)
            addEntry(out, "././@LongLink", {}, 'L', name + '\0');
        addEntry(out, name, entry, entry.folder ? '5' : '0', entry.bytes);
    }
    out.append(2 * block, '\0');
    out.append((20 * block - out.size() % (20 * block)) % (20 * block), '\0');
    return out;
}

std::vector<TarEntry> unpackTar(std::string_view bytes, std::string& trouble) {
    std::vector<TarEntry> entries;
    std::string longName;
    for (std::size_t at = 0; at + block <= bytes.size();) {
        const auto head = bytes.substr(at, block);
        if (std::all_of(head.begin(), head.end(), [](char c) { return c == '\0'; }))
            return entries;
        if (numberAt(head, 148, 8) != checksum(head)) {
            trouble = entries.empty() ? "This does not look like a tar archive" : "Skipping to next header";
            return entries;
        }
        const std::uint64_t size = numberAt(head, 124, 12);
        at += block;
        if (size > bytes.size() - at) {
            trouble = "Unexpected EOF in archive";
            return entries;
        }
        const auto content = bytes.substr(at, static_cast<std::size_t>(size));
        at = std::min(bytes.size(), at + static_cast<std::size_t>((size + block - 1) / block * block));
        const char type = head[156];
        if (type == 'L' || type == 'x') {
            longName = type == 'L' ? std::string(content.substr(0, content.find('\0'))) : paxPath(content);
            continue;
        }
        TarEntry entry;
        const std::string prefix =
            textAt(head, 257, 5) == "ustar" && head[262] == '\0' ? textAt(head, 345, 155) : "";
        entry.name =
            !longName.empty() ? longName : (prefix.empty() ? "" : prefix + "/") + textAt(head, 0, 100);
        longName.clear();
        entry.mode = static_cast<unsigned>(numberAt(head, 100, 8) & 0777);
        entry.modified = static_cast<std::int64_t>(numberAt(head, 136, 12) & 0x7fffffffffULL);
        entry.folder = type == '5' || (type != '0' && type != '\0' && entry.name.ends_with('/'));
        if (type == '0' || type == '\0' || type == '7')
            entry.bytes = std::string(content);
        else if (!entry.folder)
            continue;
        entries.push_back(std::move(entry));
        if (entries.size() >= mostEntries) {
            trouble = "too many files for this container";
            return entries;
        }
    }
    trouble = "Unexpected EOF in archive";
    return entries;
}

} // namespace understudy::podshell
