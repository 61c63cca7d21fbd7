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

class CompanySite;
class LabTerminal;

/// The place Labs: the list, and the workspace of the lab that is open with its terminal and charts, on the
/// local lab or on a company's cluster.
class LabRoom final : public QStackedWidget {
    Q_OBJECT
public:
    explicit LabRoom(Tools& tools, QWidget* parent = nullptr);
    ~LabRoom() override;

    /// Where it was begun, else on this computer.
    void open(const QString& labId);
    /// On a company's cluster; on this computer when @p cluster is empty.
    void openOn(const QString& labId, const Id& cluster);
    CompanySite& company() const { return *m_company; }
    bool connected() const;
    QString place() const; ///< where the lab that is open is, for the status bar; empty: on this computer
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
    void placeChanged(); ///< of place(), or whether it is connected

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeWorkspace();
    void showTraces();
    void showDashboards();
    void showWorkspace();
    void showSources();
    void begin(const course::Lab& lab);
    bool moveTo(const Id& cluster);
    void makeTerminal();
    void reachLab();
    void reachCompany();
    session::LabSite& site() const;
    metrics::PrometheusClient* prometheus() const;
    void refreshList();
    void timeJumped();
    void showBusy();

    Tools& m_tools;
    session::LabTime m_time;
    session::AlertWatch m_alerts;
    CompanySite* m_company;
    lab::LabList* m_list;
    lab::LabView* m_view = nullptr;
    charts::LiveCharts* m_charts = nullptr;
    LabTerminal* m_terminal = nullptr;
    traces::TracesView* m_traces = nullptr;
    charts::DashboardView* m_dashboards = nullptr;
    std::unique_ptr<session::LabRun> m_run;
};

} // namespace understudy::window
