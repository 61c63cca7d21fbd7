#include "views/terminal/TerminalView.h"

#include "views/terminal/FindBar.h"
#include "views/theme/StateDialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QWindow>

#include <cmath>

namespace understudy::terminal {
namespace {

constexpr int FrameMs = 16;
constexpr int BlinkMs = 530;
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
    , m_find(new FindBar(theme, this)) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setViewportMargins(0, 0, 0, 0);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Terminal"));
    setAccessibleDescription(tr("Keys go to the program in the terminal. Press Ctrl+Shift+G for the guide or "
                                "Ctrl+Shift+K for the search to leave it."));
    m_find->hide();
    m_time.start();
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &TerminalView::frame);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkOff = !m_blinkOff;
        viewport()->update(rowRect(m_session.screen().cursor().y + int(m_session.topLine() - m_top)));
    });
    connect(&m_theme, &theme::Theme::changed, this, &TerminalView::restyle);
    connect(m_find, &FindBar::needleChanged, this, [this] { search(); });
    connect(m_find, &FindBar::nextRequested, this, [this] { step(1); });
    connect(m_find, &FindBar::previousRequested, this, [this] { step(-1); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
        m_matches.clear();
        m_match = -1;
        viewport()->update();
        setFocus();
    });
    m_session.damaged = [this] { scheduleFrame(); };
    m_session.happened = [this](const Event& event) { onEvent(event); };
    m_session.ended = [this](const StreamEnd& end) { onEnd(end); };
    ask = [this](const QString& title, const QString& text, const QString& action,
                 const std::function<void()>& then) {
        auto* dialog = new theme::StateDialog(m_theme, QStringLiteral("terminal"), theme::Color::Text2, title,
                                              text, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->addChoice(action, theme::ButtonKind::Normal, QDialog::Accepted);
        dialog->addChoice(tr("Don’t do it"), theme::ButtonKind::Primary, QDialog::Rejected);
        connect(dialog, &QDialog::accepted, this, then);
        dialog->open();
    };
    restyle();
}

TerminalView::~TerminalView() {
    m_session.damaged = nullptr;
    m_session.happened = nullptr;
    m_session.ended = nullptr;
}

void TerminalView::restyle() {
    m_colors.reload();
    m_session.screen().setPalette(m_colors.palette());
    setZoom(m_zoom);
}

void TerminalView::setZoom(int percent) {
    m_zoom = std::clamp(percent, 50, 300);
    m_painter.setScale(m_zoom, devicePixelRatioF());
    fit();
    viewport()->update();
}

void TerminalView::fit() {
    const QSizeF cell = m_painter.cell();
    const QSize room = viewport()->size().shrunkBy(Padding);
    if (!viewport()->size().isEmpty() && isVisible()) {
        m_session.resize(std::max(2, static_cast<int>(room.width() / cell.width())),
                         std::max(1, static_cast<int>(room.height() / cell.height())));
        select(std::nullopt); // its lines may have been wrapped anew
    }
    if (m_following) {
        m_top = m_session.topLine();
    }
    if (m_find->isVisible()) {
        search();
    }
    scheduleFrame();
}

QSize TerminalView::sizeFor(int columns, int rows) const {
    const QSizeF cell = m_painter.cell();
    const QSize grid(static_cast<int>(std::ceil(columns * cell.width())),
                     static_cast<int>(std::ceil(rows * cell.height())));
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
    m_session.setStream(std::move(stream));
    Q_EMIT connected();
    scheduleFrame();
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
    if (m_session.screen().cursor().x > 0) {
        m_session.feed("\r\n");
    }
    m_session.feed(("\x1b[0;33m\xE2\x94\x80\xE2\x94\x80 " + words + " \xE2\x94\x80\xE2\x94\x80\x1b[0m\r\n")
                       .toStdString());
}

void TerminalView::onEvent(const Event& event) {
    const QString text = QString::fromStdString(event.text);
    switch (event.kind) {
    case Event::Kind::Bell:
        Q_EMIT bell();
        break;
    case Event::Kind::Title:
        m_title = text;
        Q_EMIT titleChanged(text);
        break;
    case Event::Kind::ClipboardWrite:
        ask(tr("Put this on the clipboard?"),
            tr("The program in the terminal wants to copy: %1").arg(text.left(200)), tr("Copy it"),
            [text] { QGuiApplication::clipboard()->setText(text); });
        break;
    case Event::Kind::Resized:
        select(std::nullopt);
        Q_EMIT resizedByHost(event.width, event.height);
        break;
    default:
        break;
    }
}

void TerminalView::scheduleFrame() {
    if (!m_frame.isActive()) {
        const qint64 since = m_time.elapsed() - m_lastFrame;
        m_frame.start(since >= FrameMs ? 0 : static_cast<int>(FrameMs - since));
    }
}

void TerminalView::frame() {
    if (!m_session.mayDraw(m_time.elapsed())) {
        m_frame.start(FrameMs);
        return;
    }
    m_lastFrame = m_time.elapsed();
    Screen& screen = m_session.screen();
    const std::uint64_t before = m_top;
    m_top = m_following ? m_session.topLine() : std::clamp(m_top, m_session.firstLine(), m_session.topLine());
    const auto past = static_cast<int>(m_session.topLine() - m_session.firstLine());
    {
        const QSignalBlocker quiet(verticalScrollBar());
        verticalScrollBar()->setPageStep(screen.rows());
        verticalScrollBar()->setRange(0, past);
        verticalScrollBar()->setValue(static_cast<int>(m_top - m_session.firstLine()));
    }
    const auto shift = static_cast<int>(m_session.topLine() - m_top);
    if (before != m_top) {
        viewport()->update();
    } else {
        for (int y = 0; y + shift < screen.rows(); ++y) {
            if (screen.isDirty(y)) {
                viewport()->update(rowRect(y + shift));
            }
        }
    }
    if (screen.cursor() != m_paintedCursor) {
        viewport()->update(rowRect(m_paintedCursor.y + shift));
        m_paintedCursor = screen.cursor();
        m_blinkOff = false;
    }
    viewport()->update(rowRect(m_paintedCursor.y + shift));
    screen.clean();
    const bool blinks = hasFocus() && screen.modes().cursorBlinks && !m_theme.reduceMotion();
    if (blinks != m_blink.isActive()) {
        m_blinkOff = false;
        blinks ? m_blink.start(BlinkMs) : m_blink.stop();
    }
}

QString TerminalView::screenText() const { return QString::fromStdString(m_transcript.screen()); }
QString TerminalView::allText() const {
    return QString::fromStdString(m_transcript.text(m_transcript.all()));
}
QString TerminalView::selectedText() const {
    return m_selection ? QString::fromStdString(m_transcript.text(*m_selection)) : QString();
}

void TerminalView::copy() {
    if (const QString text = selectedText(); !text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

} // namespace understudy::terminal
