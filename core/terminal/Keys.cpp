#include "core/terminal/Keys.h"

#include "core/terminal/Symbols.h"

#include <algorithm>

// The sequences are those of xterm with its defaults (terminfo xterm-256color).
namespace understudy::terminal {
namespace {

int modifierCode(const KeyPress& press) {
    return 1 + (press.shift ? 1 : 0) + (press.alt ? 2 : 0) + (press.control ? 4 : 0);
}

/// CSI final, or SS3 final in application mode; with modifiers always CSI 1 ; code final.
std::string letterKey(char final, const KeyPress& press, bool application) {
    const int code = modifierCode(press);
    if (code > 1) {
        return "\x1b[1;" + std::to_string(code) + final;
    }
    return std::string(application ? "\x1bO" : "\x1b[") + final;
}

std::string tildeKey(int number, const KeyPress& press) {
    const int code = modifierCode(press);
    return "\x1b[" + std::to_string(number) + (code > 1 ? ";" + std::to_string(code) : "") + "~";
}

std::string functionKey(const KeyPress& press) {
    static constexpr int Numbers[] = {15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};
    if (press.number >= 1 && press.number <= 4) {
        return letterKey(static_cast<char>('P' + press.number - 1), press, true);
    }
    return press.number >= 5 && press.number <= 20 ? tildeKey(Numbers[press.number - 5], press)
                                                   : std::string();
}

std::string keypadKey(const KeyPress& press, bool application) {
    char plain = '0';
    char final = 'p';
    switch (press.key) {
    case Key::KeypadEnter:
        plain = '\r', final = 'M';
        break;
    case Key::KeypadPlus:
        plain = '+', final = 'k';
        break;
    case Key::KeypadMinus:
        plain = '-', final = 'm';
        break;
    case Key::KeypadTimes:
        plain = '*', final = 'j';
        break;
    case Key::KeypadDivide:
        plain = '/', final = 'o';
        break;
    case Key::KeypadPoint:
        plain = '.', final = 'n';
        break;
    default:
        plain = static_cast<char>('0' + press.number % 10);
        final = static_cast<char>('p' + press.number % 10);
    }
    return application ? std::string("\x1bO") + final : std::string(1, plain);
}

/// What Control makes of a character: 0x00 to 0x1F, 0x7F, or -1 for none.
int controlOf(char c) {
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 1;
    }
    if (c >= '@' && c <= '_') {
        return c - '@';
    }
    switch (c) {
    case ' ':
    case '2':
        return 0x00;
    case '3':
        return 0x1B;
    case '4':
        return 0x1C;
    case '5':
        return 0x1D;
    case '6':
        return 0x1E;
    case '7':
    case '/':
        return 0x1F;
    case '8':
    case '?':
        return 0x7F;
    default:
        return -1;
    }
}

std::string textKey(const KeyPress& press) {
    std::string out = press.text;
    if (press.control && out.size() == 1) {
        if (const int control = controlOf(out[0]); control >= 0) {
            out[0] = static_cast<char>(control);
        }
    }
    return press.alt && !out.empty() ? "\x1b" + out : out;
}

/// The code of a text key for the protocols that send codes: what the key is without Shift.
char32_t codeOf(const KeyPress& press) {
    const std::u32string text = fromUtf8(press.text);
    if (text.size() != 1) {
        return 0;
    }
    return text[0] >= 'A' && text[0] <= 'Z' ? text[0] + 32 : text[0];
}

/// CSI code ; modifiers u: kitty's form.
std::string codedKey(char32_t code, const KeyPress& press) {
    const int modifiers = modifierCode(press);
    return "\x1b[" + std::to_string(unsigned(code)) + (modifiers > 1 ? ";" + std::to_string(modifiers) : "") +
           "u";
}

/// CSI 27 ; modifiers ; code ~: the form of modifyOtherKeys.
std::string otherKey(char32_t code, const KeyPress& press) {
    return "\x1b[27;" + std::to_string(modifierCode(press)) + ";" + std::to_string(unsigned(code)) + "~";
}

/// A text key where the program wants to tell keys apart; empty when its usual bytes do.
std::string toldApart(const KeyPress& press, const Modes& modes) {
    const char32_t code = codeOf(press);
    if (code == 0) {
        return {};
    }
    if (modes.disambiguateKeys) {
        return press.control || press.alt ? codedKey(code, press) : std::string();
    }
    const bool known = press.control && press.text.size() == 1 && controlOf(press.text[0]) >= 0;
    if (modes.modifyOtherKeys == 2 && (press.control || press.alt)) {
        return otherKey(fromUtf8(press.text)[0], press);
    }
    return modes.modifyOtherKeys == 1 && press.control && !known ? otherKey(fromUtf8(press.text)[0], press)
                                                                 : std::string();
}

/// Enter, Tab, Backspace and Escape where the program wants to tell keys apart; empty as above.
std::string namedToldApart(char32_t code, const KeyPress& press, const Modes& modes) {
    const bool modified = modifierCode(press) > 1;
    if (modes.disambiguateKeys) {
        return modified || code == 27 ? codedKey(code, press) : std::string();
    }
    return modes.modifyOtherKeys == 2 && modified ? otherKey(code, press) : std::string();
}

std::string withAlt(std::string bytes, const KeyPress& press) { return press.alt ? "\x1b" + bytes : bytes; }

} // namespace

std::string keyBytes(const KeyPress& press, const Modes& modes) {
    const bool cursor = modes.applicationCursor;
    if (modes.disambiguateKeys || modes.modifyOtherKeys > 0) {
        const char32_t code = press.key == Key::Enter       ? 13
                              : press.key == Key::Tab       ? 9
                              : press.key == Key::Backspace ? 127
                              : press.key == Key::Escape    ? 27
                                                            : 0;
        std::string told = press.key == Key::Text ? toldApart(press, modes)
                           : code != 0            ? namedToldApart(code, press, modes)
                                                  : std::string();
        if (!told.empty()) {
            return told;
        }
    }
    switch (press.key) {
    case Key::Text:
        return textKey(press);
    case Key::Enter:
        return withAlt(modes.newLine ? "\r\n" : "\r", press);
    case Key::Tab:
        return press.shift ? "\x1b[Z" : withAlt("\t", press);
    case Key::Backspace:
        return withAlt(press.control != modes.backarrowSendsBs ? "\b" : "\x7f", press);
    case Key::Escape:
        return withAlt("\x1b", press);
    case Key::Up:
        return letterKey('A', press, cursor);
    case Key::Down:
        return letterKey('B', press, cursor);
    case Key::Right:
        return letterKey('C', press, cursor);
    case Key::Left:
        return letterKey('D', press, cursor);
    case Key::Home:
        return letterKey('H', press, cursor);
    case Key::End:
        return letterKey('F', press, cursor);
    case Key::Insert:
        return tildeKey(2, press);
    case Key::Delete:
        return tildeKey(3, press);
    case Key::PageUp:
        return tildeKey(5, press);
    case Key::PageDown:
        return tildeKey(6, press);
    case Key::Function:
        return functionKey(press);
    default:
        return keypadKey(press, modes.applicationKeypad);
    }
}

std::string pasteBytes(std::string_view text, const Modes& modes) {
    std::string out;
    char32_t before = 0;
    for (const char32_t c : fromUtf8(text)) {
        if (c == '\n' || c == '\r') {
            if (!(c == '\n' && before == '\r')) {
                out += '\r';
            }
        } else if (c == '\t' || (c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0))) {
            appendUtf8(out, c);
        }
        before = c;
    }
    return modes.bracketedPaste ? "\x1b[200~" + out + "\x1b[201~" : out;
}

std::string mouseBytes(const MouseAction& action, const Modes& modes) {
    using Kind = MouseAction::Kind;
    const bool wanted = modes.mouse == MouseReports::None    ? false
                        : modes.mouse == MouseReports::Press ? action.kind == Kind::Press
                        : action.kind != Kind::Move          ? true
                        : modes.mouse == MouseReports::Drag  ? action.button >= 0
                                                             : modes.mouse == MouseReports::All;
    if (!wanted || action.x < 0 || action.y < 0) {
        return {};
    }
    int code = action.kind == Kind::Wheel ? 64 + action.button : action.button < 0 ? 3 : action.button;
    code += action.kind == Kind::Move ? 32 : 0;
    if (modes.mouse != MouseReports::Press) {
        code += (action.shift ? 4 : 0) + (action.alt ? 8 : 0) + (action.control ? 16 : 0);
    }
    const bool pixels = modes.mouseForm == MouseForm::SgrPixels && action.pixelX >= 0;
    const int x = pixels ? action.pixelX + 1 : action.x + 1;
    const int y = pixels ? action.pixelY + 1 : action.y + 1;
    const std::string place = std::to_string(x) + ";" + std::to_string(y);
    if (modes.mouseForm == MouseForm::Sgr || modes.mouseForm == MouseForm::SgrPixels) {
        return "\x1b[<" + std::to_string(code) + ";" + place + (action.kind == Kind::Release ? "m" : "M");
    }
    if (action.kind == Kind::Release) {
        code |= 3;
    }
    if (modes.mouseForm == MouseForm::Urxvt) {
        return "\x1b[" + std::to_string(code + 32) + ";" + place + "M";
    }
    const bool utf8 = modes.mouseForm == MouseForm::Utf8;
    if (std::max(x, y) > (utf8 ? 2015 : 223)) {
        return {}; // the old forms have no room for such a place
    }
    std::string out = "\x1b[M";
    for (const int value : {code, x, y}) {
        if (utf8) {
            appendUtf8(out, static_cast<char32_t>(32 + value));
        } else {
            out += static_cast<char>(static_cast<unsigned char>(32 + value));
        }
    }
    return out;
}

} // namespace understudy::terminal
