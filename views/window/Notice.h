#pragma once

#include "core/base/Error.h"
#include "views/theme/Theme.h"

#include <QElapsedTimer>
#include <QWidget>

namespace understudy::window {

/// A notice that floats at the lower edge of the window: what is the matter and what to do. It goes away when
/// pressed, or after ten seconds; what was lost or is not safe stays until it is pressed. One that comes
/// right after another stands above it.
class Notice final : public QWidget {
    Q_OBJECT
public:
    static void show(const theme::Theme& theme, QWidget& window, const Error& error);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    Notice(const theme::Theme& theme, QWidget& window, const Error& error);
    void place();
    void leave();
    const theme::Theme& m_theme;
    const bool m_stays;
    QElapsedTimer m_since;
};

} // namespace understudy::window
