#pragma once

#include "core/connection/Connection.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QMenu;

namespace understudy::connection {

/// One connection in the list: what it is called, where it goes, when it was last used, and what one can do
/// with it, by mouse, key and menu alike. One of ~/.ssh/config can be connected to and copied, not changed.
class ConnectionRow final : public QWidget {
    Q_OBJECT
public:
    /// @p terminals are open on it now; @p lastUsed in words, "" for never; @p notes are sentences about it.
    ConnectionRow(const theme::Theme& theme, const Connection& connection, int terminals,
                  const QString& lastUsed, const QStringList& notes, QWidget* parent = nullptr);

    const Id& id() const { return m_id; }

Q_SIGNALS:
    void connectRequested();
    void editRequested();
    void duplicateRequested();
    void removeRequested();
    void stepRequested(int by); ///< Up and Down

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showMenu(QPoint at);

    const theme::Theme& m_theme;
    Id m_id;
    bool m_fixed;         ///< of ~/.ssh/config
    bool m_under = false; ///< the pointer is over it
};

} // namespace understudy::connection
