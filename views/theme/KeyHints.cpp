#include "views/theme/KeyHints.h"

#include <QPainter>

namespace understudy::theme {

KeyHints::KeyHints(const Theme& theme, std::vector<Hint> hints, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_hints(std::move(hints)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize KeyHints::sizeHint() const { return {m_theme.px(200), m_theme.px(24) + contentsMargins().top()}; }

int KeyHints::walk(QPainter* painter, int x) const {
    const QFontMetrics capText(m_theme.font(Type::Micro)), words(m_theme.font(Type::Small));
    const int capHeight = m_theme.px(18), upper = contentsMargins().top();
    const int top = upper + (height() - upper - capHeight) / 2;
    const auto write = [&](const QString& text) {
        if (painter) {
            painter->setFont(m_theme.font(Type::Small));
            painter->setPen(m_theme.color(Color::Text2));
            painter->drawText(QRect(x, upper, words.horizontalAdvance(text) + 2, height() - upper),
                              Qt::AlignVCenter, text);
        }
        x += words.horizontalAdvance(text);
    };
    for (const Hint& hint : m_hints) {
        for (qsizetype i = 0; i < hint.keys.size(); ++i) {
            if (i > 0 && !hint.between.isEmpty())
                write(QLatin1Char(' ') + hint.between + QLatin1Char(' '));
            else if (i > 0)
                x += m_theme.px(3);
            const QRectF cap(
                x, top, std::max(m_theme.px(20), capText.horizontalAdvance(hint.keys[i]) + m_theme.px(11)),
                capHeight);
            if (painter) {
                painter->setPen(QPen(m_theme.color(Color::LineStrong), 1));
                painter->setBrush(m_theme.color(Color::BgPanel));
                painter->drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
                painter->setPen(m_theme.color(Color::Text2));
                painter->setFont(m_theme.font(Type::Micro));
                painter->drawText(cap, Qt::AlignCenter, hint.keys[i]);
            }
            x += static_cast<int>(cap.width());
        }
        x += m_theme.px(6);
        write(hint.does);
        x += m_theme.px(22);
    }
    return x - m_theme.px(22);
}

void KeyHints::paintEvent(QPaintEvent*) {
    const int wide = walk(nullptr, 0);
    if (wide > width())
        return; // help that would be cut is no help; F1 has the list
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    walk(&painter, m_side == Qt::AlignLeft    ? 0
                   : m_side == Qt::AlignRight ? width() - wide
                                              : (width() - wide) / 2);
}

} // namespace understudy::theme
