#pragma once

#include "views/lab/GuidePane.h"
#include "views/lab/LabHeader.h"
#include "views/lab/PaneSplitter.h"

class QButtonGroup;

namespace understudy::lab {

/// The workspace of a lab: guide, terminal and charts in one window, laid out for the room there is. Terminal
/// and charts are given by the window.
class LabView final : public QWidget {
    Q_OBJECT
public:
    /// What fits, by the width of the window (design system, section 5).
    enum class Room { Wide, Compact, Drawer, Single };
    /// How the charts should draw themselves.
    enum class ChartsShape { Side, Strip, Line };
    enum class Pane { Guide, Terminal, Charts };

    explicit LabView(const theme::Theme& theme, QWidget* parent = nullptr);
    ~LabView() override;

    void setMarkdown(GuidePane::ToHtml toHtml) { m_guide->setMarkdown(std::move(toHtml)); }
    /// Takes the widgets over; they may be set again.
    void setTerminal(QWidget* terminal);
    void setCharts(QWidget* charts);
    /// Not owned; nullptr shows nothing.
    void setRun(session::LabRun* run);
    session::LabRun* run() const { return m_run; }
    /// The clock and the alerts of the lab, for the header; neither is owned.
    void setTime(session::LabTime& time, session::AlertWatch& alerts);
    /// Something of the lab takes its time: starting, moving in time.
    void setBusy(bool busy) { m_header->setBusy(busy); }
    /// What keeps the lab host apart from this computer, and what does not. See LabHeader.
    void setOpenness(const QString& reason, bool walls) { m_header->setOpenness(reason, walls); }
    /// Whether Run may put commands into the terminal, and why not.
    void setRunnable(bool on, const QString& whyNot = {}) { m_guide->setRunnable(on, whyNot); }

    Room room() const { return m_room; }
    ChartsShape chartsShape() const { return m_chartsShape; }
    static Room roomFor(int windowWidth);
    GuidePane& guide() const { return *m_guide; }

public Q_SLOTS:
    void checkNow();
    /// Goes to a pane; when it has the focus already, hides it.
    void goTo(understudy::lab::LabView::Pane pane);

Q_SIGNALS:
    void runCommand(const QString& command);
    void startLabWanted();
    void listWanted();
    void resetWanted();
    void tracesWanted();
    void dashboardsWanted();
    void trouble(const understudy::Error& error);
    void chartsShapeChanged(understudy::lab::LabView::ChartsShape shape);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void addShortcuts();
    void makeSwitchBar();
    void fit(bool anew);
    void arrange();
    void arrangeGuide();
    void arrangeCharts();
    void arrangeSingle();
    void placeDrawer();
    void defaultSizes();
    void toggleGuide();
    void toggleCharts();
    void showTime();
    void endLab();

    const theme::Theme& m_theme;
    QPointer<session::LabRun> m_run;
    LabHeader* m_header;
    QWidget* m_switch;
    QButtonGroup* m_switchButtons;
    theme::Text* m_stepLine;
    PaneSplitter* m_across;
    PaneSplitter* m_middle;
    GuidePane* m_guide;
    QPointer<QWidget> m_terminal;
    QPointer<QWidget> m_charts;
    Room m_room = Room::Wide;
    ChartsShape m_chartsShape = ChartsShape::Side;
    Pane m_single = Pane::Terminal;
    int m_textPercent = 0;
    bool m_low = false; ///< the window is lower than 640
    bool m_guideShown = true, m_chartsShown = true, m_chartsBelow = false, m_drawerOpen = false;
};

} // namespace understudy::lab
