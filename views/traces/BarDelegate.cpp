#include "views/traces/BarDelegate.h"

#include <QPainter>

#include <algorithm>

namespace understudy::traces {

using theme::Color;

namespace {

constexpr int Margin = 6, BarHeight = 10, LineHeight = 3, Series = 8;

} // namespace

BarDelegate::BarDelegate(const theme::Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void BarDelegate::setTrace(const Trace* trace) {
    m_trace = trace;
    m_critical.clear();
    m_series.clear();
    if (!trace)
        return;
    m_critical.resize(trace->spans.size());
    for (const Stretch& stretch : criticalPath(*trace))
        m_critical[std::size_t(stretch.span)].push_back(stretch);
    for (const Span& span : trace->spans) // in the order of the waterfall
        m_series.try_emplace(span.service, int(m_series.size()) % Series + 1);
    m_start = trace->start();
    setWindow(0, double(std::max<qint64>(1, trace->duration())));
}

void BarDelegate::setWindow(double from, double to) {
    m_from = from;
    m_to = std::max(to, from + 1);
}

qint64 BarDelegate::critical(int span) const {
    qint64 sum = 0;
    for (const Stretch& stretch : m_critical[std::size_t(span)])
        sum += stretch.to - stretch.from;
    return sum;
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index); // ground, hover, selection
    const int span = index.data(SpanRole).toInt();
    if (!m_trace || span < 0 || span >= int(m_trace->spans.size()))
        return;
    painter->save();
    painter->setClipRect(option.rect);
    paintBar(*painter, option.rect, span);
    painter->restore();
}

void BarDelegate::paintBar(QPainter& painter, const QRect& cell, int index) const {
    const Span& span = m_trace->spans[std::size_t(index)];
    const double left = cell.left() + Margin, width = std::max(1, cell.width() - 2 * Margin);
    const auto x = [&](qint64 when) {
        return left + (double(when - m_start) - m_from) / (m_to - m_from) * width;
    };
    painter.setPen(QPen(m_theme.color(Color::Line), 1));
    for (int quarter = 0; quarter <= 4; ++quarter)
        painter.drawLine(QPointF(left + width * quarter / 4, cell.top()),
                         QPointF(left + width * quarter / 4, cell.bottom()));
    const int height = m_theme.px(BarHeight), below = m_theme.px(LineHeight);
    const double top = cell.center().y() - (height + below) / 2.0;
    const QRectF bar(x(span.start), top, std::max(2.0, x(span.end()) - x(span.start)), height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.series(m_series.at(span.service)));
    painter.drawRoundedRect(bar, 2, 2);
    painter.setBrush(m_theme.color(Color::Text));
    for (const Stretch& stretch : m_critical[std::size_t(index)])
        painter.drawRect(
            QRectF(x(stretch.from), top + height + 1, std::max(2.0, x(stretch.to) - x(stretch.from)), below));
    if (span.error) {
        const int size = m_theme.px(14);
        const double at = std::clamp(bar.right() + 4, left, std::max(left, left + width - size));
        painter.setBrush(m_theme.color(Color::BgPanel)); // it may lie on the bar
        painter.drawEllipse(QRectF(at - 1, cell.center().y() - size / 2.0 - 1, size + 2, size + 2));
        painter.drawPixmap(QPointF(at, cell.center().y() - size / 2.0),
                           m_theme.pixmap(QStringLiteral("x-circle"), Color::DangerText, size,
                                          painter.device()->devicePixelRatioF()));
    }
}

} // namespace understudy::traces
