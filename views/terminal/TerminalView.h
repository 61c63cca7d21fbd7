#pragma once

#include "core/base/Clock.h"
#include "core/terminal/Transcript.h"
#include "views/terminal/paint/RowPainter.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace understudy::terminal {

class FindBar;

/// One terminal: paints a session, turns keys, mouse and input methods into bytes, and keeps its text over
/// lost connections. It knows nothing of what is at the far end.
class TerminalView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    TerminalView(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~TerminalView() override;

    /// Takes a far end. After an earlier one was lost, the gap and its length are marked in the text.
    void setStream(std::unique_ptr<ByteStream> stream);
    bool isConnected() const { return m_session.isConnected(); }
    Session& session() { return m_session; }
    QString title() const { return m_title; }

    QString screenText() const; ///< the visible screen, one line a row, blanks at the ends left out
    QString allText() const;    ///< with the history
    QString selectedText() const;
    void typeText(const QString& text);
    /// Puts a command at the prompt and presses Enter; a command of several lines is shown to the trainee
    /// first.
    void run(const QString& command);
    void copy();
    void paste(const QString& text);
    void find(); ///< opens the find bar
    bool isInputLocked() const { return m_locked; }
    void setInputLocked(bool locked) { m_locked = locked; }
    int zoom() const { return m_zoom; }
    void setZoom(int percent); ///< 50 to 300
    /// How large the view is, in logical pixels, when it shows this many columns and rows.
    QSize sizeFor(int columns, int rows) const;

    /// Asks the trainee before several lines are sent or the clipboard is written; tests answer for them.
    std::function<void(const QString& title, const QString& text, const QString& action,
                       std::function<void()> then)>
        ask;

Q_SIGNALS:
    void titleChanged(const QString& title);
    void bell();
    void connected();
    void ended(bool lost, int exitStatus, const QString& sentence);
    void reconnectRequested(); ///< Enter was pressed after the end
    void linkActivated(const QString& address);
    void resizedByHost(int columns, int rows); ///< the screen is so large now; a window may follow it

public:
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab belongs to the program
    void scrollContentsBy(int dx, int dy) override;

private:
    // TerminalView.cpp
    void restyle();
    void fit();
    void scheduleFrame();
    void frame();
    void onEvent(const Event& event);
    void onEnd(const StreamEnd& end);
    void note(const QString& words);
    // TerminalViewPaint.cpp
    QPointF rowAt(int visibleRow) const;
    QRect rowRect(int visibleRow) const;
    Overlay overlayOf(std::uint64_t line) const;
    bool cursorShows() const;
    void paintPreedit(QPainter& painter);
    // TerminalViewKeys.cpp
    bool ownShortcut(const QKeyEvent& key);
    static bool isOwnShortcut(const QKeyEvent& key);
    static bool belongsToWindow(const QKeyEvent& key);
    void sent();
    // TerminalViewMouse.cpp
    Spot spotAt(QPoint at, bool between) const;
    bool report(const QMouseEvent& event, MouseAction::Kind kind);
    void extend(Spot spot);
    void select(std::optional<Range> range);
    std::uint16_t linkAt(QPoint at) const;
    // TerminalViewFind.cpp
    void search();
    void step(int by);
    void placeFindBar();

    const theme::Theme& m_theme;
    const Clock& m_clock;
    Session m_session;
    Transcript m_transcript;
    Colors m_colors;
    RowPainter m_painter;
    QString m_title;
    int m_zoom = 100;
    bool m_locked = false;

    QTimer m_frame;
    QTimer m_blink;
    QElapsedTimer m_time;
    qint64 m_lastFrame = -1000;
    bool m_blinkOff = false;
    Place m_paintedCursor;
    std::uint64_t m_top = 0; ///< the line at the top of the view
    bool m_following = true; ///< the view stays at the newest line
    QString m_preedit;

    enum class Unit { Character, Word, Line };
    Unit m_unit = Unit::Character;
    bool m_selecting = false;
    Range m_anchor;
    std::optional<Range> m_selection;
    QElapsedTimer m_sinceDouble;
    std::uint16_t m_hovered = 0;
    int m_wheelRest = 0;

    FindBar* m_find;
    std::vector<Range> m_matches;
    int m_match = -1;

    std::optional<Instant> m_lostAt;
    bool m_everConnected = false;
};

} // namespace understudy::terminal
