#include "views/theme/Chip.h"

namespace understudy::theme {

Chip::Chip(const Theme& theme, const QString& text, Kind kind, QWidget* parent)
    : QLabel(text, parent)
    , m_theme(theme)
    , m_kind(kind) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    connect(&theme, &Theme::changed, this, &Chip::restyle);
    restyle();
}

void Chip::setKind(Kind kind) {
    m_kind = kind;
    restyle();
}

void Chip::restyle() {
    static constexpr const char* grounds[] = {"@bg-hover", "@accent-soft", "@ok-soft", "@warn-soft",
                                              "@danger-soft"};
    static constexpr const char* inks[] = {"@text-2", "@accent-text", "@ok-text", "@warn-text",
                                           "@danger-text"};
    const auto kind = static_cast<std::size_t>(m_kind);
    QFont font = m_theme.font(Type::Small);
    font.setWeight(QFont::Medium);
    setFont(font);
    setStyleSheet(m_theme.filled(
        QStringLiteral("QLabel { background: %1; color: %2; border-radius: 4px; padding: 3px 8px; }")
            .arg(QLatin1String(grounds[kind]), QLatin1String(inks[kind]))));
}

} // namespace understudy::theme
