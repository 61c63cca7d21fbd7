#pragma once

#include "core/terminal/Cell.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// The rarely used rest of cells: letters with combining marks, links and underline colors, each kept once
/// and named by a number. It has limits that a host cannot push: past them marks and links are left out.
class Symbols final {
public:
    static constexpr std::size_t MostClusters = 1 << 16;
    static constexpr std::size_t LongestCluster = 8;
    static constexpr std::size_t MostExtras = 0xFFFF;
    static constexpr std::size_t MostLinkBytes = 4 * 1024 * 1024;

    /// The character @p base with @p mark added: a code point or a cluster's number.
    std::uint32_t add(std::uint32_t base, char32_t mark);
    /// The number for an underline color and a link (0 for none of both).
    std::uint16_t extra(Paint underline, std::uint32_t link);
    /// The number of a link's address, 0 when there is no room.
    std::uint32_t link(std::string_view id, std::string_view address);

    Paint underlineColor(std::uint16_t extra) const;
    std::string_view address(std::uint16_t extra) const;
    std::uint32_t linkOf(std::uint16_t extra) const;

    /// Appends a cell's character as UTF-8; a blank is a space, a tail nothing.
    void append(std::string& out, const Cell& cell) const;
    std::u32string text(std::uint32_t ch) const;

private:
    struct Extra {
        Paint underline;
        std::uint32_t link;
    };
    std::vector<std::u32string> m_clusters;
    std::map<std::u32string, std::uint32_t> m_clusterNumbers;
    std::vector<Extra> m_extras;
    std::map<std::pair<Paint, std::uint32_t>, std::uint16_t> m_extraNumbers;
    std::vector<std::string> m_links;
    std::map<std::string, std::uint32_t> m_linkNumbers;
    std::size_t m_linkBytes = 0;
};

/// Appends @p c as UTF-8.
void appendUtf8(std::string& out, char32_t c);
/// Decodes UTF-8; broken bytes become U+FFFD.
std::u32string fromUtf8(std::string_view text);

} // namespace understudy::terminal
