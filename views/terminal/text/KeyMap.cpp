#include "views/terminal/text/KeyMap.h"

#include <QKeyEvent>

namespace understudy::terminal {
namespace {

std::optional<Key> namedKey(int key) {
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return Key::Enter;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return Key::Tab;
    case Qt::Key_Backspace:
        return Key::Backspace;
    case Qt::Key_Escape:
        return Key::Escape;
    case Qt::Key_Up:
        return Key::Up;
    case Qt::Key_Down:
        return Key::Down;
    case Qt::Key_Right:
        return Key::Right;
    case Qt::Key_Left:
        return Key::Left;
    case Qt::Key_Home:
        return Key::Home;
    case Qt::Key_End:
        return Key::End;
    case Qt::Key_Insert:
        return Key::Insert;
    case Qt::Key_Delete:
        return Key::Delete;
    case Qt::Key_PageUp:
        return Key::PageUp;
    case Qt::Key_PageDown:
        return Key::PageDown;
    default:
        return std::nullopt;
    }
}

std::optional<KeyPress> keypad(const QKeyEvent& event) {
    KeyPress press;
    switch (event.key()) {
    case Qt::Key_Enter:
        press.key = Key::KeypadEnter;
        return press;
    case Qt::Key_Plus:
        press.key = Key::KeypadPlus;
        return press;
    case Qt::Key_Minus:
        press.key = Key::KeypadMinus;
        return press;
    case Qt::Key_Asterisk:
        press.key = Key::KeypadTimes;
        return press;
    case Qt::Key_Slash:
        press.key = Key::KeypadDivide;
        return press;
    case Qt::Key_Period:
        press.key = Key::KeypadPoint;
        return press;
    default:
        break;
    }
    if (event.key() < Qt::Key_0 || event.key() > Qt::Key_9) {
        return std::nullopt;
    }
    press.key = Key::KeypadDigit;
    press.number = event.key() - Qt::Key_0;
    return press;
}

} // namespace

std::optional<KeyPress> pressOf(const QKeyEvent& event) {
    KeyPress press;
    press.shift = event.modifiers() & Qt::ShiftModifier;
    press.alt = event.modifiers() & Qt::AltModifier;
    press.control = event.modifiers() & Qt::ControlModifier;
    if (event.modifiers() & Qt::KeypadModifier && !press.shift && !press.alt && !press.control) {
        if (auto found = keypad(event)) {
            return found;
        }
    }
    if (const auto named = namedKey(event.key())) {
        press.key = *named;
        press.shift = press.shift || event.key() == Qt::Key_Backtab;
        return press;
    }
    if (event.key() >= Qt::Key_F1 && event.key() <= Qt::Key_F20) {
        press.key = Key::Function;
        press.number = event.key() - Qt::Key_F1 + 1;
        return press;
    }
    const QString text = event.text();
    const bool printable = !text.isEmpty() && text[0] >= QChar(0x20) && text[0] != QChar(0x7F);
    if (press.control && press.alt && printable) { // AltGr, where it comes as Ctrl+Alt
        press.control = press.alt = false;
        press.text = text.toStdString();
        return press;
    }
    if (press.control && event.key() >= 0x20 && event.key() < 0x7F) {
        press.text = std::string(1, static_cast<char>(QChar(event.key()).toLower().unicode()));
        return press;
    }
    if (!printable) {
        return std::nullopt;
    }
    press.text = text.toStdString();
    return press;
}

} // namespace understudy::terminal
