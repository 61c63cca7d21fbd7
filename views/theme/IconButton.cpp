#include "views/theme/IconButton.h"

#include "views/theme/EnterKey.h"

namespace understudy::theme {

IconButton::IconButton(const Theme& theme, const QString& icon, const QString& name, QWidget* parent,
                       int size)
    : QToolButton(parent)
    , m_theme(theme)
    , m_icon(icon)
    , m_size(size) {
    setToolTip(name);
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    new EnterKey(*this);
    connect(&theme, &Theme::changed, this, &IconButton::restyle);
    restyle();
}

void IconButton::setIconName(const QString& icon) {
    m_icon = icon;
    restyle();
}

void IconButton::setRole(Color role) {
    m_role = role;
    restyle();
}

void IconButton::restyle() {
    const int size = m_theme.px(m_size);
    setIcon(m_theme.icon(m_icon, m_role, size));
    setIconSize(QSize(size, size));
    constexpr int smallestTarget = 26;
    setMinimumSize(sizeHint().expandedTo(QSize(smallestTarget, smallestTarget)));
}

} // namespace understudy::theme
