#pragma once

#include "views/theme/Theme.h"

#include <QPushButton>

namespace understudy::theme {

enum class ButtonKind { Primary, Normal, Quiet, Danger };
enum class ButtonSize { Compact, Normal, Large };

/// A push button; one Primary a view. The icon is a name of resources/icons/ui.
class Button final : public QPushButton {
    Q_OBJECT
public:
    Button(const Theme& theme, const QString& text, ButtonKind kind = ButtonKind::Normal,
           const QString& icon = {}, ButtonSize size = ButtonSize::Normal, QWidget* parent = nullptr);
    void setIconName(const QString& icon);

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();
    const Theme& m_theme;
    QString m_icon;
};

} // namespace understudy::theme
