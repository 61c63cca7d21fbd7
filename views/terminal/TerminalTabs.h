#pragma once

#include "views/terminal/TerminalView.h"
#include "views/theme/Widgets.h"

#include <functional>

class QStackedWidget;

namespace understudy::terminal {

class Panes;
class TabBar;

/// The terminal pane: tabs of one or more terminals each, find, split, menu and full view, and what is shown
/// when nobody answers. Its owner connects a terminal when asked to.
class TerminalTabs final : public QWidget {
    Q_OBJECT
public:
    TerminalTabs(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~TerminalTabs() override;

    /// Called for each new terminal and each reconnect: gives the view a stream, now or later, or calls
    /// showProblem().
    std::function<void(TerminalView& view)> connectTab;
    /// Name of new tabs: "lab: local", the second "lab: local 2".
    void setTabName(const QString& name) { m_name = name; }

    /// False: when the last tab is closed none takes its place, and lastClosed() says so.
    void setKeepsOne(bool on) { m_keepsOne = on; }
    /// Puts a widget between the tabs and the terminals: a line that says what is so with the current one.
    void setStrip(QWidget* strip);
    /// A button more at the right of the tabs, before full view and menu.
    void addTool(QWidget* button);
    /// For all terminals, now and later. @p preferences outlive the tabs.
    void setPreferences(PreferenceStore& preferences);
    /// The button for a new tab also offers other hosts, see hostRequested().
    void setOffersHosts(bool on) { m_offersHosts = on; }
    /// Logical pixels in which tabs and @p rows rows of text find room.
    int heightFor(int rows) const;

    void goTo(TerminalView& view);
    TerminalView* openTab();
    /// Opens a recording in a tab of its own.
    Result<void> openRecording(const QString& path);
    void closeTab(int index);
    int count() const;
    TerminalView* current() const;       ///< nullptr without tabs
    TerminalView* view(int index) const; ///< the current one of a tab
    QList<TerminalView*> views() const;  ///< all that have or want a far end
    void reconnectAll();                 ///< asks connectTab for every terminal without a connection
    void perform(Act act);

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
    void commandStarted(const QString& typed);           ///< in any of the terminals
    void hostRequested();                                ///< a terminal on another host is wanted
    void farActRequested(understudy::terminal::Act act); ///< of the current terminal: files, charts

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void buildBar();
    void buildProblem();
    void restyle();
    TerminalView* make(const QString& name);
    void listen(TerminalView& view);
    void connectView(TerminalView& view);
    void refreshDot(const TerminalView& view);
    void split(Qt::Orientation orientation);
    void close();
    void askForRecording();
    void showMenu();
    void showPlusMenu(QPoint at);
    int indexOf(const TerminalView& view) const;
    Panes* panes(int index) const; ///< nullptr for a recording
    QString freshName() const;

    const theme::Theme& m_theme;
    const Clock& m_clock;
    PreferenceStore* m_preferences = nullptr;
    QString m_name;
    TabBar* m_bar;
    QStackedWidget* m_pages;
    QStackedWidget* m_stack;
    theme::StatePanel* m_problem = nullptr;
    theme::IconButton* m_full = nullptr;
    theme::IconButton* m_more = nullptr;
    QWidget* m_head;
    QSet<const TerminalView*> m_rang; ///< bells nobody has looked at
    bool m_isFull = false;
    bool m_keepsOne = true;
    bool m_offersHosts = false;
};

} // namespace understudy::terminal
