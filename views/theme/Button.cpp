#include "views/theme/Button.h"

namespace understudy::theme {

namespace {

const char* nameOf(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Primary:
        return "primary";
    case ButtonKind::Quiet:
        return "quiet";
    case ButtonKind::Danger:
        return "danger";
    case ButtonKind::Normal:
        break;
    }
    return "normal";
}

const char* nameOf(ButtonSize size) {
    return size == ButtonSize::Compact ? "compact" : size == ButtonSize::Large ? "large" : "normal";
}

} // namespace

Button::Button(const Theme& theme, const QString& text, ButtonKind kind, const QString& icon, ButtonSize size,
               QWidget* parent)
    : QPushButton(text, parent)
    , m_theme(theme)
    , m_icon(icon) {
    setProperty("kind", QLatin1String(nameOf(kind)));
    setProperty("extent", QLatin1String(nameOf(size)));
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &Button::restyle);
    restyle();
}

void Button::setIconName(const QString& icon) {
    m_icon = icon;
    restyle();
}

void Button::restyle() {
    const QString kind = property("kind").toString();
    const QString extent = property("extent").toString();
    QFont font = m_theme.font(extent == QLatin1String("large") ? Type::BodyStrong : Type::UiMedium);
    if (extent == QLatin1String("compact"))
        font.setPixelSize(m_theme.px(12));
    setFont(font);
    if (m_icon.isEmpty())
        return;
    const Color role = kind == QLatin1String("primary")  ? Color::OnAccent
                       : kind == QLatin1String("danger") ? Color::DangerText
                       : kind == QLatin1String("quiet")  ? Color::Text2
                                                         : Color::Text;
    const int size = m_theme.px(16);
    setIcon(m_theme.icon(m_icon, role, size));
    setIconSize(QSize(size, size));
}

} // namespace understudy::theme
