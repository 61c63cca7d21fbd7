#pragma once

#include "core/tunnel/PortForward.h"
#include "views/theme/Widgets.h"

#include <QPointer>
#include <QTimer>

namespace understudy::connection {

/// One forwarded port: its address here to be copied, where it leads, what it carries, and its end.
class ForwardRow final : public QWidget {
    Q_OBJECT
public:
    /// @p remembered: it is opened again next time, and the line says so.
    ForwardRow(const theme::Theme& theme, tunnel::PortForward& forward, bool remembered,
               QWidget* parent = nullptr);

    void refresh(); ///< the connection came or went
    QString words() const;

Q_SIGNALS:
    void stopRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString figures() const;

    const theme::Theme& m_theme;
    const QPointer<tunnel::PortForward> m_forward;
    const bool m_remembered;
    theme::Text* m_state;
    theme::Text* m_trouble;
    QTimer m_soon; ///< bytes come faster than anybody reads
};

} // namespace understudy::connection
