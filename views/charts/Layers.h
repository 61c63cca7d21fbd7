#pragma once

#include "core/metrics/Annotation.h"
#include "views/charts/ChartSpec.h"
#include "views/theme/Theme.h"

#include "views/charts/Plot.h"

#include <vector>

namespace understudy::charts {

/// The tinted areas below the line: what is normal, and what is over the limit, with its dashed line.
class Ground final : public QCPLayerable {
    Q_OBJECT
public:
    Ground(const theme::Theme& theme, QCustomPlot* plot);
    ChartSpec spec;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void band(QCPPainter& painter, double from, double to, theme::Color role, double opacity) const;
    const theme::Theme& m_theme;
};

/// Upright lines where something happened, and the flags that say what.
class Marks final : public QCPLayerable {
    Q_OBJECT
public:
    static constexpr int Top = 4, FlagHeight = 17; ///< pixels
    Marks(const theme::Theme& theme, QCustomPlot* plot);
    std::vector<metrics::Annotation> annotations;
    bool flags = false;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void flag(QCPPainter& painter, const metrics::Annotation& mark, double x, double nextX,
              double& taken) const;
    theme::Color roleOf(metrics::Annotation::Kind kind) const;
    const theme::Theme& m_theme;
};

/// The dot at the newest value. A layer of its own, since a graph's points are cut at the edge of the chart.
class LastPoint final : public QCPLayerable {
    Q_OBJECT
public:
    explicit LastPoint(QCustomPlot* plot);
    QPointF at{qQNaN(), qQNaN()}; ///< seconds since 1970 and the value
    QColor color;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
};

/// The upright line under the pointer, with the value of this chart.
class Cursor final : public QCPLayerable {
    Q_OBJECT
public:
    Cursor(const theme::Theme& theme, QCustomPlot* plot);
    std::optional<double> at; ///< seconds since 1970
    QString words;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    const theme::Theme& m_theme;
};

} // namespace understudy::charts
