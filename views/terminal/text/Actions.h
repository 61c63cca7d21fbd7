#pragma once

#include <QKeySequence>
#include <QString>

#include <array>
#include <optional>
#include <span>

class QKeyEvent;

namespace understudy::terminal {

/// Everything one can ask of a terminal beside typing.
enum class Act {
    Copy,
    CopyHtml,
    Paste,
    SelectAll,
    SelectOutput,
    ReadOutput,
    Find,
    PreviousPrompt,
    NextPrompt,
    PageUp,
    PageDown,
    Top,
    Bottom,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Clear,
    Reset,
    Save,
    Lock,
    SpeakOutput,
    Record,
    OpenRecording,
    NewTab,
    Rename,
    SplitRight,
    SplitDown,
    NextPane,
    PreviousPane,
    PreviousTab,
    NextTab,
    GetFile,
    Files,
    Charts,
    FullView,
    WidenRight,
    WidenLeft,
    WidenDown,
    WidenUp,
    Close
};

/// One line of the menu: what it is called, its icon and its keys (the first is shown).
struct Action {
    Act act;
    const char* text; ///< to be translated in the context "TerminalActions"
    const char* icon;
    std::array<int, 3> keys; ///< QKeyCombination numbers, 0 for none
    bool ofTabs;             ///< done by the pane around the terminals, not by one of them
    bool startsGroup;        ///< a line stands above it in the menu

    QString words() const;
    QKeySequence shown() const;
};

/// All of them in the order of the menu. None is Ctrl+letter, Alt+letter or a function key: those belong to
/// the program in the terminal.
std::span<const Action> actions();
const Action& actionOf(Act act);
/// The one that a key asks for.
std::optional<Act> actOf(const QKeyEvent& key);
/// Made possible by the far end: shown only where a view was told so.
constexpr bool isFarAct(Act act) { return act == Act::GetFile || act == Act::Files || act == Act::Charts; }
/// Moves about that are keys only: the menu has no room for them.
constexpr bool isKeyOnly(Act act) {
    return act == Act::PageUp || act == Act::PageDown || act == Act::PreviousTab || act == Act::NextTab ||
           (act >= Act::WidenRight && act <= Act::WidenUp);
}
/// Says whether the key is one that the window or the tabs may take from the terminal.
bool belongsToWindow(const QKeyEvent& key);

} // namespace understudy::terminal
