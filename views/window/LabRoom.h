#pragma once

#include "labs/session/LabRun.h"
#include "views/window/Tools.h"

#include <QStackedWidget>

#include <memory>

namespace understudy::charts {
class LiveCharts;
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
    /// Runs every command of the open step, one after the other, as pressing Run on each does.
    void runCommandsOfStep();

Q_SIGNALS:
    void trouble(const understudy::Error& error);
    void hostRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeWorkspace();
    void reachLab();
    void refreshList();

    Tools& m_tools;
    lab::LabList* m_list;
    lab::LabView* m_view = nullptr;
    charts::LiveCharts* m_charts = nullptr;
    LabTerminal* m_terminal = nullptr;
    std::unique_ptr<session::LabRun> m_run;
};

} // namespace understudy::window
