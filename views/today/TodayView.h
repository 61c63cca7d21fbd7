#pragma once

#include "core/progress/Today.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace understudy::today {

class PlanList;
class SideColumn;

/// The first screen: where one stopped, what today holds, the two weeks, and what is due.
class TodayView final : public QWidget {
    Q_OBJECT
public:
    explicit TodayView(const theme::Theme& theme, QWidget* parent = nullptr);

    void show(const progress::Today& today);
    SideColumn& side() { return *m_side; }
    /// The words a person reads at the top: date line, heading and the resume block.
    QString headline() const;

    using QWidget::show;

Q_SIGNALS:
    void openRequested(understudy::progress::ItemKind kind, const QString& ref, const QString& anchor);
    void moveRequested(const understudy::progress::Behind& move); ///< of 0 days: to be taken back
    void tracksRequested();
    void daysOffRequested();
    void exportRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int pageMargin() const;
    void rebuild();
    void fit();
    void fillLead(const progress::Today& today);
    QWidget* moveRow(const QString& words, const QString& action, const progress::Behind& move);
    QWidget* actionRow();
    QWidget* resumeBlock(const progress::ResumeCandidate& resume);

    const theme::Theme& m_theme;
    progress::Today m_today;
    QScrollArea* m_scroll;
    QWidget* m_lead = nullptr;
    SideColumn* m_side;
    QBoxLayout* m_row;
    QBoxLayout* m_resumeRow = nullptr;
    std::vector<QBoxLayout*> m_rows; ///< that stand on several lines where it is narrow
    PlanList* m_plan = nullptr;
};

} // namespace understudy::today
