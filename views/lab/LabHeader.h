#pragma once

#include "views/lab/TimerBlock.h"
#include "views/lab/time/LabClockBar.h"
#include "views/theme/Button.h"
#include "views/theme/Chip.h"
#include "views/theme/IconButton.h"

#include <QTimer>

namespace understudy::lab {

/// The line above the workspace: where one is, time, what is shown, End lab.
class LabHeader final : public QWidget {
    Q_OBJECT
public:
    explicit LabHeader(const theme::Theme& theme, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// @p single: one pane at a time, chosen elsewhere.
    void setCompact(bool compact, bool single = false);
    void setTime(std::optional<int> left, int limit, bool paused);
    void setFinished(bool finished);
    /// The company's cluster that the lab is on; empty: this computer.
    void setPlace(const QString& cluster);
    /// What the lab host is not walled off from, in words; nothing when it is. @p walls: there are some.
    void setOpenness(const QString& reason, bool walls);
    /// The icon of the second toggle says where the charts would go.
    void setChartsIcon(const QString& icon, const QString& name);
    LabClockBar& clock() const { return *m_clock; }
    /// A line runs along the lower edge while something takes its time.
    void setBusy(bool busy);

Q_SIGNALS:
    void listWanted();
    void guideToggled();
    void chartsToggled();
    void endWanted();
    void tracesWanted();
    void dashboardsWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void openMore();

    const theme::Theme& m_theme;
    theme::Text* m_title;
    theme::Chip* m_chip;
    theme::Chip* m_open;
    QString m_place;
    bool m_finished = false, m_single = false;
    TimerBlock* m_timer;
    LabClockBar* m_clock;
    theme::IconButton* m_guide;
    theme::IconButton* m_charts;
    theme::IconButton* m_more;
    theme::Button* m_end;
    QTimer m_step; ///< of the line
    int m_at = 0;
};

} // namespace understudy::lab
