#pragma once

#include "views/charts/dashboard/PanelFrame.h"
#include "views/theme/Button.h"

namespace understudy::charts {

/// The panels of a dashboard at their places; one below the other where there is no room beside. Rows fold.
class PanelGrid final : public QWidget {
    Q_OBJECT
public:
    explicit PanelGrid(const theme::Theme& theme, QWidget* parent = nullptr);

    void setPanels(const std::vector<dashboards::Panel>& panels);
    const std::vector<PanelFrame*>& frames() const { return m_frames; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Item {
        dashboards::Panel panel;
        QWidget* widget = nullptr;
        bool folded = false; ///< of a row
    };
    void place();
    int placeBeside();
    int placeBelow();

    const theme::Theme& m_theme;
    std::vector<Item> m_items;
    std::vector<PanelFrame*> m_frames;
};

} // namespace understudy::charts
