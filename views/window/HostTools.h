#pragma once

#include "core/connection/HostLink.h"
#include "views/transfer/FarHost.h"
#include "views/window/Tools.h"

#include <QPointer>
#include <QWidget>

#include <map>
#include <memory>

class QSplitter;
class QStackedWidget;

namespace understudy::charts {
class LiveCharts;
}
namespace understudy::connection {
class ForwardsPanel;
}
namespace understudy::metrics {
class PrometheusClient;
}
namespace understudy::terminal {
class TerminalTabs;
class TerminalView;
enum class Act;
} // namespace understudy::terminal
namespace understudy::theme {
class Button;
class IconButton;
class Text;
} // namespace understudy::theme
namespace understudy::transfer {
class FilesPanel;
class Transfers;
} // namespace understudy::transfer
namespace understudy::tunnel {
class FarNetwork;
}

namespace understudy::window {

/// What a host has beside its terminals, over the same login: its files in a panel, dropped ones on their
/// way in lines below, charts from the Prometheus it reaches, and its ports for the programs here.
class HostTools final : public QWidget {
    Q_OBJECT
public:
    HostTools(Tools& tools, terminal::TerminalTabs& tabs, QWidget* parent = nullptr);
    ~HostTools() override;

    /// Lets files be dropped on a terminal of this host, and got from it.
    void adopt(terminal::TerminalView& view, connection::HostLink& link);
    /// The terminal in front belongs to this host.
    void show(connection::HostLink& link);
    /// A connection came or went.
    void linkChanged(connection::HostLink& link);

    transfer::Transfers& transfers() { return *m_transfers; }
    transfer::FilesPanel* files() const { return m_files; }            ///< nullptr until it was opened
    charts::LiveCharts* charts() const { return m_charts; }            ///< likewise
    connection::ForwardsPanel* forwards() const { return m_forwards; } ///< likewise

    using QWidget::show;

Q_SIGNALS:
    void editRequested(const understudy::Id& connection);
    /// The port is to be opened with the first login to the host, or not any more.
    void rememberRequested(const understudy::Id& connection, const understudy::ssh::LocalForward& forward,
                           bool on);

private:
    enum class Side { None, Files, Charts, Forwards };
    struct Source { ///< of charts
        QPointer<connection::HostLink> link;
        std::unique_ptr<tunnel::FarNetwork> network;
        std::unique_ptr<metrics::PrometheusClient> client;
    };

    void perform(terminal::Act act);
    void toggle(Side side);
    void openSide(Side side);
    void makeFiles();
    void makeCharts();
    void showSide(Side side);
    void showFiles();
    void showCharts();
    void showForwards();
    void getSelected();
    metrics::PrometheusClient* sourceOf(connection::HostLink& link);
    static transfer::FarHost hostOf(connection::HostLink& link);

    Tools& m_tools;
    terminal::TerminalTabs& m_tabs;
    QSplitter* m_splitter;
    QStackedWidget* m_side;
    transfer::Transfers* m_transfers;
    theme::IconButton* m_filesButton;
    theme::IconButton* m_chartsButton;
    theme::IconButton* m_forwardsButton;
    transfer::FilesPanel* m_files = nullptr;
    connection::ForwardsPanel* m_forwards = nullptr;
    QWidget* m_chartsPage = nullptr;
    charts::LiveCharts* m_charts = nullptr;
    theme::Text* m_chartsTitle = nullptr;
    theme::Text* m_chartsWords = nullptr;
    theme::Button* m_chartsEdit = nullptr;
    QString m_address; ///< of the charts shown
    std::map<QString, Source> m_sources;
    QPointer<connection::HostLink> m_link; ///< of the terminal in front
    Side m_open = Side::None;
};

} // namespace understudy::window
