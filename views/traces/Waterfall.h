#pragma once

#include "views/theme/Widgets.h"
#include "views/traces/BarDelegate.h"

class QSplitter;
class QTreeWidget;
class QTreeWidgetItem;

namespace understudy::traces {

/// The spans of one trace below each other as they caused each other, each at its time; the chosen one with
/// all that is known about it.
class Waterfall final : public QWidget {
    Q_OBJECT
public:
    explicit Waterfall(const theme::Theme& theme, QWidget* parent = nullptr);

    void show(Trace trace);
    using QWidget::show;
    const Trace& trace() const { return m_trace; }
    int current() const; ///< index of the chosen span; -1: none
    void choose(int span);
    /// Shows @p factor of the time in sight, around the chosen span.
    void zoom(double factor);
    void pan(double share); ///< of the time in sight
    void showWhole();
    void zoomToSpan();
    const BarDelegate& bars() const { return *m_bars; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTools();
    void fill();
    void fitColumns();
    void fitSides();
    QTreeWidgetItem* itemOf(int span, QTreeWidgetItem* above);
    QString spoken(int span) const;
    void showSpan();
    void showWindow();
    void goToNext(const std::function<bool(int)>& wanted);

    const theme::Theme& m_theme;
    Trace m_trace;
    BarDelegate* m_bars;
    theme::Text* m_title;
    theme::Text* m_facts;
    theme::Text* m_scale;
    QSplitter* m_split;
    QTreeWidget* m_tree;
    QTreeWidget* m_details;
    theme::Text* m_chosen;
    theme::Button* m_nextError = nullptr;
    std::vector<QTreeWidgetItem*> m_items; ///< by span
};

} // namespace understudy::traces
