#pragma once

#include "core/terminal/Transcript.h"
#include "views/terminal/paint/Canvas.h"
#include "views/terminal/text/Links.h"
#include "views/terminal/text/Search.h"
#include "views/terminal/text/Selection.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QTimer>

#include <optional>

namespace understudy::terminal {

/// The part of a terminal that shows: a session's rows, painted once a frame, with cursor, selection, matches
/// and the way back into the history. What one can do with them is TerminalView's.
class TerminalSurface : public QAbstractScrollArea {
    Q_OBJECT
public:
    bool isConnected() const { return m_session.isConnected(); }
    Session& session() { return m_session; }
    const Session& session() const { return m_session; }
    QString screenText() const; ///< the visible screen, one line a row, blanks at the ends left out
    QString allText() const;    ///< with the history
    QString lastOutput() const; ///< of the command last finished or running; empty without prompt marks
    QString selectedText() const { return m_selection.text(); }

    int zoom() const { return m_zoom; }
    void setZoom(int percent); ///< 50 to 300, of the text size in the settings
    /// How large the view is, in logical pixels, when it shows this many columns and rows.
    QSize sizeFor(int columns, int rows) const;
    /// Keeps the screen at a size whatever room there is (a recording's), smaller letters if need be.
    void setGrid(std::optional<QSize> cells);

    std::uint64_t topVisibleLine() const { return m_top; }
    const RowPainter& painter() const { return m_painter; }
    QPoint cellPosition(Spot spot) const; ///< its left upper corner in the viewport
    Spot spotAt(QPoint at, bool between) const;
    const Selection& selection() const { return m_selection; }
    void select(std::optional<Range> range);
    std::uint64_t rowsPainted() const { return m_canvas.rowsPainted(); }
    std::uint64_t framesPainted() const { return m_frames; }
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

protected:
    TerminalSurface(const theme::Theme& theme, QWidget* parent);

    virtual void afterFrame() {}             ///< a frame is done
    virtual void fitted(bool otherSize) = 0; ///< the screen has the size of the view
    virtual void placeBars() = 0;            ///< what lies above the text

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

    void restyle();
    void setTextPercent(int percent); ///< what a zoom of 100 is
    void fit();
    void scheduleFrame();
    void flash();
    void showLine(std::uint64_t line, bool atTop);

    const theme::Theme& m_theme;
    Session m_session;
    Transcript m_transcript;
    Colors m_colors;
    RowPainter m_painter;
    Canvas m_canvas;
    Selection m_selection;
    Search m_search;
    std::optional<QSize> m_grid;
    std::optional<Link> m_hovered;
    QString m_preedit;
    std::uint64_t m_top = 0; ///< the line at the top of the view
    bool m_following = true; ///< the view stays at the newest line
    bool m_blinkOff = false;
    bool m_keepsColumns = false; ///< 132 columns a program asked for stay, in smaller letters

private:
    // TerminalSurface.cpp
    void rescale(int percent);
    QSize cellsInView() const;
    void narrowFor(int columns);
    void fitGrid();
    // TerminalSurfacePaint.cpp
    void frame();
    int drawRows();
    void moveScrollBar();
    Overlay overlayOf(std::uint64_t line) const;
    QRect logical(const QRect& pixels) const;
    QPoint origin() const; ///< of the text, in device pixels
    void paintPreedit(QPainter& painter);

    int m_zoom = 100;
    int m_textPercent = 100;
    int m_scale = 0; ///< percent, of the letters now
    QTimer m_frame;
    QTimer m_blink;
    QTimer m_flash;
    QElapsedTimer m_time;
    qint64 m_lastFrame = -1000;
    std::uint64_t m_frames = 0;
    bool m_flood = false; ///< whole screens go by; nobody reads them, so fewer are painted
};

} // namespace understudy::terminal
