#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

namespace understudy::theme {

/// A thin bar, whole or in segments, filled to a share.
class Bar final : public QWidget {
    Q_OBJECT
public:
    Bar(const Theme& theme, QWidget* parent = nullptr, int height = 5, int segments = 1);
    void setTrack(Color track); ///< the empty part, when it lies on a tinted ground
    void set(double share, Color fill = Color::AccentText);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    double m_share = 0;
    Color m_fill = Color::AccentText;
    Color m_track;
    int m_height;
    int m_segments;
};

} // namespace understudy::theme
