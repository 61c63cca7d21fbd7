#pragma once

#include <QAccessibleWidget>

namespace understudy::terminal {

class TerminalView;

/// What screen readers were told last.
struct ToldReaders {
    QString text;
    int cursor = -1;
};

/// A terminal to a screen reader: the rows in view as one text with cursor and selection.
class AccessibleTerminal final : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit AccessibleTerminal(TerminalView* view);

    static void install(); ///< makes Qt use it for every TerminalView
    /// After a frame: tells readers where the cursor is and, when @p speaks, what is new.
    static void screenChanged(TerminalView& view, ToldReaders& told, bool speaks);

    void* interface_cast(QAccessible::InterfaceType type) override;
    QString text(QAccessible::Text what) const override;
    QAccessible::State state() const override;

    void selection(int index, int* startOffset, int* endOffset) const override;
    int selectionCount() const override;
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int index) override;
    void setSelection(int index, int startOffset, int endOffset) override;
    int cursorPosition() const override;
    void setCursorPosition(int) override {} // the program's cursor is moved by the program
    QString text(int startOffset, int endOffset) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint& point) const override;
    void scrollToSubstring(int, int) override {} // all of it is in view
    QString attributes(int offset, int* startOffset, int* endOffset) const override;

private:
    TerminalView& view() const;
};

} // namespace understudy::terminal
