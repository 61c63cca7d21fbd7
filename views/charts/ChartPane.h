#pragma once

#include "views/charts/ChartPlot.h"
#include "views/theme/NumberLabel.h"
#include "views/theme/Text.h"

#include <QAccessible>

namespace understudy::charts {

/// One chart with its header: title, limit in words, current value in the colour of its standing.
class ChartPane final : public QWidget {
    Q_OBJECT
public:
    ChartPane(const theme::Theme& theme, ChartSpec spec, QWidget* parent = nullptr);

    const ChartSpec& spec() const { return m_spec; }
    ChartPlot& plot() const { return *m_plot; }
    void setDensity(Density density);
    void setLast(bool last); ///< no hairline after it
    /// Takes new samples; the current value is the newest one not older than @p notBefore.
    void setSeries(const metrics::Series& series, qint64 notBefore);
    std::optional<double> latest() const { return m_latest; }
    Standing standing() const { return standingOf(m_spec, m_latest); }
    /// "Error rate, 4.8%, above the limit of 1% since 14:22".
    QString summary() const;
    static theme::Color roleOf(Standing standing);

Q_SIGNALS:
    void standingChanged(understudy::charts::Standing standing);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showValue();
    QString standingWords() const;

    const theme::Theme& m_theme;
    ChartSpec m_spec;
    Density m_density = Density::Side;
    bool m_last = false;
    std::optional<double> m_latest;
    std::optional<qint64> m_since; ///< the standing has been what it is since then
    theme::Text* m_title;
    theme::Text* m_words;
    theme::NumberLabel* m_value;
    theme::NumberLabel* m_smallValue;
    ChartPlot* m_plot;
};

/// Makes panes known to assistive technology as charts; to be given to QAccessible::installFactory.
QAccessibleInterface* chartAccess(const QString& className, QObject* object);

} // namespace understudy::charts
