#include "views/terminal/TerminalView.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>

// Keys, paste and input methods. Everything goes to the program but the shortcuts of the design's table.
namespace understudy::terminal {
namespace {

constexpr Qt::KeyboardModifiers ControlShift = Qt::ControlModifier | Qt::ShiftModifier;

Qt::KeyboardModifiers modifiersOf(const QKeyEvent& key) {
    return key.modifiers() & (Qt::ShiftModifier | Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
}

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

bool severalLines(const QString& text) {
    return text.trimmed().contains(QLatin1Char('\n')) || text.trimmed().contains(QLatin1Char('\r'));
}

} // namespace

bool TerminalView::isOwnShortcut(const QKeyEvent& key) {
    const auto modifiers = modifiersOf(key);
    const int code = key.key();
    if (modifiers == ControlShift) {
        return code == Qt::Key_C || code == Qt::Key_V || code == Qt::Key_F || code == Qt::Key_Plus;
    }
    if (modifiers == Qt::ControlModifier) {
        return code == Qt::Key_Plus || code == Qt::Key_Equal || code == Qt::Key_Minus || code == Qt::Key_0;
    }
    return modifiers == Qt::ShiftModifier &&
           (code == Qt::Key_PageUp || code == Qt::Key_PageDown || code == Qt::Key_Insert);
}

bool TerminalView::belongsToWindow(const QKeyEvent& key) {
    const auto modifiers = modifiersOf(key);
    const int code = key.key();
    if (modifiers == Qt::ControlModifier) {
        return code == Qt::Key_PageUp || code == Qt::Key_PageDown;
    }
    return modifiers == ControlShift && ((code >= Qt::Key_A && code <= Qt::Key_Z) || code == Qt::Key_Return);
}

bool TerminalView::ownShortcut(const QKeyEvent& key) {
    const bool control = key.modifiers() & Qt::ControlModifier;
    switch (key.key()) {
    case Qt::Key_C:
        copy();
        break;
    case Qt::Key_V:
        paste(QGuiApplication::clipboard()->text());
        break;
    case Qt::Key_Insert:
        paste(QGuiApplication::clipboard()->text(QClipboard::Selection));
        break;
    case Qt::Key_F:
        find();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        setZoom(m_zoom + 10);
        break;
    case Qt::Key_Minus:
        setZoom(m_zoom - 10);
        break;
    case Qt::Key_0:
        setZoom(100);
        break;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (control) {
            return false;
        }
        verticalScrollBar()->triggerAction(key.key() == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub
                                                                       : QScrollBar::SliderPageStepAdd);
        break;
    default:
        return false;
    }
    return true;
}

bool TerminalView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (!belongsToWindow(*key) || isOwnShortcut(*key)) {
            event->accept(); // no menu or window shortcut takes a key from the program
            return true;
        }
    } else if (event->type() == QEvent::Show || event->type() == QEvent::ScreenChangeInternal) {
        m_painter.setScale(m_zoom, devicePixelRatioF());
        const bool done = QAbstractScrollArea::event(event);
        fit();
        return done;
    }
    return QAbstractScrollArea::event(event);
}

void TerminalView::keyPressEvent(QKeyEvent* event) {
    if (isOwnShortcut(*event) && ownShortcut(*event)) {
        event->accept();
        return;
    }
    const auto press = pressOf(*event);
    if (belongsToWindow(*event) || !press) {
        event->ignore();
        return;
    }
    event->accept();
    if (!m_session.isConnected()) {
        if (press->key == Key::Enter) {
            Q_EMIT reconnectRequested();
        }
        return;
    }
    if (!m_locked) {
        m_session.press(*press);
        sent();
    }
}

void TerminalView::sent() {
    select(std::nullopt);
    m_blinkOff = false;
    if (!m_following) {
        m_following = true;
        scheduleFrame();
    }
}

void TerminalView::typeText(const QString& text) {
    if (!m_locked) {
        m_session.type(text.toStdString());
        sent();
    }
}

void TerminalView::run(const QString& command) {
    if (m_locked || command.trimmed().isEmpty()) {
        return;
    }
    const auto go = [this, command] {
        m_session.paste(command.trimmed().toStdString());
        m_session.type("\r");
        sent();
    };
    if (severalLines(command)) {
        ask(tr("Run several lines?"), command.trimmed(), tr("Run them"), go);
    } else {
        go();
    }
}

void TerminalView::paste(const QString& text) {
    if (m_locked || text.isEmpty()) {
        return;
    }
    const auto go = [this, text] {
        m_session.paste(text.toStdString());
        sent();
    };
    const bool lineEnd = text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r'));
    if (lineEnd && !m_session.screen().modes().bracketedPaste) {
        const int lines = static_cast<int>(text.trimmed().count(QLatin1Char('\n'))) + 1;
        ask(tr("Paste %n lines?", nullptr, lines),
            tr("The program runs each line as soon as it arrives:\n%1").arg(text.left(400)), tr("Paste them"),
            go);
    } else {
        go();
    }
}

void TerminalView::inputMethodEvent(QInputMethodEvent* event) {
    m_preedit = event->preeditString();
    if (!event->commitString().isEmpty()) {
        typeText(event->commitString());
    }
    viewport()->update();
    event->accept();
}

void TerminalView::focusInEvent(QFocusEvent* event) {
    m_session.focus(true);
    scheduleFrame();
    QAbstractScrollArea::focusInEvent(event);
}

void TerminalView::focusOutEvent(QFocusEvent* event) {
    m_session.focus(false);
    scheduleFrame();
    QAbstractScrollArea::focusOutEvent(event);
}

} // namespace understudy::terminal
