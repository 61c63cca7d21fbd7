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
/// way in lines below, and charts from the Prometheus it reaches.
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
    transfer::FilesPanel* files() const { return m_files; } ///< nullptr until it was opened
    charts::LiveCharts* charts() const { return m_charts; } ///< likewise

    using QWidget::show;

Q_SIGNALS:
    void editRequested(const understudy::Id& connection);

private:
    enum class Side { None, Files, Charts };
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
    void showFiles();
    void showCharts();
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
    transfer::FilesPanel* m_files = nullptr;
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
