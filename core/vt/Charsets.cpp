#include "core/vt/Charsets.h"

#include <string_view>

namespace understudy::vt {
namespace {

/// DEC special graphics, 0x5F to 0x7E.
constexpr char32_t Graphics[] = U" ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";
/// DEC technical, 0x21 to 0x7E; what it leaves out is told as such.
constexpr char32_t Technical[] = U"⎷┌─⌠⌡│⎡⎣⎤⎦⎧⎩⎫⎭⎨⎬⎲⎳╲╱⎤⎦〉����≤≠≥∫∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡"
                                 U"ΠΨ�Σ��√ΩΞΥ⊂⊃∩∪∧∨¬αβχδεφγηιθκλ�ν∂πψρστ�ƒωξυζ←↑→↓";
/// DEC supplemental where it is not Latin-1, codes without the eighth bit.
constexpr struct {
    char32_t code;
    char32_t means;
} Supplemental[] = {{0x28, U'¤'}, {0x57, U'Œ'}, {0x5D, U'Ÿ'}, {0x77, U'œ'}, {0x7D, U'ÿ'}};

constexpr std::u32string_view NationalCodes = U"#@[\\]^_`{|}~";

/// A national replacement set: its names and what it has in the places of NationalCodes.
struct National {
    std::string_view finals;
    std::u32string_view means;
};

constexpr char Portuguese = '\x01'; ///< its name has two letters

constexpr National Nationals[] = {
    {"\x01", U"#@ÃÇÕ^_`ãçõ~"}, {"4", U"£¾ĳ½|^_`¨ƒ¼´"}, // Dutch
    {"C5", U"#@ÄÖÅÜ_éäöåü"},                           // Finnish
    {"Rf", U"£à°ç§^_`éùè¨"},                           // French
    {"Q9", U"#àâçêî_ôéùèû"},                           // French Canadian
    {"K", U"#§ÄÖÜ^_`äöüß"},                            // German
    {"Y", U"£§°çé^_ùàòèì"},                            // Italian
    {"E6`", U"#ÄÆØÅÜ_äæøåü"},                          // Norwegian, Danish
    {"Z", U"£§¡Ñ¿^_`°ñç~"},                            // Spanish
    {"H7", U"#ÉÄÖÅÜ_éäöåü"},                           // Swedish
    {"=", U"ùàéçêîèôäöüû"},                            // Swiss
};

const National* nationalOf(std::uint16_t set) {
    for (const National& national : Nationals) {
        if (set < 0x80 && national.finals.find(static_cast<char>(set)) != std::string_view::npos) {
            return &national;
        }
    }
    return nullptr;
}

constexpr std::uint16_t Right96 = 0x100; ///< the upper half of Latin-1
constexpr std::uint16_t British = 0x101; ///< the same of 94, without a letter in the place of DEL
constexpr std::uint16_t DecSupplemental = '<';

} // namespace

void Charsets::designate(int place, bool has96, char second, char final, bool national) {
    std::uint16_t set = 0;
    if (has96) {
        set = second == 0 && final == 'A' ? Right96 : 0;
    } else if (second == '%' && final == '5') {
        set = DecSupplemental;
    } else if (second == '%' && final == '6') {
        set = national ? std::uint16_t(Portuguese) : std::uint16_t(0);
    } else if (second == 0) {
        switch (final) {
        case '0':
            set = '0';
            break;
        case 'B':
        case '1': // the sets of a second character memory, which holds nothing else, as in xterm
        case '2':
            set = Ascii;
            break;
        case 'A': // British where national sets are on, otherwise as xterm has it
            set = national ? std::uint16_t('A') : British;
            break;
        case '>':
        case DecSupplemental:
            set = static_cast<unsigned char>(final);
            break;
        default:
            set = national && nationalOf(static_cast<unsigned char>(final))
                      ? static_cast<unsigned char>(final)
                      : 0;
        }
    }
    if (set != 0) {
        m_sets[static_cast<std::size_t>(place)] = set;
        m_names[static_cast<std::size_t>(place)] = final;
    }
}

bool Charsets::has96() const {
    return m_sets[m_single >= 0 ? static_cast<std::size_t>(m_single) : m_left] == Right96;
}

char32_t Charsets::translate(char32_t c) {
    const std::uint16_t set = m_sets[m_single >= 0 ? static_cast<std::size_t>(m_single) : m_left];
    m_single = -1;
    switch (set) {
    case Ascii:
        return c;
    case '0':
        return c >= 0x5F && c <= 0x7E ? Graphics[c - 0x5F] : c;
    case 'A':
        return c == '#' ? U'£' : c;
    case '>':
        return c >= 0x21 && c <= 0x7E ? Technical[c - 0x21] : c;
    case DecSupplemental:
        for (const auto& [code, means] : Supplemental) {
            if (code == c) {
                return means;
            }
        }
        return c + 0x80;
    case Right96:
    case British:
        return c + 0x80;
    default:
        break;
    }
    const std::size_t at = NationalCodes.find(c);
    const National* national = nationalOf(set);
    return at == std::u32string_view::npos || !national ? c : national->means[at];
}

} // namespace understudy::vt
