#pragma once

#include "views/theme/Theme.h"

#include <QToolButton>

namespace understudy::theme {

/// A button that is only an icon; its name is tooltip and accessible name.
class IconButton final : public QToolButton {
    Q_OBJECT
public:
    IconButton(const Theme& theme, const QString& icon, const QString& name, QWidget* parent = nullptr,
               int size = 18);
    void setIconName(const QString& icon);
    void setRole(Color role);

private:
    void restyle();
    const Theme& m_theme;
    QString m_icon;
    int m_size;
    Color m_role = Color::Text2;
};

} // namespace understudy::theme
