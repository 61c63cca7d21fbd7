#pragma once

#include "views/theme/Theme.h"

#include <QTabBar>

class QLineEdit;

namespace understudy::terminal {

/// The tabs over the terminals: as wide as a dot and a name, the dot telling whether the tab is connected and
/// whether it has rung. A double click renames.
class TabBar final : public QTabBar {
    Q_OBJECT
public:
    enum class Dot { Connected, Off, Rang, Recording, ViewOnly, Locked };

    TabBar(const theme::Theme& theme, QWidget* parent);

    void setDot(int index, Dot dot);
    void rename(int index); ///< a field over the tab; Enter keeps the name, Escape the old one
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void renamed(int index, const QString& name);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void restyle();
    void finish(bool keep);
    QIcon icon(Dot dot) const;

    const theme::Theme& m_theme;
    QLineEdit* m_field;
    int m_renaming = -1;
};

} // namespace understudy::terminal
