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

std::string withAlt(std::string bytes, const KeyPress& press) { return press.alt ? "\x1b" + bytes : bytes; }

} // namespace

std::string keyBytes(const KeyPress& press, const Modes& modes) {
    const bool cursor = modes.applicationCursor;
    switch (press.key) {
    case Key::Text:
        return textKey(press);
    case Key::Enter:
        return withAlt(modes.newLine ? "\r\n" : "\r", press);
    case Key::Tab:
        return press.shift ? "\x1b[Z" : withAlt("\t", press);
    case Key::Backspace:
        return withAlt(press.control ? "\b" : "\x7f", press);
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
    if (modes.mouseForm == MouseForm::Sgr) {
        return "\x1b[<" + std::to_string(code) + ";" + std::to_string(action.x + 1) + ";" +
               std::to_string(action.y + 1) + (action.kind == Kind::Release ? "m" : "M");
    }
    if (action.x > 222 || action.y > 222) {
        return {}; // the old form has no room for such a place
    }
    if (action.kind == Kind::Release) {
        code |= 3;
    }
    std::string out = "\x1b[M";
    for (const int value : {code, action.x + 1, action.y + 1}) {
        out += static_cast<char>(static_cast<unsigned char>(32 + value));
    }
    return out;
}

} // namespace understudy::terminal
