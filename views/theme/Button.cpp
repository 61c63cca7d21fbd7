#include "views/theme/Button.h"

#include "views/theme/EnterKey.h"

#include <QEvent>
#include <QPainter>

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

/// The icon with room on the side of the words, which no style sheet can ask for.
QPixmap withGap(const QPixmap& icon, int gap, bool iconBeforeWords) {
    const QSizeF size = icon.deviceIndependentSize();
    QPixmap out((QSizeF(size.width() + gap, size.height()) * icon.devicePixelRatio()).toSize());
    out.setDevicePixelRatio(icon.devicePixelRatio());
    out.fill(Qt::transparent);
    QPainter(&out).drawPixmap(QPointF(iconBeforeWords ? 0 : gap, 0), icon);
    return out;
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
    new EnterKey(*this);
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
    const int gap = m_theme.px(extent == QLatin1String("compact") ? 1 : 3); // besides the style's own 4 px
    const bool before = layoutDirection() == Qt::LeftToRight;
    const QIcon bare = m_theme.icon(m_icon, role, size);
    QIcon spaced;
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Disabled})
        spaced.addPixmap(withGap(bare.pixmap(QSize(size, size), devicePixelRatioF(), mode), gap, before),
                         mode);
    setIcon(spaced);
    setIconSize(QSize(size + gap, size));
}

void Button::changeEvent(QEvent* event) {
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        restyle();
}

} // namespace understudy::theme
