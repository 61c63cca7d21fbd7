#pragma once

#include "labs/session/AlertWatch.h"
#include "labs/session/LabRun.h"
#include "labs/session/LabTime.h"
#include "views/window/Tools.h"

#include <QStackedWidget>

#include <memory>

namespace understudy::charts {
class DashboardView;
class LiveCharts;
} // namespace understudy::charts
namespace understudy::traces {
class TracesView;
}
namespace understudy::lab {
class LabList;
class LabView;
} // namespace understudy::lab

namespace understudy::window {

class LabTerminal;

/// The place Labs: the list, and the workspace of the lab that is open with its terminal and charts on the
/// local lab.
class LabRoom final : public QStackedWidget {
    Q_OBJECT
public:
    explicit LabRoom(Tools& tools, QWidget* parent = nullptr);
    ~LabRoom() override;

    void open(const QString& labId);
    void showList();
    session::LabRun* run() const { return m_run.get(); }
    LabTerminal* terminal() const { return m_terminal; }
    charts::LiveCharts& charts() { return *m_charts; }
    session::LabTime& time() { return m_time; }
    session::AlertWatch& alerts() { return m_alerts; }
    traces::TracesView* traces() const { return m_traces; } ///< nullptr until they are asked for
    charts::DashboardView* dashboards() const { return m_dashboards; }
    /// Runs every command of the open step, one after the other, as pressing Run on each does.
    void runCommandsOfStep();

Q_SIGNALS:
    void trouble(const understudy::Error& error);
    void hostRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeWorkspace();
    void showTraces();
    void showDashboards();
    void showWorkspace();
    void showSources();
    void reachLab();
    void refreshList();
    void timeJumped();
    void showBusy();

    Tools& m_tools;
    session::LabTime m_time;
    session::AlertWatch m_alerts;
    lab::LabList* m_list;
    lab::LabView* m_view = nullptr;
    charts::LiveCharts* m_charts = nullptr;
    LabTerminal* m_terminal = nullptr;
    traces::TracesView* m_traces = nullptr;
    charts::DashboardView* m_dashboards = nullptr;
    std::unique_ptr<session::LabRun> m_run;
};

} // namespace understudy::window
