#include "views/search/ResultDelegate.h"

#include "views/search/ResultModel.h"

#include <QPainter>
#include <QTextLayout>

namespace understudy::search {

using theme::Color;
using theme::Type;

ResultDelegate::ResultDelegate(const theme::Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const bool heading = index.data(ResultModel::LineRole).toInt() == int(ResultModel::Line::Heading);
    return {0, m_theme.px(heading ? 29 : 36)};
}

void ResultDelegate::paintTitle(QPainter& painter, const QRect& room, const QString& title,
                                const std::vector<Mark>& marks, bool mono) const {
    const QFont font = m_theme.font(mono ? Type::MonoSmall : Type::Body);
    const QString shown = QFontMetrics(font).elidedText(title, Qt::ElideRight, room.width());
    QTextLayout layout(shown, font);
    QList<QTextLayout::FormatRange> formats;
    for (const Mark& mark : marks) {
        QTextLayout::FormatRange range;
        range.start = mark.from;
        range.length = std::min<int>(mark.length, static_cast<int>(shown.size()) - mark.from);
        range.format.setForeground(m_theme.color(Color::AccentText));
        range.format.setFontWeight(QFont::Bold);
        if (range.length > 0)
            formats << range;
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(room.width() + room.height()); // bold marks may be wider than what was measured
    layout.endLayout();
    painter.setPen(m_theme.color(Color::Text));
    painter.save();
    painter.setClipRect(room);
    layout.draw(&painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2));
    painter.restore();
}

void ResultDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const auto* model = static_cast<const ResultModel*>(index.model());
    const QRect whole = option.rect.adjusted(m_theme.px(10), 0, -m_theme.px(10), 0);
    const Hit* hit = model->hit(index.row());
    painter->save();
    if (!hit && !model->more(index.row())) {
        painter->setFont(m_theme.font(Type::Small));
        painter->setPen(m_theme.color(Color::Text3));
        painter->drawText(whole.adjusted(0, 0, 0, -m_theme.px(3)), Qt::AlignLeft | Qt::AlignBottom,
                          index.data().toString());
        painter->restore();
        return;
    }
    if (option.state & QStyle::State_Selected) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Color::BgSelected));
        painter->drawRoundedRect(option.rect, 6, 6);
    }
    const int icon = m_theme.px(18), gap = m_theme.px(12);
    QRect room = whole.adjusted(icon + gap, 0, 0, 0);
    if (!hit) {
        painter->setFont(m_theme.font(Type::Small));
        painter->setPen(m_theme.color(Color::AccentText));
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        painter->restore();
        return;
    }
    const bool chosen = option.state & QStyle::State_Selected;
    const QPixmap picture = m_theme.pixmap(iconOf(hit->item.kind), chosen ? Color::AccentText : Color::Text2,
                                           icon, painter->device()->devicePixelRatioF());
    painter->drawPixmap(whole.left(), whole.top() + (whole.height() - icon) / 2, picture);
    painter->setFont(m_theme.font(Type::Small));
    const QFontMetrics small(painter->font());
    const QString where =
        small.elidedText(hit->item.where, Qt::ElideRight, std::max(0, room.width() * 45 / 100));
    const int taken = small.horizontalAdvance(where);
    painter->setPen(m_theme.color(Color::Text2));
    painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, where);
    room.adjust(0, 0, -taken - gap, 0);
    paintTitle(*painter, room, hit->item.title, hit->marks, isCommandLine(hit->item.kind));
    painter->restore();
}

} // namespace understudy::search
