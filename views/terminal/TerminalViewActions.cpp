#include "views/terminal/TerminalView.h"

#include "views/terminal/FindBar.h"
#include "views/terminal/Questions.h"
#include "views/terminal/Strip.h"
#include "views/terminal/text/OutputReader.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QSaveFile>
#include <QScrollBar>
#include <QStandardPaths>

// What the menu and its keys ask for.
namespace understudy::terminal {

bool TerminalView::can(Act act) const {
    switch (act) {
    case Act::Copy:
    case Act::CopyHtml:
        return !m_selection.isEmpty();
    case Act::Paste:
        return m_session.isConnected() && !m_locked && !QGuiApplication::clipboard()->text().isEmpty();
    case Act::SelectOutput:
    case Act::ReadOutput:
        return m_transcript.lastOutput().has_value();
    case Act::Clear:
    case Act::Reset:
    case Act::Lock:
    case Act::Record:
        return !m_grid; // a recording is only looked at
    default:
        return true;
    }
}

bool TerminalView::isOn(Act act) const {
    return (act == Act::Lock && m_locked) || (act == Act::Record && isRecording()) ||
           (act == Act::SpeakOutput && m_speaks);
}

std::unique_ptr<QMenu> TerminalView::menu() {
    auto menu = std::make_unique<QMenu>(this);
    for (const Action& action : terminal::actions()) {
        if (action.text[0] == '\0' || (action.ofTabs && !m_inTabs)) {
            continue;
        }
        if (action.startsGroup && !menu->isEmpty()) {
            menu->addSeparator();
        }
        // The keys stand behind a tab and are no shortcuts of the menu: the view itself listens to them.
        const QString keys = action.shown().toString(QKeySequence::NativeText);
        QAction* item =
            menu->addAction(keys.isEmpty() ? action.words() : action.words() + QLatin1Char('\t') + keys);
        if (action.icon[0] != '\0') {
            item->setIcon(m_theme.icon(QString::fromLatin1(action.icon), theme::Color::Text2, 16));
        }
        item->setEnabled(can(action.act));
        if (action.act == Act::Lock || action.act == Act::Record || action.act == Act::SpeakOutput) {
            item->setCheckable(true);
            item->setChecked(isOn(action.act));
        }
        const Act act = action.act;
        connect(item, &QAction::triggered, this, [this, act] { perform(act); });
    }
    return menu;
}

void TerminalView::perform(Act act) {
    if (actionOf(act).ofTabs) {
        Q_EMIT actRequested(act);
        return;
    }
    if (!can(act) || performText(act)) {
        return;
    }
    switch (act) {
    case Act::ZoomIn:
        setZoom(m_zoom + 10);
        break;
    case Act::ZoomOut:
        setZoom(m_zoom - 10);
        break;
    case Act::ZoomReset:
        setZoom(100);
        break;
    case Act::Clear:
        clear();
        break;
    case Act::Reset:
        m_session.screen().recover();
        m_session.feed("\x1b[!p");
        break;
    case Act::Save:
        save();
        break;
    case Act::Lock:
        setInputLocked(!m_locked);
        break;
    case Act::SpeakOutput:
        m_speaks = !m_speaks;
        break;
    case Act::Record:
        toggleRecording();
        break;
    default:
        break;
    }
}

bool TerminalView::performText(Act act) {
    switch (act) {
    case Act::Copy:
        copy();
        return true;
    case Act::CopyHtml: {
        auto* both = new QMimeData;
        both->setText(selectedText());
        both->setHtml(m_selection.html(m_colors));
        QGuiApplication::clipboard()->setMimeData(both);
        return true;
    }
    case Act::Paste:
        paste(QGuiApplication::clipboard()->text());
        return true;
    case Act::SelectAll:
        select(m_transcript.all());
        return true;
    case Act::SelectOutput:
        selectOutput();
        return true;
    case Act::ReadOutput:
        m_reader->open(lastOutput());
        placeBars();
        return true;
    case Act::Find:
        find();
        return true;
    case Act::PreviousPrompt:
    case Act::NextPrompt:
        jump(act == Act::NextPrompt);
        return true;
    case Act::PageUp:
    case Act::PageDown:
        verticalScrollBar()->triggerAction(act == Act::PageUp ? QScrollBar::SliderPageStepSub
                                                              : QScrollBar::SliderPageStepAdd);
        return true;
    case Act::Top:
    case Act::Bottom:
        verticalScrollBar()->setValue(act == Act::Top ? 0 : verticalScrollBar()->maximum());
        return true;
    default:
        return false;
    }
}

void TerminalView::copy() {
    if (const QString text = selectedText(); !text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

void TerminalView::find() {
    m_find->show();
    placeBars();
    const QString selected = selectedText();
    m_find->begin(selected.contains(QLatin1Char('\n')) ? QString() : selected);
    m_search.start(m_find->needle(), m_find->isPattern());
}

void TerminalView::searchChanged() {
    const bool asked = !m_find->needle().isEmpty();
    m_find->setCount(m_search.current() + 1, asked ? m_search.count() : -1, m_search.trouble());
    placeBars();
    scheduleFrame();
}

void TerminalView::placeBars() {
    int used = 0;
    for (Strip* strip : {m_viewOnly, m_lock, m_recording}) {
        if (!strip->sentence().isEmpty()) {
            const int height = std::max(strip->minimumHeight(), strip->sizeHint().height());
            strip->setGeometry(0, used, width(), height);
            used += height;
        }
    }
    if (viewportMargins().top() != used) {
        setViewportMargins(0, used, 0, 0);
    }
    m_find->adjustSize();
    m_find->move(std::max(0, viewport()->width() - m_find->width() - 12), used + 8);
    m_find->raise();
    const int readerHeight = std::max(120, height() / 2);
    m_reader->setGeometry(0, height() - readerHeight, width(), readerHeight);
}

void TerminalView::showLine(std::uint64_t line, bool atTop) {
    const auto rows = static_cast<std::uint64_t>(m_session.screen().rows());
    if (!atTop && line >= m_top && line < m_top + rows) {
        return;
    }
    const std::uint64_t above = atTop ? 0 : rows / 2;
    const std::uint64_t wanted = line > m_session.firstLine() + above ? line - above : m_session.firstLine();
    m_top = std::min(wanted, m_session.topLine());
    m_following = m_top == m_session.topLine();
    scheduleFrame();
}

void TerminalView::jump(bool forward) {
    const History& history = m_session.screen().history();
    const auto isPrompt = [&](std::uint64_t line) {
        return line < m_session.topLine()
                   ? history.mark(static_cast<std::size_t>(line - m_session.firstLine())) == Mark::Prompt
                   : m_session.screen().row(static_cast<int>(line - m_session.topLine())).mark ==
                         Mark::Prompt;
    };
    if (forward) {
        for (std::uint64_t line = m_top + 1; line < m_session.endLine(); ++line) {
            if (isPrompt(line)) {
                showLine(line, true);
                return;
            }
        }
        return;
    }
    for (std::uint64_t line = m_top; line > m_session.firstLine(); --line) {
        if (isPrompt(line - 1)) {
            showLine(line - 1, true);
            return;
        }
    }
}

void TerminalView::selectOutput() {
    auto range = m_transcript.lastOutput();
    if (!m_following) { // scrolled back: the first output in view
        for (std::uint64_t line = m_top; line < m_session.endLine(); ++line) {
            if (m_session.line(line).mark != Mark::Output) {
                continue;
            }
            std::uint64_t end = line + 1;
            while (end < m_session.endLine() && m_session.line(end).mark != Mark::Prompt) {
                ++end;
            }
            range = Range{{line, 0}, {end, 0}};
            break;
        }
    }
    if (range) {
        select(*range);
        showLine(range->from.line, false);
    }
}

void TerminalView::clear() {
    Screen& screen = m_session.screen();
    int prompt = screen.cursor().y;
    while (prompt > 0 && screen.row(prompt).mark != Mark::Prompt && screen.row(prompt - 1).wrapped) {
        --prompt;
    }
    if (!screen.modes().alternate && prompt > 0) {
        const Place at = screen.cursor();
        const std::string bytes = "\x1b[" + std::to_string(prompt) + "S\x1b[" +
                                  std::to_string(at.y - prompt + 1) + ";" + std::to_string(at.x + 1) + "H";
        m_session.feed(bytes);
    }
    screen.clearHistory();
    select(std::nullopt);
    m_following = true;
    if (m_search.isActive()) {
        m_search.restart();
    }
    scheduleFrame();
}

Result<void> TerminalView::saveText(const QString& path) const {
    QSaveFile file(path);
    const QByteArray bytes = allText().toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error{Errc::Io, tr("The text could not be saved. Choose another folder."), file.errorString()};
    }
    return {};
}

void TerminalView::save() {
    auto* dialog = new QFileDialog(this, tr("Save the terminal’s text"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->selectFile(freshFileName(m_host, m_clock) + QStringLiteral(".txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (const auto saved = saveText(path); !saved) {
            Questions{m_theme, this}.trouble(saved.error().sentence, saved.error().detail);
        }
    });
    dialog->open();
}

Result<void> TerminalView::startRecording(const QString& path) {
    if (isRecording()) {
        return Error{Errc::Busy, tr("This terminal is recorded already. Stop that recording first."),
                     recordingPath()};
    }
    const auto started = m_recorder.start(path, m_session.screen(), m_host);
    if (started) {
        m_recording->say(
            tr("What the screen shows is recorded in %1. What you type unseen is not in it.").arg(path));
        placeBars();
        Q_EMIT recordingChanged(true);
    }
    return started;
}

void TerminalView::stopRecording() {
    m_recorder.stop();
    m_recording->say({});
    placeBars();
    Q_EMIT recordingChanged(false);
}

void TerminalView::toggleRecording() {
    if (isRecording()) {
        stopRecording();
        return;
    }
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const auto started = startRecording(folder + QStringLiteral("/recordings/") +
                                        freshFileName(m_host, m_clock) + QStringLiteral(".cast"));
    if (!started) {
        Questions{m_theme, this}.trouble(started.error().sentence, started.error().detail);
    }
}

} // namespace understudy::terminal
