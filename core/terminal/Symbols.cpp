#include "core/terminal/Symbols.h"

#include "core/terminal/Parser.h"

namespace understudy::terminal {

std::uint32_t Symbols::add(std::uint32_t base, char32_t mark) {
    std::u32string cluster = text(base);
    if (cluster.size() >= LongestCluster) {
        return base;
    }
    cluster += mark;
    if (const auto known = m_clusterNumbers.find(cluster); known != m_clusterNumbers.end()) {
        return Cell::ClusterBase + known->second;
    }
    if (m_clusters.size() >= MostClusters) {
        return base;
    }
    const auto number = static_cast<std::uint32_t>(m_clusters.size());
    m_clusters.push_back(cluster);
    m_clusterNumbers.emplace(std::move(cluster), number);
    return Cell::ClusterBase + number;
}

std::uint16_t Symbols::extra(Paint underline, std::uint32_t link) {
    if (underline == DefaultPaint && link == 0) {
        return 0;
    }
    const auto key = std::pair(underline, link);
    if (const auto known = m_extraNumbers.find(key); known != m_extraNumbers.end()) {
        return known->second;
    }
    if (m_extras.size() >= MostExtras) {
        return 0;
    }
    m_extras.push_back({underline, link});
    const auto number = static_cast<std::uint16_t>(m_extras.size());
    m_extraNumbers.emplace(key, number);
    return number;
}

std::uint32_t Symbols::link(std::string_view id, std::string_view address) {
    if (address.empty()) {
        return 0;
    }
    std::string key(id);
    key += '\n';
    key += address;
    if (const auto known = m_linkNumbers.find(key); known != m_linkNumbers.end()) {
        return known->second;
    }
    if (m_linkBytes + key.size() > MostLinkBytes || m_links.size() >= MostExtras) {
        return 0;
    }
    m_linkBytes += key.size() + address.size();
    m_links.emplace_back(address);
    const auto number = static_cast<std::uint32_t>(m_links.size());
    m_linkNumbers.emplace(std::move(key), number);
    return number;
}

Paint Symbols::underlineColor(std::uint16_t extra) const {
    return extra == 0 || extra > m_extras.size() ? DefaultPaint : m_extras[extra - 1u].underline;
}

std::uint32_t Symbols::linkOf(std::uint16_t extra) const {
    return extra == 0 || extra > m_extras.size() ? 0 : m_extras[extra - 1u].link;
}

std::string_view Symbols::address(std::uint16_t extra) const {
    const std::uint32_t link = linkOf(extra);
    return link == 0 || link > m_links.size() ? std::string_view() : std::string_view(m_links[link - 1]);
}

std::u32string Symbols::text(std::uint32_t ch) const {
    if (ch < Cell::ClusterBase) {
        return {static_cast<char32_t>(ch == 0 ? U' ' : ch)};
    }
    const std::size_t number = ch - Cell::ClusterBase;
    return number < m_clusters.size() ? m_clusters[number] : std::u32string(1, U'\xFFFD');
}

void Symbols::append(std::string& out, const Cell& cell) const {
    if (cell.attributes & Tail) {
        return;
    }
    if (cell.ch < 0x80) {
        out += cell.ch == 0 ? ' ' : static_cast<char>(cell.ch);
        return;
    }
    for (const char32_t c : text(cell.ch)) {
        appendUtf8(out, c);
    }
}

void appendUtf8(std::string& out, char32_t c) {
    const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | c >> 6);
        byte(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    } else {
        byte(0xF0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3F));
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    }
}

namespace {

/// Keeps the text that a parser finds and drops everything else.
class Decoded final : public Actions {
public:
    std::u32string text;
    void printAscii(std::string_view run) override { text.append(run.begin(), run.end()); }
    void print(std::u32string_view run) override { text += run; }
    void control(unsigned char) override {} // DEL; the others are kept by fromUtf8
    void escape(char, char, char) override {}
    void csi(const Parameters&, char) override {}
    void osc(std::string_view, bool) override {}
    void dcs(const Parameters&, char, std::string_view) override {}
};

} // namespace

std::u32string fromUtf8(std::string_view text) {
    static constexpr std::string_view Delete = "\x7f"; // prints nothing, but ends an unfinished character
    Decoded decoded;
    Parser parser(decoded);
    while (!text.empty()) {
        std::size_t length = 0;
        while (length < text.size() && static_cast<unsigned char>(text[length]) >= 0x20) {
            ++length;
        }
        parser.feed(text.substr(0, length));
        parser.feed(Delete);
        if (length < text.size()) {
            decoded.text += static_cast<unsigned char>(text[length]); // a control is kept, never obeyed
            ++length;
        }
        text.remove_prefix(length);
    }
    return decoded.text;
}

} // namespace understudy::terminal
