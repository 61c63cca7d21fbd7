#pragma once

#include "core/metrics/PrometheusClient.h"
#include "views/charts/dashboard/PanelBody.h"
#include "views/theme/Text.h"

#include <QPointer>

namespace understudy::charts {

/// One panel of a dashboard: its title, what it shows, and in a line what is the matter with it.
class PanelFrame final : public QWidget {
    Q_OBJECT
public:
    PanelFrame(const theme::Theme& theme, dashboards::Panel panel, QWidget* parent = nullptr);

    const dashboards::Panel& panel() const { return m_panel; }
    PanelBody& body() const { return *m_body; }
    QString note() const { return m_note->text(); }
    int seriesShown() const { return m_shown; }
    /// Asks @p source; what was asked before is given up.
    void ask(metrics::PrometheusClient& source, const std::vector<dashboards::Variable>& variables,
             const dashboards::Window& window);

Q_SIGNALS:
    void answered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void take(std::size_t target, const Result<metrics::Answer>& answer);
    void finish();
    void say(const QString& words, bool trouble);

    const theme::Theme& m_theme;
    dashboards::Panel m_panel;
    theme::Text* m_title;
    theme::Text* m_note;
    PanelBody* m_body;
    dashboards::Window m_window;
    std::vector<metrics::Call> m_calls;
    std::vector<std::vector<NamedSeries>> m_parts; ///< by target
    std::size_t m_missing = 0;
    std::optional<Error> m_trouble;
    int m_shown = 0;
};

} // namespace understudy::charts
