#include "views/terminal/TerminalView.h"

#include "views/terminal/text/KeyMap.h"

#include <QKeyEvent>

// Keys, paste and input methods. Everything goes to the program but what the table of actions names.
namespace understudy::terminal {
namespace {

constexpr int EchoMs = 30;
constexpr qsizetype LargePaste = 100'000;

bool severalLines(const QString& text) {
    return text.trimmed().contains(QLatin1Char('\n')) || text.trimmed().contains(QLatin1Char('\r'));
}

/// What is shown before it is pasted: what will be sent, that is without control characters.
QString printable(QString text) {
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    text.removeIf([](QChar c) { return c.category() == QChar::Other_Control && c != u'\n' && c != u'\t'; });
    return text;
}

} // namespace

bool TerminalView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (!belongsToWindow(*key)) {
            event->accept(); // no menu or window shortcut takes a key from the program
            return true;
        }
    } else if (event->type() == QEvent::Show || event->type() == QEvent::ScreenChangeInternal) {
        const bool done = QAbstractScrollArea::event(event);
        setZoom(zoom()); // another screen may have other pixels
        return done;
    }
    return QAbstractScrollArea::event(event);
}

void TerminalView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Control) {
        hover(viewport()->mapFromGlobal(QCursor::pos()), Qt::ControlModifier);
    }
    const auto act = actOf(*event);
    if (act && !actionOf(*act).ofTabs) {
        perform(*act);
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
        if (press->key == Key::Enter && !m_grid) {
            Q_EMIT reconnectRequested();
        }
        return;
    }
    if (!m_locked) {
        m_session.press(*press);
        sent();
    } else {
        flash(); // a key that goes nowhere is seen to do so
    }
}

void TerminalView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Control) {
        hover(viewport()->mapFromGlobal(QCursor::pos()), Qt::NoModifier);
    }
    QAbstractScrollArea::keyReleaseEvent(event);
}

void TerminalView::sent() {
    select(std::nullopt);
    m_following = true;
    m_blinkOff = false;
    QTimer::singleShot(EchoMs, this, &TerminalView::scheduleFrame); // the echo's frame comes before, at once
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
        ask(tr("Run several lines?"), printable(command.trimmed()), tr("Run them"), go);
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
    const QString shown = printable(text);
    const bool lineEnd = shown.contains(QLatin1Char('\n'));
    // A full-screen program that brackets pastes is an editor: it runs nothing by itself.
    const bool editor = m_session.screen().modes().bracketedPaste && m_session.screen().modes().alternate;
    if (lineEnd && !editor) {
        const int lines = static_cast<int>(shown.trimmed().count(QLatin1Char('\n'))) + 1;
        ask(tr("Paste %n lines?", nullptr, lines), shown, tr("Paste them"), go);
    } else if (text.size() > LargePaste) {
        ask(tr("Paste %n characters?", nullptr, static_cast<int>(text.size())), shown, tr("Paste them"), go);
    } else {
        go();
    }
}

void TerminalView::inputMethodEvent(QInputMethodEvent* event) {
    m_preedit = event->preeditString();
    if (!event->commitString().isEmpty()) {
        typeText(event->commitString());
    }
    scheduleFrame();
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
