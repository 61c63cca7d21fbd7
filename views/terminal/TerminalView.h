#pragma once

#include "core/base/Clock.h"
#include "views/terminal/Asks.h"
#include "views/terminal/TerminalSurface.h"
#include "views/terminal/replay/Recorder.h"
#include "views/terminal/settings/Preferences.h"
#include "views/terminal/text/AccessibleTerminal.h"
#include "views/terminal/text/Actions.h"

#include <QSet>

#include <memory>

class QMenu;

namespace understudy::terminal {

struct Bars;

/// One terminal to work with: turns keys, mouse, drops and input methods into bytes, and keeps its text over
/// lost connections. It knows nothing of what is at the far end. (A little longer than a header should be: a
/// widget answers to two dozen events.)
class TerminalView final : public TerminalSurface, public Asks {
    Q_OBJECT
public:
    TerminalView(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~TerminalView() override;

    /// Takes a far end. After an earlier one was lost, the gap and its length are marked in the text.
    void setStream(std::unique_ptr<ByteStream> stream);
    QString title() const { return m_title; }
    QString folder() const { return m_folder; } ///< where the shell is, as it last said; empty: it did not
    /// Who is asked about when a program wants the clipboard, and what files made here are named after.
    void setHost(const QString& host) { m_host = host; }
    /// Says above the text that this account may look only; an empty sentence ends it.
    void setViewOnly(const QString& sentence);
    /// @p profile is the folder for recordings and for history that is kept on disk.
    void setPreferences(const Preferences& preferences, const QString& profile);

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
    /// What the far end makes possible: files, charts.
    void setFarActs(const QSet<Act>& acts) { m_farActs = acts; }
    bool isInputLocked() const { return m_locked; }
    void setInputLocked(bool locked);
    bool isViewOnly() const;

    Result<void> startRecording(const QString& path = {}); ///< empty: a new name in the profile
    void stopRecording();
    bool isRecording() const { return m_recorder.isRunning(); }
    QString recordingPath() const { return m_recorder.path(); }
    Result<void> saveText(const QString& path) const; ///< all text, UTF-8

Q_SIGNALS:
    void titleChanged(const QString& title);
    void bell();
    void connected();
    void commandStarted(const QString& typed); ///< as the shell's marks (OSC 133) tell it
    void interrupted();                        ///< cut off from a host that is tried again by itself
    void ended(bool lost, int exitStatus, const QString& sentence);
    void reconnectRequested();                 ///< Enter was pressed after the end
    void resizedByHost(int columns, int rows); ///< the screen is so large now; a window may follow it
    /// CSI t: @p operation 1 to 10 with its arguments, -1 where left out. Only where the screen allows it.
    void windowWished(int operation, int first, int second);
    void actRequested(understudy::terminal::Act act);
    void recordingChanged(bool on);
    void lockChanged(); ///< of isInputLocked() or isViewOnly()

protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
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
    void afterFrame() override;
    void fitted(bool otherSize) override;
    void placeBars() override;

private:
    void build();
    void listen();
    void onEvent(const Event& event);
    void onEnd(const StreamEnd& end);
    void onClipboard(const QString& text);
    void note(const QString& words);
    void tellGap(std::chrono::milliseconds gap);
    void heard(std::string_view bytes);
    void sent();
    bool report(const QMouseEvent& event, MouseAction::Kind kind);
    void hover(QPoint at, Qt::KeyboardModifiers modifiers);
    bool performText(Act act);
    void clear();
    void save();
    void toggleRecording();
    void searchChanged();

    const Clock& m_clock;
    Recorder m_recorder;
    Preferences m_preferences;
    QString m_title, m_host, m_folder, m_profile;
    bool m_locked = false, m_inTabs = false, m_speaks = false, m_selecting = false, m_asking = false;
    bool m_everConnected = false;
    ToldReaders m_told;
    QElapsedTimer m_sinceDouble;
    int m_wheelRest = 0;
    std::unique_ptr<Bars> m_bars;
    QSet<QString> m_clipboardHosts; ///< the trainee has said yes while the program runs
    QSet<Act> m_farActs;
    std::optional<Instant> m_lostAt;
};

} // namespace understudy::terminal
