#include "views/today/WeekStrip.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

namespace understudy::today {

using namespace understudy::theme;
using namespace understudy::progress;

namespace {

constexpr int labelWidth = 72;
constexpr int gap = 6;

} // namespace

WeekStrip::WeekStrip(const Theme& theme, const std::vector<WeekState>& weeks, QDate today, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_weeks(weeks)
    , m_today(today) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QStringList all;
    for (const WeekState& week : weeks)
        for (const BlockState& block : week.blocks)
            all << tr("Week %1, days %2 to %3: %4, %5%6")
                       .arg(week.number)
                       .arg(block.firstDay)
                       .arg(block.lastDay)
                       .arg(block.title, words(block) + lateWords(block),
                            block.current ? tr(", today") : QString());
    setAccessibleName(tr("Weeks of the track"));
    setAccessibleDescription(all.join(QStringLiteral(". ")));
}

int WeekStrip::weekHeight() const { return m_theme.px(24) + m_theme.px(66) + 12; }

QSize WeekStrip::sizeHint() const { return {640, static_cast<int>(m_weeks.size()) * weekHeight()}; }

QSize WeekStrip::minimumSizeHint() const { return {360, sizeHint().height()}; }

QRectF WeekStrip::blockBox(std::size_t week, const BlockState& block) const {
    const double label = m_theme.px(labelWidth) + gap;
    const double day = (width() - label - 4 * gap) / 5.0;
    const double top = static_cast<double>(week) * weekHeight() + m_theme.px(24);
    const int days = block.lastDay - block.firstDay + 1;
    return {label + (block.firstDay - 1) * (day + gap), top, days * day + (days - 1) * gap,
            double(m_theme.px(66))};
}

void WeekStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QLocale locale;
    for (std::size_t w = 0; w < m_weeks.size(); ++w) {
        const WeekState& week = m_weeks[w];
        BlockState day;
        for (std::size_t d = 0; d < week.days.size(); ++d) {
            day.firstDay = day.lastDay = static_cast<int>(d) + 1;
            const QRectF box = blockBox(w, day);
            const bool now = week.days[d] == m_today;
            QFont font = m_theme.font(Type::Small);
            font.setWeight(now ? QFont::DemiBold : QFont::Normal);
            painter.setFont(font);
            painter.setPen(m_theme.color(now ? Color::AccentText : Color::Text3));
            const QString date = locale.toString(week.days[d], QStringLiteral("ddd d"));
            painter.drawText(
                QRectF(box.left() + 10, box.top() - m_theme.px(22), box.width() - 10, m_theme.px(18)),
                Qt::AlignVCenter, now ? tr("Today, %1").arg(date) : date);
        }
        QFont label = m_theme.font(Type::Small);
        label.setWeight(QFont::Medium);
        painter.setFont(label);
        painter.setPen(m_theme.color(Color::Text2));
        day.firstDay = day.lastDay = 1;
        painter.drawText(QRectF(0, blockBox(w, day).top() + 8, m_theme.px(labelWidth), m_theme.px(18)),
                         Qt::AlignVCenter, tr("Week %1").arg(week.number));
        for (const BlockState& block : week.blocks)
            paintBlock(painter, blockBox(w, block), block);
    }
}

void WeekStrip::paintBlock(QPainter& painter, const QRectF& box, const BlockState& block) const {
    painter.setPen(
        QPen(m_theme.color(block.current ? Color::AccentText : Color::Line), block.current ? 1.5 : 1));
    painter.setBrush(m_theme.color(block.current ? Color::BgPanel : Color::BgWell));
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);

    const QRectF inside = box.adjusted(11, 8, -11, -8);
    painter.setFont(m_theme.font(Type::UiMedium));
    painter.setPen(m_theme.color(Color::Text));
    const QString title = QFontMetrics(painter.font())
                              .elidedText(block.title, Qt::ElideRight, static_cast<int>(inside.width()));
    painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), m_theme.px(18)), Qt::AlignVCenter,
                     title);

    painter.setFont(m_theme.font(Type::Small));
    const QFontMetrics metrics(painter.font());
    const QString says = metrics.elidedText(words(block), Qt::ElideRight, static_cast<int>(inside.width()));
    QRectF line(inside.left(), inside.top() + m_theme.px(19), inside.width(), m_theme.px(17));
    painter.setPen(m_theme.color(Color::Text2));
    painter.drawText(line, Qt::AlignVCenter, says);
    if (block.late > 0) {
        line.setLeft(line.left() + metrics.horizontalAdvance(says));
        painter.setPen(m_theme.color(Color::DangerText));
        painter.drawText(line, Qt::AlignVCenter, lateWords(block));
    }

    const QRectF bar(inside.left(), inside.bottom() - 4, inside.width(), 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Color::Line));
    painter.drawRoundedRect(bar, 2, 2);
    if (block.done == 0 || block.items == 0)
        return;
    painter.setBrush(m_theme.color(block.current ? Color::AccentText : Color::Ok));
    painter.drawRoundedRect(
        QRectF(bar.left(), bar.top(), qMax(4.0, bar.width() * block.done / block.items), 4), 2, 2);
}

QString WeekStrip::words(const BlockState& block) const {
    if (block.items == 0)
        return tr("Not in this version");
    if (block.done > 0 || block.current)
        return tr("%1 of %2 done").arg(block.done).arg(block.items);
    return block.items == 1 ? tr("1 item") : tr("%1 items").arg(block.items);
}

QString WeekStrip::lateWords(const BlockState& block) const {
    return block.late > 0 ? tr(", %1 late").arg(block.late) : QString();
}

bool WeekStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t w = 0; w < m_weeks.size(); ++w)
        for (const BlockState& block : m_weeks[w].blocks)
            if (blockBox(w, block).contains(help->pos())) {
                QToolTip::showText(help->globalPos(),
                                   block.title + QLatin1Char('\n') + words(block) + lateWords(block), this);
                return true;
            }
    QToolTip::hideText();
    return true;
}

} // namespace understudy::today
