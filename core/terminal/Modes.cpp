#include "core/terminal/Modes.h"

#include <algorithm>

namespace understudy::terminal {
namespace {

using Kind = ModeRule::Kind;

std::vector<ModeRule> makeRules() {
    std::vector<ModeRule> rules{
        {1, true, Kind::Field, &Modes::applicationCursor},
        {2, true, Kind::AlwaysSet},
        {3, true, Kind::Special},
        {5, true, Kind::Special},
        {6, true, Kind::Special},
        {7, true, Kind::Field, &Modes::autowrap},
        {8, true, Kind::AlwaysReset},
        {9, true, Kind::Special},
        {12, true, Kind::Field, &Modes::cursorBlinks},
        {14, true, Kind::AlwaysSet},
        {25, true, Kind::Field, &Modes::cursorVisible},
        {40, true, Kind::Field, &Modes::columnModes},
        {41, true, Kind::Field, &Modes::moreFix},
        {42, true, Kind::Field, &Modes::national},
        {45, true, Kind::Field, &Modes::reverseWrap},
        {46, true, Kind::AlwaysReset},
        {47, true, Kind::Special},
        {60, true, Kind::AlwaysReset},
        {66, true, Kind::Field, &Modes::applicationKeypad},
        {67, true, Kind::Field, &Modes::backarrowSendsBs},
        {69, true, Kind::Special},
        {1000, true, Kind::Special},
        {1002, true, Kind::Special},
        {1003, true, Kind::Special},
        {1004, true, Kind::Field, &Modes::focusReports},
        {1005, true, Kind::Special},
        {1006, true, Kind::Special},
        {1007, true, Kind::Field, &Modes::wheelAsArrows},
        {1015, true, Kind::Special},
        {1016, true, Kind::Special},
        {1047, true, Kind::Special},
        {1048, true, Kind::Special},
        {1049, true, Kind::Special},
        {2004, true, Kind::Field, &Modes::bracketedPaste},
        {2026, true, Kind::Field, &Modes::synchronized},
        {2, false, Kind::Field, &Modes::keyboardLocked},
        {4, false, Kind::Field, &Modes::insert},
        {20, false, Kind::Field, &Modes::newLine},
    };
    for (const int number : {1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19}) {
        rules.push_back({number, false, Kind::AlwaysReset});
    }
    std::uint8_t bit = 0;
    const auto remember = [&rules, &bit](int number, bool isPrivate) {
        rules.push_back({number, isPrivate, Kind::Remembered, nullptr, bit++});
    };
    for (const int number : {3, 12}) {
        remember(number, false);
    }
    for (const int number : {4,    13,   18,   19,   30,   35,   38,   44,   80,   1001, 1010, 1011,
                             1034, 1035, 1036, 1037, 1039, 1040, 1041, 1042, 1043, 1044, 1046, 1050,
                             1051, 1060, 1061, 1070, 2001, 2002, 2003, 2005, 2006, 8452}) {
        remember(number, true);
    }
    std::sort(rules.begin(), rules.end(), [](const ModeRule& a, const ModeRule& b) {
        return std::pair(a.isPrivate, a.number) < std::pair(b.isPrivate, b.number);
    });
    return rules;
}

} // namespace

const std::vector<ModeRule>& modeRules() {
    static const std::vector<ModeRule> Rules = makeRules();
    return Rules;
}

const ModeRule* modeRule(int number, bool isPrivate) {
    const std::vector<ModeRule>& rules = modeRules();
    const auto found = std::lower_bound(rules.begin(), rules.end(), std::pair(isPrivate, number),
                                        [](const ModeRule& rule, const std::pair<bool, int>& wanted) {
                                            return std::pair(rule.isPrivate, rule.number) < wanted;
                                        });
    return found != rules.end() && found->isPrivate == isPrivate && found->number == number ? &*found
                                                                                            : nullptr;
}

Modes initialModes() {
    static const std::uint64_t Remembered = [] {
        std::uint64_t bits = std::uint64_t(1) << modeRule(12, false)->bit;
        for (const int number : {35, 1010, 1034, 1035, 1040, 1046, 1070}) {
            bits |= std::uint64_t(1) << modeRule(number, true)->bit;
        }
        return bits;
    }();
    Modes modes;
    modes.remembered = Remembered;
    return modes;
}

} // namespace understudy::terminal
