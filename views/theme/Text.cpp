#include "views/theme/Text.h"

namespace understudy::theme {

Text::Text(const Theme& theme, Type type, Color role, const QString& text, QWidget* parent)
    : QLabel(text, parent)
    , m_theme(theme)
    , m_type(type)
    , m_role(role) {
    setTextFormat(Qt::PlainText); // words from a pack or a server are never markup; callers may say otherwise
    connect(&theme, &Theme::changed, this, &Text::restyle);
    restyle();
}

void Text::setRole(Color role) {
    if (m_role == role)
        return;
    m_role = role;
    restyle();
}

void Text::setType(Type type) {
    if (m_type == type)
        return;
    m_type = type;
    restyle();
}

// Nested layouts ask the same few widths dozens of times a screen, and each answer means shaping all words.
int Text::heightForWidth(int width) const {
    Measured now{text(), font(), contentsMargins() + margin()};
    if (now != m_measured) {
        m_measured = std::move(now);
        m_heights.clear();
    }
    auto height = m_heights.find(width);
    if (height == m_heights.end())
        height = m_heights.insert(width, QLabel::heightForWidth(width));
    return *height;
}

// A wrapped label's minimum height knows nothing of its width, and a scroll area would cut its last lines.
void Text::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    if (wordWrap())
        setMinimumHeight(qMax(0, heightForWidth(width()))); // -1 while there is no text
}

void Text::restyle() {
    setFont(m_theme.font(m_type));
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(m_role));
    palette.setColor(QPalette::Link, m_theme.color(Color::AccentText));
    setPalette(palette);
}

} // namespace understudy::theme
