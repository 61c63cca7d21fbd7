#include "views/terminal/TerminalView.h"

#include "views/terminal/Questions.h"
#include "views/terminal/bars/Bars.h"
#include "views/terminal/text/Prompts.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QSaveFile>
#include <QScrollBar>

// What the menu and its keys ask for.
namespace understudy::terminal {
namespace {

/// As people say it: with ~ for the home folder.
QString shownPath(const QString& file) {
    const QString home = QDir::homePath() + QLatin1Char('/');
    return file.startsWith(home) ? QStringLiteral("~/") + file.mid(home.size()) : file;
}

} // namespace

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
    case Act::GetFile:
        return m_session.isConnected() && !m_selection.isEmpty();
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
        const bool far = isFarAct(action.act);
        if (isKeyOnly(action.act) || (far ? !m_farActs.contains(action.act) : action.ofTabs && !m_inTabs)) {
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
        setZoom(zoom() + 10);
        break;
    case Act::ZoomOut:
        setZoom(zoom() - 10);
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
        // Scrolled back it is the first output in view.
        if (const auto range = m_following ? m_transcript.lastOutput() : outputFrom(m_session, m_top)) {
            select(*range);
            showLine(range->from.line, false);
        }
        return true;
    case Act::ReadOutput:
        m_bars->reader->open(lastOutput());
        placeBars();
        return true;
    case Act::Find:
        find();
        return true;
    case Act::PreviousPrompt:
    case Act::NextPrompt:
        if (const auto line = promptFrom(m_session, m_top, act == Act::NextPrompt)) {
            showLine(*line, true);
        }
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
    m_bars->find->show();
    placeBars();
    const QString selected = selectedText();
    m_bars->find->begin(selected.contains(QLatin1Char('\n')) ? QString() : selected);
    m_search.start(m_bars->find->needle(), m_bars->find->isPattern());
}

void TerminalView::searchChanged() {
    const bool asked = !m_bars->find->needle().isEmpty();
    m_bars->find->setCount(m_search.current() + 1, asked ? m_search.count() : -1, m_search.trouble());
    placeBars();
    scheduleFrame();
}

void TerminalView::placeBars() {
    if (const int used = m_bars->place(viewport()->rect()); viewportMargins().top() != used) {
        setViewportMargins(0, used, 0, 0);
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
    const QString file = !path.isEmpty() ? path
                                         : recordingsFolder(m_profile) + QLatin1Char('/') +
                                               freshFileName(m_host, m_clock) + QStringLiteral(".cast");
    const auto started = m_recorder.start(file, m_session.screen(), m_host);
    if (started) {
        m_bars->recording->say(
            tr("What the screen shows is recorded in %1. What you type unseen is not in it.")
                .arg(shownPath(file)));
        placeBars();
        Q_EMIT recordingChanged(true);
    }
    return started;
}

void TerminalView::stopRecording() {
    m_recorder.stop();
    m_bars->recording->say({});
    placeBars();
    Q_EMIT recordingChanged(false);
}

void TerminalView::toggleRecording() {
    if (isRecording()) {
        stopRecording();
    } else if (const auto started = startRecording(); !started) {
        Questions{m_theme, this}.trouble(started.error().sentence, started.error().detail);
    }
}

} // namespace understudy::terminal
