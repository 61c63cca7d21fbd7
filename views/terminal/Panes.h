#pragma once

#include <QList>
#include <QPointer>
#include <QWidget>

namespace understudy::terminal {

class TerminalView;

/// The terminals of one tab, side by side or one below the other, as often as one likes.
class Panes final : public QWidget {
    Q_OBJECT
public:
    Panes(TerminalView* first, QWidget* parent);

    TerminalView* current() const; ///< the one that has or last had the focus
    void setCurrent(TerminalView* view);
    QList<TerminalView*> views() const; ///< from the left and top
    bool has(const TerminalView* view) const;
    /// Puts @p fresh to the right of the current one, or below it, and gives both the same room.
    void split(TerminalView* fresh, Qt::Orientation orientation);
    /// Takes a terminal out; false when it is the only one.
    bool close(TerminalView* view);
    void step(int by); ///< the focus goes to the next or the previous terminal
    /// Moves the nearest split line of that direction, by 16 pixels a step.
    void moveSplit(Qt::Orientation orientation, int steps);

Q_SIGNALS:
    void currentChanged(understudy::terminal::TerminalView* view);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void adopt(TerminalView* view);
    void replace(QWidget* old, QWidget* fresh);

    QPointer<TerminalView> m_current;
};

} // namespace understudy::terminal
