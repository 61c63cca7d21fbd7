#include "views/terminal/TerminalView.h"

#include "views/terminal/FindBar.h"
#include "views/terminal/Questions.h"
#include "views/terminal/Strip.h"
#include "views/terminal/replay/Tap.h"
#include "views/terminal/text/OutputReader.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QScreen>
#include <QScrollBar>
#include <QWindow>

#include <cmath>

namespace understudy::terminal {
namespace {

constexpr int FlashMs = 160;
constexpr QMargins Padding(12, 10, 4, 10);

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
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_session(80, 24)
    , m_transcript(m_session)
    , m_colors(theme)
    , m_painter(theme, m_colors)
    , m_canvas(m_painter)
    , m_selection(m_session, m_transcript)
    , m_search(m_session)
    , m_recorder(clock)
    , m_find(new FindBar(theme, this))
    , m_viewOnly(new Strip(theme, QStringLiteral("eye"), {}, this))
    , m_lock(new Strip(theme, QStringLiteral("lock"), tr("Unlock"), this))
    , m_recording(new Strip(theme, QStringLiteral("circle"), tr("Stop recording"), this))
    , m_reader(new OutputReader(theme, this)) {
    AccessibleTerminal::install();
    build();
    m_session.damaged = [this] {
        m_search.outputArrived();
        scheduleFrame();
    };
    m_session.happened = [this](const Event& event) { onEvent(event); };
    m_session.ended = [this](const StreamEnd& end) { onEnd(end); };
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
    m_session.close(); // while the recorder that listens to it is still there
}

void TerminalView::build() {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    setMinimumSize(sizeFor(20, 2));
    setAccessibleName(tr("Terminal"));
    setAccessibleDescription(tr("Keys go to the program in the terminal. Press Ctrl+Shift+G for the guide or "
                                "Ctrl+Shift+K for the search to leave it."));
    m_find->hide();
    m_reader->hide();
    m_time.start();
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    m_flash.setSingleShot(true);
    m_flash.setInterval(FlashMs);
    connect(&m_frame, &QTimer::timeout, this, &TerminalView::frame);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkOff = !m_blinkOff;
        scheduleFrame();
    });
    connect(&m_flash, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    connect(&m_theme, &theme::Theme::changed, this, &TerminalView::restyle);
    const auto search = [this] { m_search.start(m_find->needle(), m_find->isPattern()); };
    connect(m_find, &FindBar::needleChanged, this, search);
    connect(m_find, &FindBar::nextRequested, this, [this] { m_search.step(1); });
    connect(m_find, &FindBar::previousRequested, this, [this] { m_search.step(-1); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
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
    connect(m_reader, &OutputReader::closed, this, qOverload<>(&QWidget::setFocus));
    connect(m_lock, &Strip::actionRequested, this, [this] { setInputLocked(false); });
    connect(m_recording, &Strip::actionRequested, this, &TerminalView::stopRecording);
}

void TerminalView::restyle() {
    m_colors.reload();
    m_session.screen().setPalette(m_colors.palette());
    setZoom(m_zoom);
}

void TerminalView::setZoom(int percent) {
    m_zoom = std::clamp(percent, 50, 300);
    m_painter.setScale(m_zoom, devicePixelRatioF());
    m_canvas.forget();
    fit();
}

void TerminalView::setGrid(std::optional<QSize> cells) {
    m_grid = cells;
    if (m_grid) {
        m_session.resize(m_grid->width(), m_grid->height());
    }
    fit();
}

void TerminalView::fitGrid() {
    m_session.resize(m_grid->width(), m_grid->height());
    int percent = m_zoom;
    m_painter.setScale(percent, devicePixelRatioF());
    const QSize room = viewport()->size();
    const auto fits = [&] {
        const QSize needed = sizeFor(m_session.screen().columns(), m_session.screen().rows());
        return needed.width() - verticalScrollBar()->sizeHint().width() <= room.width() &&
               needed.height() <= room.height();
    };
    while (percent > 50 && !fits()) {
        percent -= 10;
        m_painter.setScale(percent, devicePixelRatioF());
    }
    m_canvas.forget();
}

void TerminalView::fit() {
    if (viewport()->size().isEmpty() || !isVisible()) {
        return;
    }
    const double ratio = m_painter.ratio();
    const int columns = m_session.screen().columns();
    const int rows = m_session.screen().rows();
    if (m_grid) {
        fitGrid();
    } else {
        const QSize room = viewport()->size().shrunkBy(Padding) * ratio;
        m_session.resize(std::max(2, room.width() / m_painter.cell().width()),
                         std::max(1, room.height() / m_painter.cell().height()));
    }
    Screen& screen = m_session.screen();
    if (columns != screen.columns() || rows != screen.rows()) {
        if (columns != screen.columns()) {
            select(std::nullopt); // its lines may have been wrapped anew
        }
        m_hovered.reset();
        if (m_search.isActive()) {
            m_search.restart();
        }
        m_recorder.resized(screen.columns(), screen.rows()).ok();
    }
    if (m_inTabs) { // alone, its window knows more
        WindowFacts facts;
        facts.cellWidth = m_painter.cell().width();
        facts.cellHeight = m_painter.cell().height();
        screen.setWindow(facts);
    }
    const QSize pixels(static_cast<int>(std::ceil(viewport()->width() * ratio)),
                       static_cast<int>(std::ceil(viewport()->height() * ratio)));
    m_canvas.setSize(pixels, origin(), screen.rows(),
                     m_colors.ink(Cell{}, screen.modes().reverseVideo).ground);
    viewport()->update();
    scheduleFrame();
}

QSize TerminalView::sizeFor(int columns, int rows) const {
    const double ratio = m_painter.ratio();
    const QSize cell = m_painter.cell();
    const QSize grid(static_cast<int>(std::ceil(columns * cell.width() / ratio)),
                     static_cast<int>(std::ceil(rows * cell.height() / ratio)));
    return grid.grownBy(Padding) + QSize(verticalScrollBar()->sizeHint().width(), 0);
}

void TerminalView::setStream(std::unique_ptr<ByteStream> stream) {
    if (m_everConnected && m_lostAt) {
        const auto gap = std::chrono::duration_cast<std::chrono::seconds>(m_clock.now() - *m_lostAt).count();
        note(gap < 120 ? tr("Connected again at %1, after %n seconds", nullptr, static_cast<int>(gap))
                             .arg(localTime(m_clock.now(), m_clock))
                       : tr("Connected again at %1, after %n minutes", nullptr, static_cast<int>(gap / 60))
                             .arg(localTime(m_clock.now(), m_clock)));
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
    m_lostAt = m_clock.now();
    const QString sentence = QString::fromStdString(end.sentence);
    note(end.lost ? tr("Connection lost at %1. What is above is kept. Press Enter to connect again.")
                        .arg(localTime(*m_lostAt, m_clock))
                  : tr("The session ended at %1. Press Enter to start a new one.")
                        .arg(localTime(*m_lostAt, m_clock)));
    Q_EMIT ended(end.lost, end.exitStatus, sentence);
}

void TerminalView::note(const QString& words) {
    const std::string start = m_session.screen().cursor().x > 0 ? "\r\n" : "";
    const std::string bytes =
        start + ("\x1b[0;33m\xE2\x94\x80\xE2\x94\x80 " + words + " \xE2\x94\x80\xE2\x94\x80\x1b[0m\r\n")
                    .toStdString();
    heard(bytes);
    m_session.feed(bytes);
}

void TerminalView::onEvent(const Event& event) {
    const QString text = QString::fromStdString(event.text);
    switch (event.kind) {
    case Event::Kind::Bell:
        flash();
        Q_EMIT bell();
        break;
    case Event::Kind::Title:
        m_title = text;
        Q_EMIT titleChanged(text);
        break;
    case Event::Kind::ClipboardWrite:
        onClipboard(text);
        break;
    case Event::Kind::Colors:
        m_colors.setHost(m_session.screen().hostColors());
        m_canvas.forget();
        fit();
        break;
    case Event::Kind::Resized:
        select(std::nullopt);
        m_recorder.resized(event.width, event.height).ok();
        m_canvas.forget();
        Q_EMIT resizedByHost(event.width, event.height);
        break;
    default:
        break;
    }
}

void TerminalView::onClipboard(const QString& text) {
    if (m_clipboardHosts.contains(m_host)) {
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
    m_viewOnly->say(sentence);
    placeBars();
}

void TerminalView::setInputLocked(bool locked) {
    m_locked = locked;
    m_lock->say(locked && !m_grid ? tr("The keyboard is locked: nothing you type is sent. %1 unlocks it.")
                                        .arg(actionOf(Act::Lock).shown().toString(QKeySequence::NativeText))
                                  : QString());
    placeBars();
}

QString TerminalView::screenText() const { return QString::fromStdString(m_transcript.screen()); }
QString TerminalView::allText() const {
    return QString::fromStdString(m_transcript.text(m_transcript.all()));
}
QString TerminalView::lastOutput() const {
    const auto range = m_transcript.lastOutput();
    return range ? QString::fromStdString(m_transcript.text(*range)) : QString();
}

} // namespace understudy::terminal
