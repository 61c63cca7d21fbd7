#pragma once

#include "core/connection/HostLink.h"

#include <QWidget>

namespace understudy::theme {
class StatePanel;
class Theme;
} // namespace understudy::theme

namespace understudy::connection {

/// Lies over a terminal that has nothing to show yet: to whom it is connecting, or why it could not and what
/// to do.
class TerminalCover final : public QWidget {
    Q_OBJECT
public:
    TerminalCover(const theme::Theme& theme, QWidget& terminal);

    void show(const HostLink& link);

    using QWidget::show;

Q_SIGNALS:
    void stopRequested();
    void againRequested();
    void editRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showConnecting(const HostLink& link);
    void showFailed(const HostLink& link);
    void replace(theme::StatePanel* panel);

    const theme::Theme& m_theme;
    theme::StatePanel* m_panel = nullptr;
    HostLink::State m_shown = HostLink::State::Idle;
};

} // namespace understudy::connection
