#include "views/theme/Keys.h"

#include <QCoreApplication>
#include <QShortcut>
#include <QWidget>

#include <algorithm>

namespace understudy::theme {
namespace {

using Where = KeyEntry::Where;

constexpr KeyEntry Table[] = {
    {Do::Today, Where::Window, QT_TRANSLATE_NOOP("Keys", "Today"), "Alt+1"},
    {Do::Learn, Where::Window, QT_TRANSLATE_NOOP("Keys", "Learn"), "Alt+2"},
    {Do::Labs, Where::Window, QT_TRANSLATE_NOOP("Keys", "Labs"), "Alt+3"},
    {Do::Quizzes, Where::Window, QT_TRANSLATE_NOOP("Keys", "Quizzes"), "Alt+4"},
    {Do::OnCall, Where::Window, QT_TRANSLATE_NOOP("Keys", "On call"), "Alt+5"},
    {Do::Certificates, Where::Window, QT_TRANSLATE_NOOP("Keys", "Certificates"), "Alt+6"},
    {Do::Search, Where::Window, QT_TRANSLATE_NOOP("Keys", "Search; the second also out of a terminal"),
     "Ctrl+K; Ctrl+Shift+K"},
    {Do::Settings, Where::Window, QT_TRANSLATE_NOOP("Keys", "Settings"), "Ctrl+,"},
    {Do::NextPane, Where::Window, QT_TRANSLATE_NOOP("Keys", "Next pane"), "F6"},
    {Do::PreviousPane, Where::Window, QT_TRANSLATE_NOOP("Keys", "Previous pane"), "Shift+F6"},
    {Do::Rail, Where::Window, QT_TRANSLATE_NOOP("Keys", "The places at the left, also out of a terminal"),
     "Ctrl+Shift+Tab; Ctrl+Shift+Backtab"}, // X11 says the first, others the second
    {Do::KeyList, Where::Window, QT_TRANSLATE_NOOP("Keys", "These keys; the second also out of a terminal"),
     "F1; Ctrl+?; Ctrl+Shift+?"},
    {Do::Guide, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Guide; once more hides it"), "Ctrl+Shift+G"},
    {Do::Terminal, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Terminal; once more hides it"), "Ctrl+Shift+L"},
    {Do::Charts, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Charts; once more hides them"), "Ctrl+Shift+M"},
    {Do::CheckNow, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Check now"), "Ctrl+Shift+Return; Ctrl+Shift+Enter"},
    {Do::Hint, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Next hint"), "Ctrl+Shift+H"},
    {Do::RunStep, Where::Lab, QT_TRANSLATE_NOOP("Keys", "Run the current command in the terminal"),
     "Ctrl+Shift+R"},
    {Do::Connections, Where::OnCall, QT_TRANSLATE_NOOP("Keys", "Back to the connections"), "Ctrl+Shift+G"},
    {Do::HostCharts, Where::OnCall, QT_TRANSLATE_NOOP("Keys", "Charts of the host; once more hides them"),
     "Ctrl+Shift+M"},
    {Do::HostForwards, Where::OnCall,
     QT_TRANSLATE_NOOP("Keys", "Ports through the host; once more hides them"), "Ctrl+Shift+D"},
    {Do::Contents, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Contents; once more hides them"),
     "Ctrl+Shift+G"},
    {Do::Find, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Find on the page"), "Ctrl+F"},
    {Do::NextMatch, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Next match"), "F3"},
    {Do::PreviousMatch, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Previous match"), "Shift+F3"},
    {Do::Larger, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Larger text"), "Ctrl++; Ctrl+="},
    {Do::Smaller, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Smaller text"), "Ctrl+-"},
    {Do::NormalSize, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Normal text size"), "Ctrl+0"},
    {Do::RunFirst, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Run the first command of the page"),
     "Ctrl+Shift+R"},
    {Do::Back, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Back to where you were"), "Alt+Left"},
    {Do::Forward, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Forward again"), "Alt+Right"},
    {Do::ReadingLook, Where::Reader, QT_TRANSLATE_NOOP("Keys", "How text looks: size, lines, letters"),
     "Ctrl+Shift+A"},
    {Do::Print, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Print, or save as PDF"), "Ctrl+P"},
    {Do::Notes, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Notes; once more hides them"), "Ctrl+Shift+N"},
    {Do::Bookmark, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Bookmark this section"), "Ctrl+B"},
    {Do::Highlight, Where::Reader,
     QT_TRANSLATE_NOOP("Keys", "Highlight, or add a note to, what is chosen or this paragraph"),
     "Ctrl+Shift+H"},
    {Do::ZoomPicture, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Enlarged diagram: larger, smaller"),
     "+; =; -"},
    {Do::SizePicture, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Enlarged diagram: fit, 100 %, 200 %"),
     "0; 1; 2"},
    {Do::MovePicture, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Enlarged diagram: move"),
     "Left; Right; Up; Down"},
    {Do::ClosePicture, Where::Reader, QT_TRANSLATE_NOOP("Keys", "Enlarged diagram: close"), "Esc"},
    {Do::Choose, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Choose an answer"), "A; B; C; D; E"},
    {Do::Answer, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Answer, then go on"), "Return; Enter"},
    {Do::Flag, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Flag the question"), "F"},
    {Do::QuestionList, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Go to the questions"), "G"},
    {Do::PreviousQuestion, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Previous question"), "Left"},
    {Do::NextQuestion, Where::Quiz, QT_TRANSLATE_NOOP("Keys", "Next question"), "Right"},
};

} // namespace

QString KeyEntry::words() const { return QCoreApplication::translate("Keys", text); }

QString KeyEntry::placeWords(Where where) {
    switch (where) {
    case Where::Window:
        return QCoreApplication::translate("Keys", "Window");
    case Where::Lab:
        return QCoreApplication::translate("Keys", "Lab");
    case Where::OnCall:
        return QCoreApplication::translate("Keys", "On call");
    case Where::Reader:
        return QCoreApplication::translate("Keys", "Page");
    case Where::Quiz:
        return QCoreApplication::translate("Keys", "Quiz");
    }
    return {};
}

QList<QKeySequence> KeyEntry::sequences() const {
    QList<QKeySequence> all;
    for (const QString& each : QString::fromLatin1(keys).split(QStringLiteral("; ")))
        all << QKeySequence(each, QKeySequence::PortableText);
    return all;
}

std::span<const KeyEntry> keyTable() { return Table; }

const KeyEntry& entryOf(Do act) {
    return *std::find_if(std::begin(Table), std::end(Table),
                         [act](const KeyEntry& entry) { return entry.act == act; });
}

void bind(Do act, QWidget* owner, std::function<void(int)> work, bool everywhere) {
    int number = 0;
    for (const QKeySequence& keys : entryOf(act).sequences()) {
        auto* shortcut = new QShortcut(keys, owner);
        shortcut->setContext(everywhere ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
        QObject::connect(shortcut, &QShortcut::activated, owner, [work, number] { work(number); });
        ++number;
    }
}

} // namespace understudy::theme
