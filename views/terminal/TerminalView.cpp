#include "views/terminal/TerminalView.h"

#include "views/terminal/DropTarget.h"
#include "views/terminal/Questions.h"
#include "views/terminal/bars/Bars.h"
#include "views/terminal/replay/Tap.h"
#include "views/terminal/text/GapWords.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

namespace understudy::terminal {
namespace {

QString localTime(Instant when, const Clock& clock) {
    const auto local = when + std::chrono::minutes(clock.offsetMinutes(when));
    const auto minutes =
        std::chrono::floor<std::chrono::minutes>(local.time_since_epoch()).count() % (24 * 60);
    return QStringLiteral("%1:%2")
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

TerminalView::TerminalView(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : TerminalSurface(theme, parent)
    , m_clock(clock)
    , m_recorder(clock)
    , m_bars(std::make_unique<Bars>(theme, this)) {
    AccessibleTerminal::install();
    build();
    m_session.damaged = [this] {
        m_search.outputArrived();
        scheduleFrame();
    };
    m_session.happened = [this](const Event& event) { onEvent(event); };
    m_session.ended = [this](const StreamEnd& end) { onEnd(end); };
    m_session.interrupted = [this](const StreamEnd&) {
        m_session.screen().recover();
        m_lostAt = m_clock.now();
        note(tr("Connection lost at %1. What is above is kept.").arg(localTime(*m_lostAt, m_clock)));
        Q_EMIT interrupted();
    };
    m_session.resumed = [this](std::chrono::milliseconds gap) {
        tellGap(gap);
        m_lostAt.reset();
        Q_EMIT connected();
    };
    ask = [this](const QString& title, const QString& text, const QString& action,
                 const std::function<void()>& then) {
        Questions{m_theme, this}.plain(title, text, action, then);
    };
    askLink = [this](const QString& address, const std::function<void(const QUrl&)>& then) {
        Questions{m_theme, this}.link(address, then);
    };
    askClipboard = [this](const QString& host, const QString& text, const std::function<void(bool)>& then) {
        if (!m_asking) { // a host that asks again and again gets one question
            m_asking = true;
            QDialog* dialog = Questions{m_theme, this}.clipboard(host, text, then);
            connect(dialog, &QDialog::finished, this, [this] { m_asking = false; });
        }
    };
    openUrl = [](const QUrl& url) { QDesktopServices::openUrl(url); };
    restyle();
}

TerminalView::~TerminalView() {
    m_session.damaged = nullptr;
    m_session.happened = nullptr;
    m_session.ended = nullptr;
    m_session.interrupted = nullptr;
    m_session.resumed = nullptr;
    m_session.close(); // while the recorder that listens to it is still there
}

void TerminalView::build() {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setAccessibleName(tr("Terminal"));
    setAccessibleDescription(tr("Keys go to the program in the terminal. Press Ctrl+Shift+G for the guide, "
                                "Ctrl+Shift+K for the search or Ctrl+Shift+Tab for the places to leave it, "
                                "and Ctrl+Shift+question mark for all keys."));
    new DropTarget(*this);
    listen();
}

void TerminalView::listen() {
    connect(&m_theme, &theme::Theme::changed, this, [this] {
        restyle();
        placeBars();
    });
    const FindBar* find = m_bars->find;
    connect(find, &FindBar::needleChanged, this,
            [this, find] { m_search.start(find->needle(), find->isPattern()); });
    connect(find, &FindBar::nextRequested, this, [this] { m_search.step(1); });
    connect(find, &FindBar::previousRequested, this, [this] { m_search.step(-1); });
    connect(find, &FindBar::closed, this, [this] {
        m_bars->find->hide();
        m_search.start({}, false);
        setFocus();
    });
    connect(&m_search, &Search::changed, this, &TerminalView::searchChanged);
    connect(&m_search, &Search::arrived, this, [this] {
        if (const auto match = m_search.currentMatch()) {
            select(*match);
            showLine(match->from.line, false);
        }
    });
    connect(m_bars->reader, &OutputReader::closed, this, qOverload<>(&QWidget::setFocus));
    connect(m_bars->lock, &Strip::actionRequested, this, [this] { setInputLocked(false); });
    connect(m_bars->recording, &Strip::actionRequested, this, &TerminalView::stopRecording);
}

void TerminalView::setPreferences(const Preferences& preferences, const QString& profile) {
    m_profile = profile;
    const Preferences before = std::exchange(m_preferences, preferences);
    Screen& screen = m_session.screen();
    screen.setAmbiguousWide(preferences.ambiguousWide);
    constexpr int InMemory = 10'000; // the rest is on disk
    const bool unlimited = preferences.historyLines == Preferences::Unlimited;
    screen.setHistoryLimit(static_cast<std::size_t>(unlimited ? InMemory : preferences.historyLines));
    if (unlimited && before.historyLines != Preferences::Unlimited &&
        !screen.keepAllHistory(profile.toStdString())) {
        note(tr("The history cannot be kept on disk: %1 cannot be written to. The newest %2 lines are kept.")
                 .arg(profile)
                 .arg(InMemory));
    }
    screen.setCursorStyle(preferences.cursor, preferences.cursorBlinks);
    m_session.feed({}); // it is to be drawn
    if (preferences.wideColumns != before.wideColumns) {
        m_keepsColumns = preferences.wideColumns;
        screen.setAllowed({false, preferences.wideColumns, preferences.wideColumns});
    }
    setTextPercent(preferences.textPercent);
}

void TerminalView::setStream(std::unique_ptr<ByteStream> stream) {
    if (m_everConnected && m_lostAt) {
        tellGap(m_clock.now() - *m_lostAt);
    }
    m_lostAt.reset();
    m_everConnected = true;
    m_session.setStream(
        stream ? std::make_unique<Tap>(std::move(stream), [this](std::string_view bytes) { heard(bytes); })
               : nullptr);
    Q_EMIT connected();
    scheduleFrame();
}

void TerminalView::heard(std::string_view bytes) {
    if (const auto written = m_recorder.output(bytes); !written) {
        stopRecording();
        Questions{m_theme, this}.trouble(written.error().sentence, written.error().detail);
    }
}

void TerminalView::onEnd(const StreamEnd& end) {
    m_session.screen().recover();
    const bool told = m_lostAt.has_value(); // it was cut off before it ended
    m_lostAt = m_lostAt.value_or(m_clock.now());
    const QString sentence = QString::fromStdString(end.sentence);
    const QString at = localTime(*m_lostAt, m_clock);
    if (end.lost && told) {
        note(tr("Press Enter to connect again."));
    } else {
        note(end.lost
                 ? tr("Connection lost at %1. What is above is kept. Press Enter to connect again.").arg(at)
                 : tr("The session ended at %1. Press Enter to start a new one.").arg(at));
    }
    Q_EMIT ended(end.lost, end.exitStatus, sentence);
}

void TerminalView::note(const QString& words) {
    const QString line = QStringLiteral("── %1 ──").arg(words);
    heard((QStringLiteral("\r\n\x1b[0;33m") + line + QStringLiteral("\x1b[0m\r\n")).toStdString());
    m_session.screen().note(line.toStdU32String());
    m_session.feed({}); // it is to be drawn
}

void TerminalView::tellGap(std::chrono::milliseconds gap) {
    note(tr("Not connected for %1").arg(gapWords(gap)));
}

void TerminalView::onEvent(const Event& event) {
    const QString text = QString::fromStdString(event.text);
    switch (event.kind) {
    case Event::Kind::Bell:
        if (m_preferences.bellFlashes) {
            flash();
        }
        Q_EMIT bell();
        break;
    case Event::Kind::Title:
        m_title = text;
        Q_EMIT titleChanged(text);
        break;
    case Event::Kind::ClipboardWrite:
        onClipboard(text);
        break;
    case Event::Kind::CommandStarted:
        if (!text.isEmpty()) {
            Q_EMIT commandStarted(text);
        }
        break;
    case Event::Kind::Colors:
        m_colors.setHost(m_session.screen().hostColors());
        m_canvas.forget();
        fit();
        break;
    case Event::Kind::Folder:
        m_folder = QUrl(text).path(QUrl::FullyDecoded);
        break;
    case Event::Kind::Resized:
        select(std::nullopt);
        m_recorder.resized(event.width, event.height).ok();
        m_canvas.forget();
        if (m_keepsColumns) {
            fit();
        }
        Q_EMIT resizedByHost(event.width, event.height);
        break;
    case Event::Kind::WindowWish:
        Q_EMIT windowWished(event.number, event.width, event.height);
        break;
    default:
        break;
    }
}

void TerminalView::onClipboard(const QString& text) {
    if (m_clipboardHosts.contains(m_host) || m_preferences.mayWriteClipboard(m_host)) {
        QGuiApplication::clipboard()->setText(text);
    } else {
        askClipboard(m_host, text, [this, text](bool always) {
            if (always) {
                m_clipboardHosts.insert(m_host);
            }
            QGuiApplication::clipboard()->setText(text);
        });
    }
}

void TerminalView::setViewOnly(const QString& sentence) {
    const bool news = sentence != m_bars->viewOnly->words();
    m_bars->viewOnly->say(sentence);
    placeBars();
    if (news) {
        Q_EMIT lockChanged();
    }
}

bool TerminalView::isViewOnly() const { return !m_bars->viewOnly->words().isEmpty(); }

void TerminalView::setInputLocked(bool locked) {
    m_locked = locked;
    m_bars->lock->say(locked && !m_grid
                          ? tr("The keyboard is locked: nothing you type is sent. %1 unlocks it.")
                                .arg(actionOf(Act::Lock).shown().toString(QKeySequence::NativeText))
                          : QString());
    placeBars();
    Q_EMIT lockChanged();
}

void TerminalView::fitted(bool otherSize) {
    Screen& screen = m_session.screen();
    if (otherSize) {
        m_recorder.resized(screen.columns(), screen.rows()).ok();
    }
    if (m_inTabs) { // alone, its window knows more
        WindowFacts facts;
        facts.cellWidth = m_painter.cell().width();
        facts.cellHeight = m_painter.cell().height();
        screen.setWindow(facts);
    }
}

void TerminalView::afterFrame() { AccessibleTerminal::screenChanged(*this, m_told, m_speaks); }

} // namespace understudy::terminal
