#include "views/theme/NumberLabel.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace understudy::theme {

namespace {

double advance(const QFontMetricsF& metrics, QChar c) {
    return c.isDigit() ? metrics.horizontalAdvance(QLatin1Char('0')) : metrics.horizontalAdvance(c);
}

} // namespace

NumberLabel::NumberLabel(const Theme& theme, Type type, Color role, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_type(type)
    , m_role(role) {
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void NumberLabel::setText(const QString& text) {
    if (text == m_text)
        return;
    const bool wider = text.size() != m_text.size();
    m_text = text;
    setAccessibleName(text);
    if (wider)
        updateGeometry();
    update();
}

void NumberLabel::setRole(Color role) {
    m_role = role;
    update();
}

QSize NumberLabel::sizeHint() const {
    const QFontMetricsF metrics(m_theme.font(m_type));
    double width = 0;
    for (const QChar c : m_text)
        width += advance(metrics, c);
    return {static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(metrics.height()))};
}

void NumberLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(m_theme.font(m_type));
    painter.setPen(m_theme.color(m_role));
    const QFontMetricsF metrics(painter.font());
    const double baseline = (height() + metrics.ascent() - metrics.descent()) / 2;
    double x = 0;
    for (const QChar c : m_text) {
        const double cell = advance(metrics, c);
        painter.drawText(QPointF(x + (cell - metrics.horizontalAdvance(c)) / 2, baseline), QString(c));
        x += cell;
    }
}

} // namespace understudy::theme
