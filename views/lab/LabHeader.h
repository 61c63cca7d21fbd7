#pragma once

#include "views/lab/TimerBlock.h"
#include "views/theme/Button.h"
#include "views/theme/Chip.h"
#include "views/theme/IconButton.h"

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
    /// The icon of the second toggle says where the charts would go.
    void setChartsIcon(const QString& icon, const QString& name);

Q_SIGNALS:
    void listWanted();
    void guideToggled();
    void chartsToggled();
    void endWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
    theme::Text* m_title;
    theme::Chip* m_chip;
    TimerBlock* m_timer;
    theme::IconButton* m_guide;
    theme::IconButton* m_charts;
    theme::Button* m_end;
};

} // namespace understudy::lab
