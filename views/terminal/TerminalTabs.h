#pragma once

#include "views/terminal/TerminalView.h"
#include "views/theme/Widgets.h"

#include <functional>

class QStackedWidget;
class QTabBar;

namespace understudy::terminal {

/// The terminal pane: tabs with a dot for their connection, find and full view, and what is shown when nobody
/// answers. Its owner connects a tab when asked to.
class TerminalTabs final : public QWidget {
    Q_OBJECT
public:
    TerminalTabs(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);

    /// Called for each new tab and each reconnect: gives the view a stream, now or later, or calls
    /// showProblem().
    std::function<void(TerminalView& view)> connectTab;
    /// Name of new tabs: "lab: local", the second "lab: local 2".
    void setTabName(const QString& name) { m_name = name; }

    /// False: when the last tab is closed none takes its place, and lastClosed() says so.
    void setKeepsOne(bool on) { m_keepsOne = on; }
    /// Puts a widget between the tabs and the terminals: a line that says what is so with the current one.
    void setStrip(QWidget* strip);

    void goTo(TerminalView& view);
    TerminalView* openTab();
    void closeTab(int index);
    int count() const;
    TerminalView* current() const; ///< nullptr without tabs
    TerminalView* view(int index) const;
    void reconnectAll(); ///< asks connectTab for every tab without a connection

    /// Covers the terminals with "The lab doesn't answer".
    void showProblem(const QString& text, const QString& detail);
    void hideProblem();
    bool showsProblem() const;
    void setFullView(bool on);

Q_SIGNALS:
    void startLabRequested();
    void tryAgainRequested();
    void fullViewRequested(bool on);
    void currentChanged(TerminalView* view);
    void lastClosed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void buildBar();
    void buildProblem();
    void restyle();
    void connectView(TerminalView& view);
    void refreshDot(TerminalView& view);
    QString freshName() const;

    const theme::Theme& m_theme;
    const Clock& m_clock;
    QString m_name;
    QTabBar* m_bar;
    QStackedWidget* m_pages;
    QStackedWidget* m_stack;
    theme::StatePanel* m_problem = nullptr;
    theme::IconButton* m_full = nullptr;
    QWidget* m_head;
    bool m_isFull = false;
    bool m_keepsOne = true;
};

} // namespace understudy::terminal
