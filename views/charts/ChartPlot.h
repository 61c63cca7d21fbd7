#pragma once

#include "core/metrics/Annotation.h"
#include "core/metrics/Series.h"
#include "views/charts/Scale.h"
#include "views/theme/Theme.h"

#include "views/charts/Plot.h"

namespace understudy::charts {

class Ground;
class Marks;
class Cursor;
class LastPoint;

/// How much room a chart has.
enum class Density { Side, Strip };

/// The drawing of one chart: line, what is normal, limit, marks, last point and cursor, without its header.
class ChartPlot final : public QCustomPlot {
    Q_OBJECT
public:
    explicit ChartPlot(const theme::Theme& theme, QWidget* parent = nullptr);

    void setSpec(const ChartSpec& spec);
    void setDensity(Density density);
    /// Labels of the marks; one chart of a column has them.
    void setFlags(bool on);
    void setAnnotations(const std::vector<metrics::Annotation>& annotations);
    /// Takes the samples over; the drawing follows with the next refresh().
    void setSeries(const metrics::Series& series);
    void setRange(qint64 from, qint64 to);
    /// Draws only the layer of the cursor anew.
    void setCursor(std::optional<qint64> at, const QString& words);
    /// Recomputes the scale and draws with the next frame, once however often it is called.
    void refresh();
    const Scale& scale() const { return m_scale; }
    /// Milliseconds since 1970 at a horizontal position.
    qint64 timeAt(double x) const;

Q_SIGNALS:
    void zoomed(double factor, qint64 about);
    void panned(qint64 by);
    void liveWanted();
    void pointed(qint64 at);
    void left();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void restyle();
    void layOut();
    void setUpAxes();

    const theme::Theme& m_theme;
    ChartSpec m_spec;
    Scale m_scale;
    Density m_density = Density::Side;
    bool m_flags = false;
    QCPGraph* m_line;
    LastPoint* m_last; ///< these four are owned by the plot
    Ground* m_ground;
    Marks* m_marks;
    Cursor* m_cursor;
    std::optional<double> m_dragX;
};

} // namespace understudy::charts
