#include "core/vt/Titles.h"

#include <algorithm>
#include <utility>

namespace understudy::vt {
namespace {

bool means(int which, Titles::Title title) { return which == 0 || which == (title == Titles::Icon ? 1 : 2); }

int digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

} // namespace

void Titles::setForm(std::uint8_t bits, bool on) {
    m_form = static_cast<std::uint8_t>(on ? m_form | bits : m_form & ~unsigned(bits));
}

std::optional<std::string> Titles::decoded(std::string_view text) const {
    if (!(m_form & SetHex)) {
        return std::string(text);
    }
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(static_cast<unsigned char>(high << 4 | low));
    }
    return out;
}

std::string Titles::told(Title title) const {
    if (!(m_form & QueryHex)) {
        return m_titles[title];
    }
    std::string out;
    for (const char c : m_titles[title]) {
        const auto byte = static_cast<unsigned char>(c);
        out += "0123456789ABCDEF"[byte >> 4];
        out += "0123456789ABCDEF"[byte & 15];
    }
    return out;
}

bool Titles::set(int which, std::string text) {
    text.resize(std::min(text.size(), LongestTitle));
    const bool changed = means(which, Window) && m_titles[Window] != text;
    for (const Title title : {Icon, Window}) {
        if (means(which, title)) {
            m_titles[title] = text;
        }
    }
    return changed;
}

void Titles::push() {
    if (m_stack.size() >= MostKept) {
        m_stack.erase(m_stack.begin());
    }
    m_stack.push_back(m_titles);
}

bool Titles::pop(int which) {
    if (m_stack.empty()) {
        return false;
    }
    const std::array<std::string, 2> kept = std::move(m_stack.back());
    m_stack.pop_back();
    bool changed = false;
    for (const Title title : {Icon, Window}) {
        if (means(which, title)) {
            changed = changed || (title == Window && m_titles[title] != kept[title]);
            m_titles[title] = kept[title];
        }
    }
    return changed;
}

} // namespace understudy::vt
