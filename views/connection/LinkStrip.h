#pragma once

#include "core/connection/HostLink.h"
#include "views/theme/Strip.h"

#include <QTimer>

namespace understudy::connection {

/// Between the tabs and a terminal: why it is cut off from its host, when that is tried again, and the ways
/// to do it now or not at all; and what else the host has not given it.
class LinkStrip final : public QWidget {
    Q_OBJECT
public:
    LinkStrip(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);

    /// @p link of the terminal in front, nullptr when there is nothing to say of it; @p connected is whether
    /// that terminal has a shell.
    void show(const HostLink* link, bool connected);
    QString words() const;

    using QWidget::show;

Q_SIGNALS:
    void tryRequested();
    void stopRequested(); ///< it is not to be tried again by itself

private:
    void refresh();
    void sayCut();

    const Clock& m_clock;
    QPointer<const HostLink> m_link;
    bool m_connected = false;
    theme::Strip* m_cut;
    theme::Strip* m_lack;
    QTimer m_second;
};

} // namespace understudy::connection
