#pragma once

#include "views/theme/Theme.h"

#include <QLabel>

namespace understudy::theme {

/// A line or paragraph of text in one type style and one colour role.
class Text final : public QLabel {
    Q_OBJECT
public:
    Text(const Theme& theme, Type type, Color role, const QString& text = {}, QWidget* parent = nullptr);
    void setRole(Color role);
    void setType(Type type);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();
    const Theme& m_theme;
    Type m_type;
    Color m_role;
};

} // namespace understudy::theme
