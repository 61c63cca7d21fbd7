#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>
#include <span>

class QWidget;

namespace understudy::theme {

/// What a key of the window does. The keys of a terminal are in terminal::actions().
enum class Do {
    Today,
    Learn,
    Labs,
    Quizzes,
    OnCall,
    Certificates,
    Search,
    Settings,
    NextPane,
    PreviousPane,
    Rail,
    KeyList,
    Guide,
    Terminal,
    Charts,
    CheckNow,
    Hint,
    RunStep,
    Connections,
    HostCharts,
    HostForwards,
    Contents,
    Find,
    NextMatch,
    PreviousMatch,
    Larger,
    Smaller,
    NormalSize,
    RunFirst,
    Back,
    Forward,
    ReadingLook,
    Print,
    Notes,
    Bookmark,
    Highlight,
    ZoomPicture,
    SizePicture,
    MovePicture,
    ClosePicture,
    Choose,
    Answer,
    Flag,
    QuestionList,
    PreviousQuestion,
    NextQuestion
};

/// One line of the list of keys. What is bound and what is shown are both made from it.
struct KeyEntry {
    enum class Where { Window, Lab, OnCall, Reader, Quiz };
    Do act;
    Where where;
    const char* text; ///< to be translated in the context "Keys"
    const char* keys; ///< as QKeySequence reads them, "; " between several

    QString words() const;
    static QString placeWords(Where where);
    QList<QKeySequence> sequences() const;
};

std::span<const KeyEntry> keyTable();
const KeyEntry& entryOf(Do act);
/// Lets the keys of @p act do @p work while @p owner or what is in it has the focus; @p work is told which of
/// them was pressed, from 0. For owners that are windows' panes the whole window counts where @p everywhere.
void bind(Do act, QWidget* owner, std::function<void(int)> work, bool everywhere = false);

} // namespace understudy::theme
