#include "views/terminal/text/Actions.h"

#include <QCoreApplication>
#include <QKeyEvent>

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr int C = Qt::CTRL;
constexpr int S = Qt::SHIFT;
constexpr int CS = Qt::CTRL | Qt::SHIFT;
constexpr int CSA = CS | Qt::ALT;

constexpr Action Table[] = {
    {Act::Copy, QT_TRANSLATE_NOOP("TerminalActions", "Copy"), "copy", {CS | Qt::Key_C}, false, true},
    {Act::CopyHtml,
     QT_TRANSLATE_NOOP("TerminalActions", "Copy with colors"),
     "",
     {CS | Qt::Key_B},
     false,
     false},
    {Act::Paste, QT_TRANSLATE_NOOP("TerminalActions", "Paste"), "", {CS | Qt::Key_V}, false, false},
    {Act::SelectAll, QT_TRANSLATE_NOOP("TerminalActions", "Select all"), "", {CS | Qt::Key_A}, false, false},
    {Act::SelectOutput,
     QT_TRANSLATE_NOOP("TerminalActions", "Select the last output"),
     "",
     {CS | Qt::Key_O},
     false,
     false},
    {Act::Find,
     QT_TRANSLATE_NOOP("TerminalActions", "Find in terminal"),
     "search",
     {CS | Qt::Key_F},
     false,
     true},
    {Act::PreviousPrompt,
     QT_TRANSLATE_NOOP("TerminalActions", "Go to the previous prompt"),
     "",
     {CS | Qt::Key_Up},
     false,
     false},
    {Act::NextPrompt,
     QT_TRANSLATE_NOOP("TerminalActions", "Go to the next prompt"),
     "",
     {CS | Qt::Key_Down},
     false,
     false},
    {Act::Top,
     QT_TRANSLATE_NOOP("TerminalActions", "Go to the oldest line"),
     "",
     {CS | Qt::Key_Home},
     false,
     false},
    {Act::Bottom,
     QT_TRANSLATE_NOOP("TerminalActions", "Go to the newest line"),
     "",
     {CS | Qt::Key_End},
     false,
     false},
    {Act::ReadOutput,
     QT_TRANSLATE_NOOP("TerminalActions", "Read the last output"),
     "text",
     {CS | Qt::Key_Y},
     false,
     true},
    {Act::SpeakOutput,
     QT_TRANSLATE_NOOP("TerminalActions", "Tell screen readers of new output"),
     "",
     {CS | Qt::Key_J},
     false,
     false},
    {Act::ZoomIn,
     QT_TRANSLATE_NOOP("TerminalActions", "Larger text"),
     "",
     {C | Qt::Key_Plus, C | Qt::Key_Equal, CS | Qt::Key_Plus},
     false,
     true},
    {Act::ZoomOut,
     QT_TRANSLATE_NOOP("TerminalActions", "Smaller text"),
     "",
     {C | Qt::Key_Minus, CS | Qt::Key_Underscore},
     false,
     false},
    {Act::ZoomReset,
     QT_TRANSLATE_NOOP("TerminalActions", "Normal text size"),
     "",
     {C | Qt::Key_0},
     false,
     false},
    {Act::Clear, QT_TRANSLATE_NOOP("TerminalActions", "Clear"), "", {CS | Qt::Key_Delete}, false, true},
    {Act::Reset, QT_TRANSLATE_NOOP("TerminalActions", "Reset"), "", {CS | Qt::Key_Backspace}, false, false},
    {Act::Save,
     QT_TRANSLATE_NOOP("TerminalActions", "Save the text…"),
     "download",
     {CS | Qt::Key_P},
     false,
     false},
    {Act::Record,
     QT_TRANSLATE_NOOP("TerminalActions", "Record what the screen shows"),
     "",
     {CS | Qt::Key_Z},
     false,
     false},
    {Act::OpenRecording, QT_TRANSLATE_NOOP("TerminalActions", "Open a recording…"), "play", {}, true, false},
    {Act::Lock,
     QT_TRANSLATE_NOOP("TerminalActions", "Lock the keyboard"),
     "lock",
     {CS | Qt::Key_Q},
     false,
     false},
    {Act::NewTab, QT_TRANSLATE_NOOP("TerminalActions", "New tab"), "plus", {CS | Qt::Key_T}, true, true},
    {Act::Rename, QT_TRANSLATE_NOOP("TerminalActions", "Rename the tab…"), "", {CS | Qt::Key_I}, true, false},
    {Act::SplitRight,
     QT_TRANSLATE_NOOP("TerminalActions", "Split side by side"),
     "split",
     {CS | Qt::Key_E},
     true,
     false},
    {Act::SplitDown,
     QT_TRANSLATE_NOOP("TerminalActions", "Split one below the other"),
     "panel-bottom",
     {CS | Qt::Key_Bar, CS | Qt::Key_Backslash},
     true,
     false},
    {Act::NextPane,
     QT_TRANSLATE_NOOP("TerminalActions", "Next terminal of the split"),
     "",
     {CS | Qt::Key_Right},
     true,
     false},
    {Act::PreviousPane,
     QT_TRANSLATE_NOOP("TerminalActions", "Previous terminal of the split"),
     "",
     {CS | Qt::Key_Left},
     true,
     false},
    {Act::WidenRight,
     QT_TRANSLATE_NOOP("TerminalActions", "Move the split to the right"),
     "",
     {CSA | Qt::Key_Right},
     true,
     false},
    {Act::WidenLeft,
     QT_TRANSLATE_NOOP("TerminalActions", "Move the split to the left"),
     "",
     {CSA | Qt::Key_Left},
     true,
     false},
    {Act::WidenDown,
     QT_TRANSLATE_NOOP("TerminalActions", "Move the split down"),
     "",
     {CSA | Qt::Key_Down},
     true,
     false},
    {Act::WidenUp,
     QT_TRANSLATE_NOOP("TerminalActions", "Move the split up"),
     "",
     {CSA | Qt::Key_Up},
     true,
     false},
    {Act::GetFile,
     QT_TRANSLATE_NOOP("TerminalActions", "Get the selected file…"),
     "download",
     {},
     true,
     true},
    {Act::Files, QT_TRANSLATE_NOOP("TerminalActions", "Files of the host"), "", {}, true, false},
    {Act::Charts, QT_TRANSLATE_NOOP("TerminalActions", "Charts of the host"), "chart", {}, true, false},
    {Act::FullView,
     QT_TRANSLATE_NOOP("TerminalActions", "Only the terminal"),
     "full-view",
     {CS | Qt::Key_X},
     true,
     false},
    {Act::Close,
     QT_TRANSLATE_NOOP("TerminalActions", "Close the terminal"),
     "x",
     {CS | Qt::Key_W},
     true,
     false},
    {Act::PageUp, QT_TRANSLATE_NOOP("TerminalActions", "Scroll up"), "", {S | Qt::Key_PageUp}, false, false},
    {Act::PageDown,
     QT_TRANSLATE_NOOP("TerminalActions", "Scroll down"),
     "",
     {S | Qt::Key_PageDown},
     false,
     false},
    {Act::PreviousTab,
     QT_TRANSLATE_NOOP("TerminalActions", "Previous tab"),
     "",
     {C | Qt::Key_PageUp},
     true,
     false},
    {Act::NextTab, QT_TRANSLATE_NOOP("TerminalActions", "Next tab"), "", {C | Qt::Key_PageDown}, true, false},
};

int numberOf(const QKeyEvent& key) {
    const auto kept = Qt::ShiftModifier | Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    return int(key.modifiers() & kept) | key.key();
}

} // namespace

QString Action::words() const { return QCoreApplication::translate("TerminalActions", text); }
QKeySequence Action::shown() const { return keys[0] == 0 ? QKeySequence() : QKeySequence(keys[0]); }

std::span<const Action> actions() { return Table; }

const Action& actionOf(Act act) {
    return *std::find_if(std::begin(Table), std::end(Table),
                         [act](const Action& action) { return action.act == act; });
}

std::optional<Act> actOf(const QKeyEvent& key) {
    const int number = numberOf(key);
    for (const Action& action : Table) {
        if (std::find(action.keys.begin(), action.keys.end(), number) != action.keys.end()) {
            return action.act;
        }
    }
    return std::nullopt;
}

bool belongsToWindow(const QKeyEvent& key) {
    if (const auto act = actOf(key)) {
        return actionOf(*act).ofTabs;
    }
    const int code = key.key();
    const bool ours = (code >= Qt::Key_A && code <= Qt::Key_Z) || code == Qt::Key_Return ||
                      code == Qt::Key_Question || code == Qt::Key_Slash || code == Qt::Key_Backtab;
    return (numberOf(key) & ~code) == CS && ours;
}

} // namespace understudy::terminal
