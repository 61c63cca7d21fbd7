#include "views/quiz/SourceLink.h"

#include <QPainter>

namespace understudy::quiz {

using theme::Color;
using theme::Type;

namespace {

constexpr int sidePadding = 14, upperPadding = 11;

} // namespace

SourceLink::SourceLink(const theme::Theme& theme, const QString& where, const QString& title, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_where(tr("Explained in %1").arg(where))
    , m_title(title) {
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(QStringLiteral("%1: %2").arg(m_where, m_title));
    QSizePolicy policy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &theme::Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

int SourceLink::heightForWidth(int width) const {
    const QRect room(0, 0, width - 2 * m_theme.px(sidePadding), 1000);
    const int where =
        QFontMetrics(m_theme.font(Type::Small)).boundingRect(room, Qt::TextWordWrap, m_where).height();
    const int title =
        QFontMetrics(m_theme.font(Type::BodyStrong)).boundingRect(room, Qt::TextWordWrap, m_title).height();
    return 2 * m_theme.px(upperPadding) + where + m_theme.px(2) + title;
}

QSize SourceLink::sizeHint() const { return {m_theme.px(232), heightForWidth(m_theme.px(232))}; }

void SourceLink::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(underMouse() ? Color::AccentText : Color::LineStrong), 1));
    painter.setBrush(m_theme.color(isDown() ? Color::BgPressed : Color::BgPanel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const int side = m_theme.px(sidePadding), upper = m_theme.px(upperPadding);
    QRect room = rect().adjusted(side, upper, -side, -upper);
    painter.setFont(m_theme.font(Type::Small));
    painter.setPen(m_theme.color(Color::Text2));
    QRect used;
    painter.drawText(room, Qt::TextWordWrap, m_where, &used);
    room.setTop(used.bottom() + 1 + m_theme.px(2));
    painter.setFont(m_theme.font(Type::BodyStrong));
    painter.setPen(m_theme.color(Color::AccentText));
    painter.drawText(room, Qt::TextWordWrap, m_title);
}

} // namespace understudy::quiz
