#include "views/theme/Text.h"

#include <QPainter>
#include <QResizeEvent>

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

void Text::setElided(bool on) {
    m_elided = on;
    setSizePolicy(on ? QSizePolicy::Maximum : QSizePolicy::Preferred, QSizePolicy::Preferred);
    updateGeometry();
    update();
}

QSize Text::minimumSizeHint() const {
    const QSize hint = QLabel::minimumSizeHint();
    constexpr double fewLetters = 48;
    if (m_elided)
        return {qMin(hint.width(), m_theme.px(fewLetters)), hint.height()};
    // A wrapped label's own minimum height knows nothing of its width, and a scroll area would cut its last
    // lines.
    const bool laidOut = wordWrap() && testAttribute(Qt::WA_Resized);
    return {hint.width(), laidOut ? qMax(hint.height(), heightForWidth(width())) : hint.height()};
}

void Text::paintEvent(QPaintEvent* event) {
    const bool whole = width() >= QLabel::sizeHint().width();
    if (m_elided)
        setToolTip(whole ? QString() : text());
    if (!m_elided || whole)
        return QLabel::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), int(alignment() | Qt::TextSingleLine),
                     fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
}

// Nested layouts ask the same few widths dozens of times a screen, and each answer means shaping all words.
int Text::heightForWidth(int width) const {
    // A label is never lower than its least size, so that is part of what was measured.
    Measured now{text(), font(),
                 contentsMargins() + margin() + QMargins(minimumWidth(), minimumHeight(), 0, 0)};
    if (now != m_measured) {
        m_measured = std::move(now);
        m_heights.clear();
    }
    auto height = m_heights.find(width);
    if (height == m_heights.end())
        height = m_heights.insert(width, QLabel::heightForWidth(width));
    return *height;
}

void Text::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    if (wordWrap() && event->size().width() != event->oldSize().width())
        updateGeometry(); // its minimum height goes with its width
}

void Text::restyle() {
    setFont(m_theme.font(m_type));
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(m_role));
    palette.setColor(QPalette::Link, m_theme.color(Color::AccentText));
    setPalette(palette);
}

} // namespace understudy::theme
