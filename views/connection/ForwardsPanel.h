#pragma once

#include "core/connection/HostLink.h"
#include "views/theme/Widgets.h"

#include <QPointer>

class QVBoxLayout;

namespace understudy::connection {

/// The ports of this computer that lead through one host, in a panel beside its terminals.
class ForwardsPanel final : public theme::Ground {
    Q_OBJECT
public:
    explicit ForwardsPanel(const theme::Theme& theme, QWidget* parent = nullptr);

    void show(HostLink& link);
    void refresh(); ///< the connection came or went, or was edited
    /// Asks for another port.
    void ask();

    using QWidget::show;

Q_SIGNALS:
    /// The port is to be opened with the first login next time, or not any more.
    void rememberRequested(const understudy::ssh::LocalForward& forward, bool on);
    void closeRequested();

private:
    QWidget* makeHeader();
    void list();
    void orderTabs();
    bool isRemembered(const ssh::LocalForward& forward) const;

    QPointer<HostLink> m_link;
    theme::Text* m_title;
    theme::IconButton* m_close = nullptr;
    theme::Text* m_words;
    QVBoxLayout* m_rows;
    theme::Button* m_add;
};

} // namespace understudy::connection
