#pragma once

#include <QPalette>
#include <QProxyStyle>
#include <QString>

namespace understudy::theme {

class Theme;

/// Fusion with the metrics of the design system.
class Style final : public QProxyStyle {
    Q_OBJECT
public:
    Style();
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    using QProxyStyle::polish;
    using QProxyStyle::unpolish;
    void polish(QWidget* widget) override;
    void unpolish(QWidget* widget) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

QPalette paletteOf(const Theme& theme);
QString styleSheetOf(const Theme& theme);

} // namespace understudy::theme
