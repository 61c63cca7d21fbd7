#pragma once

#include "core/base/Clock.h"
#include "core/terminal/Transcript.h"
#include "views/terminal/paint/Canvas.h"
#include "views/terminal/replay/Recorder.h"
#include "views/terminal/text/AccessibleTerminal.h"
#include "views/terminal/text/Actions.h"
#include "views/terminal/text/Links.h"
#include "views/terminal/text/Search.h"
#include "views/terminal/text/Selection.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QSet>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

class QMenu;

namespace understudy::terminal {

class FindBar;
class OutputReader;
class Strip;

/// One terminal: paints a session, turns keys, mouse and input methods into bytes, and keeps its text over
/// lost connections. It knows nothing of what is at the far end. (Longer than most headers: a widget answers
/// to two dozen events.)
class TerminalView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    TerminalView(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~TerminalView() override;

    /// Takes a far end. After an earlier one was lost, the gap and its length are marked in the text.
    void setStream(std::unique_ptr<ByteStream> stream);
    bool isConnected() const { return m_session.isConnected(); }
    Session& session() { return m_session; }
    const Session& session() const { return m_session; }
    QString title() const { return m_title; }
    /// Who is asked about when a program wants the clipboard, and what files made here are named after.
    void setHost(const QString& host) { m_host = host; }
    /// Says above the text that this account may look only; an empty sentence ends it.
    void setViewOnly(const QString& sentence);

    QString screenText() const; ///< the visible screen, one line a row, blanks at the ends left out
    QString allText() const;    ///< with the history
    QString lastOutput() const; ///< of the command last finished or running; empty without prompt marks
    QString selectedText() const { return m_selection.text(); }
    void typeText(const QString& text);
    /// Puts a command at the prompt and presses Enter; a command of several lines is shown to the trainee
    /// first.
    void run(const QString& command);
    void copy();
    void paste(const QString& text);
    void find(); ///< opens the find bar
    /// Does what the menu or a key asks for; what is done by the tabs goes out as actRequested().
    void perform(Act act);
    bool can(Act act) const; ///< whether it has something to act on now
    bool isOn(Act act) const;
    std::unique_ptr<QMenu> menu();             ///< everything one can ask for, with its keys
    void setInTabs(bool on) { m_inTabs = on; } ///< the menu offers tabs and splits too
    bool isInputLocked() const { return m_locked; }
    void setInputLocked(bool locked);
    int zoom() const { return m_zoom; }
    void setZoom(int percent); ///< 50 to 300
    /// How large the view is, in logical pixels, when it shows this many columns and rows.
    QSize sizeFor(int columns, int rows) const;
    /// Keeps the screen at a size whatever room there is (a recording's), smaller letters if need be.
    void setGrid(std::optional<QSize> cells);

    Result<void> startRecording(const QString& path);
    void stopRecording();
    bool isRecording() const { return m_recorder.isRunning(); }
    QString recordingPath() const { return m_recorder.path(); }
    Result<void> saveText(const QString& path) const; ///< all text, UTF-8

    std::uint64_t topVisibleLine() const { return m_top; }
    const RowPainter& painter() const { return m_painter; }
    QPoint cellPosition(Spot spot) const; ///< its left upper corner in the viewport
    Spot spotAt(QPoint at, bool between) const;
    const Selection& selection() const { return m_selection; }
    void select(std::optional<Range> range);
    std::uint64_t rowsPainted() const { return m_canvas.rowsPainted(); }
    std::uint64_t framesPainted() const { return m_frames; }

    // Asked before something happens; tests answer for the trainee.
    std::function<void(const QString& title, const QString& text, const QString& action,
                       std::function<void()> then)>
        ask; ///< several lines are to be sent
    std::function<void(const QString& address, std::function<void(const QUrl& url)> then)> askLink;
    std::function<void(const QString& host, const QString& text, std::function<void(bool always)> then)>
        askClipboard;
    std::function<void(const QUrl& url)> openUrl;

Q_SIGNALS:
    void titleChanged(const QString& title);
    void bell();
    void connected();
    void ended(bool lost, int exitStatus, const QString& sentence);
    void reconnectRequested();                 ///< Enter was pressed after the end
    void resizedByHost(int columns, int rows); ///< the screen is so large now; a window may follow it
    void actRequested(understudy::terminal::Act act);
    void recordingChanged(bool on);

public:
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab belongs to the program
    void scrollContentsBy(int dx, int dy) override;

private:
    // TerminalView.cpp
    void build();
    void restyle();
    void fit();
    void fitGrid();
    void onEvent(const Event& event);
    void onEnd(const StreamEnd& end);
    void onClipboard(const QString& text);
    void note(const QString& words);
    void heard(std::string_view bytes);
    // TerminalViewPaint.cpp
    void scheduleFrame();
    void frame();
    int drawRows();
    void moveScrollBar();
    void tellReaders();
    Overlay overlayOf(std::uint64_t line) const;
    QRect logical(const QRect& pixels) const;
    QPoint origin() const; ///< of the text, in device pixels
    void paintPreedit(QPainter& painter);
    void flash();
    // TerminalViewKeys.cpp
    void sent();
    // TerminalViewMouse.cpp
    bool report(const QMouseEvent& event, MouseAction::Kind kind);
    void hover(QPoint at, Qt::KeyboardModifiers modifiers);
    // TerminalViewActions.cpp
    bool performText(Act act);
    void showLine(std::uint64_t line, bool atTop);
    void jump(bool forward);
    void selectOutput();
    void clear();
    void save();
    void toggleRecording();
    void placeBars();
    void searchChanged();

    const theme::Theme& m_theme;
    const Clock& m_clock;
    Session m_session;
    Transcript m_transcript;
    Colors m_colors;
    RowPainter m_painter;
    Canvas m_canvas;
    Selection m_selection;
    Search m_search;
    Recorder m_recorder;
    QString m_title;
    QString m_host;
    int m_zoom = 100;
    std::optional<QSize> m_grid;
    bool m_locked = false;
    bool m_inTabs = false;
    bool m_speaks = false;
    ToldReaders m_told;

    QTimer m_frame;
    QTimer m_blink;
    QTimer m_flash;
    QElapsedTimer m_time;
    qint64 m_lastFrame = -1000;
    std::uint64_t m_frames = 0;
    bool m_flood = false; ///< whole screens go by; nobody reads them, so fewer are painted
    bool m_blinkOff = false;
    std::uint64_t m_top = 0; ///< the line at the top of the view
    bool m_following = true; ///< the view stays at the newest line
    QString m_preedit;

    bool m_selecting = false;
    QElapsedTimer m_sinceDouble;
    std::optional<Link> m_hovered;
    int m_wheelRest = 0;

    FindBar* m_find;
    Strip* m_viewOnly;
    Strip* m_lock;
    Strip* m_recording;
    OutputReader* m_reader;
    QSet<QString> m_clipboardHosts; ///< the trainee has said yes for good
    bool m_asking = false;

    std::optional<Instant> m_lostAt;
    bool m_everConnected = false;
};

} // namespace understudy::terminal
