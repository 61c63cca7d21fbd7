#include "views/theme/Ground.h"

#include <QPainter>

namespace understudy::theme {

Hairline::Hairline(const Theme& theme, Qt::Orientation orientation, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    } else {
        setFixedWidth(1);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Hairline::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.color(Color::Line)); }

Ground::Ground(const Theme& theme, Color role, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_role(role) {
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Ground::setRole(Color role) {
    m_role = role;
    update();
}

void Ground::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.color(m_role)); }

} // namespace understudy::theme
