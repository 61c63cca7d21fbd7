#pragma once

#include "core/metrics/LiveQuery.h"
#include "views/charts/ChartPane.h"
#include "views/charts/Grid.h"
#include "views/charts/SummaryLine.h"
#include "views/charts/TimeWindow.h"
#include "views/theme/IconButton.h"

#include <QBoxLayout>
#include <QPointer>

#include <memory>

namespace understudy::charts {

/// A lab's charts, kept up to date, with one axis of time and one cursor through all of them.
class LiveCharts final : public QWidget {
    Q_OBJECT
public:
    /// Column at the side, strip below the terminal, or one line of values.
    enum class Shape { Side, Strip, Line };

    LiveCharts(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);
    ~LiveCharts() override;

    void setCharts(std::vector<ChartSpec> specs);
    /// Where the values come from, not owned; nullptr stops asking and keeps what is drawn.
    void setSource(metrics::PrometheusClient* source);
    void setAnnotations(std::vector<metrics::Annotation> annotations);
    void setShape(Shape shape);
    Shape shape() const { return m_shape; }
    void setPollInterval(std::chrono::milliseconds every) { m_every = every; } ///< 2 s when not set

    int count() const { return int(m_panes.size()); }
    /// The value in a chart's header; nothing when there is none or it is old.
    std::optional<double> latest(int chart) const;
    /// Samples with a value in a chart.
    int sampleCount(int chart) const;
    const ChartPane& pane(int chart) const { return *m_panes[std::size_t(chart)]; }
    TimeWindow& window() { return m_window; }
    std::optional<qint64> cursor() const { return m_cursor; }
    void setCursor(std::optional<qint64> at);

    /// What is in the window, as a table.
    Grid grid() const;
    Result<void> saveCsv(const QString& path) const;
    Result<void> savePng(const QString& path);

Q_SIGNALS:
    void updated();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void makeHeader();
    void addPane(const ChartSpec& spec);
    void ask();
    void fetchMore();
    void showSoon();
    void showAll();
    void showHeader();
    void showMenu(const QPoint& at);
    void choosePng();
    void chooseCsv();
    void moveCursor(int steps);
    void togglePause();
    qint64 freshLimit(int chart) const;

    const theme::Theme& m_theme;
    const Clock& m_clock;
    TimeWindow m_window;
    QPointer<metrics::PrometheusClient> m_source;
    std::vector<std::unique_ptr<metrics::LiveQuery>> m_queries;
    std::vector<ChartPane*> m_panes;
    std::vector<metrics::Annotation> m_annotations;
    std::chrono::milliseconds m_every{2000};
    Shape m_shape = Shape::Side;
    std::optional<qint64> m_cursor;
    std::optional<Error> m_trouble;
    QTimer m_second, m_frame, m_fetch;
    QWidget* m_header;
    theme::Text* m_headline;
    theme::IconButton* m_pause;
    QBoxLayout* m_row;
    SummaryLine* m_line;
};

} // namespace understudy::charts
