#pragma once

#include "core/connection/HostLink.h"
#include "views/theme/Widgets.h"

#include <QWidget>

namespace understudy::connection {

/// Above the terminals: which host this is, and the ways back to the list and off the host.
class HostHeader final : public QWidget {
    Q_OBJECT
public:
    HostHeader(const theme::Theme& theme, QWidget* parent = nullptr);

    void show(const HostLink& link);

    using QWidget::show;

Q_SIGNALS:
    void listRequested();
    void disconnectRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const theme::Theme& m_theme;
    theme::Text* m_name;
    theme::Text* m_where;
    theme::Button* m_leave;
};

} // namespace understudy::connection
