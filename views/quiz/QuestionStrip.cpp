#include "views/quiz/QuestionStrip.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace understudy::quiz {

using theme::Color;
using theme::Type;

namespace {

constexpr int cellWidth = 24, cellHeight = 36, cellGap = 3, groupGap = 13, rowGap = 6, group = 5;
constexpr int above = 12, below = 14, side = 16;

} // namespace

QuestionStrip::QuestionStrip(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &theme::Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void QuestionStrip::setSitting(const Sitting* sitting) {
    m_sitting = sitting;
    refresh();
    updateGeometry();
}

void QuestionStrip::refresh() {
    if (!hasFocus() && m_sitting)
        m_cursor = m_sitting->current();
    setAccessibleName(m_sitting ? cellName(m_cursor) : QString());
    update();
}

QString QuestionStrip::cellName(int index) const {
    QStringList words{tr("Question %1").arg(index + 1)};
    if (!m_sitting->answered(index))
        words << tr("open");
    else
        words << (m_sitting->verdict(index).right ? tr("right") : tr("not right"));
    if (m_sitting->flagged(index))
        words << tr("flagged");
    if (index == m_sitting->current())
        words << tr("current");
    return words.join(QStringLiteral(", "));
}

int QuestionStrip::rowWidth(int cells) const {
    if (cells <= 0)
        return 0;
    return m_theme.px(cells * cellWidth + (cells - 1) * cellGap + (cells - 1) / group * (groupGap - cellGap));
}

int QuestionStrip::perRow(int width) const {
    int cells = std::max(1, count());
    while (cells > group && rowWidth(cells) > width - 2 * side)
        cells = (cells - 1) / group * group; // whole groups
    return cells;
}

int QuestionStrip::heightForWidth(int width) const {
    const int rows = (std::max(1, count()) + perRow(width) - 1) / perRow(width);
    return above + below + m_theme.px(rows * cellHeight + (rows - 1) * rowGap);
}

QSize QuestionStrip::sizeHint() const {
    const int width = std::max(this->width(), m_theme.px(300));
    return {width, heightForWidth(width)};
}

QRect QuestionStrip::cell(int index) const {
    const int cells = perRow(width());
    const int place = index % cells;
    const int left = (width() - rowWidth(cells)) / 2;
    const int x = left + (place ? rowWidth(place) + m_theme.px(place % group ? cellGap : groupGap) : 0);
    const int y = above + m_theme.px(index / cells * (cellHeight + rowGap));
    return {x, y, m_theme.px(cellWidth), m_theme.px(cellHeight)};
}

void QuestionStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < count(); ++i)
        paintCell(painter, i);
}

void QuestionStrip::paintCell(QPainter& painter, int index) const {
    const QRectF box(cell(index));
    const bool current = index == m_sitting->current();
    const bool answered = m_sitting->answered(index);
    const bool right = answered && m_sitting->verdict(index).right;
    Color ground = Color::BgPanel, edge = Color::LineStrong, ink = Color::Text2;
    if (answered) {
        ground = right ? Color::OkSoft : Color::DangerSoft;
        edge = right ? Color::OkLine : Color::DangerLine;
        ink = right ? Color::OkText : Color::DangerText;
    }
    if (current) {
        edge = Color::AccentText;
        ink = answered ? ink : Color::AccentText;
    }
    const double width = current ? 2 : 1;
    painter.setPen(QPen(m_theme.color(edge), width));
    painter.setBrush(m_theme.color(ground));
    painter.drawRoundedRect(box.adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4);
    if (hasFocus() && index == m_cursor) {
        painter.setPen(QPen(m_theme.color(Color::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6);
    }
    QFont font = m_theme.font(Type::Micro);
    font.setWeight(current ? QFont::DemiBold : QFont::Medium);
    painter.setFont(font);
    painter.setPen(m_theme.color(ink));
    painter.drawText(box.adjusted(0, 0, 0, -m_theme.px(9)), Qt::AlignCenter, QString::number(index + 1));
    if (answered) {
        const int size = m_theme.px(11);
        const QPixmap sign = m_theme.pixmap(right ? QStringLiteral("check") : QStringLiteral("x"), ink, size,
                                            devicePixelRatioF());
        painter.drawPixmap(
            QRectF(box.center().x() - size / 2.0, box.bottom() - size - m_theme.px(2), size, size), sign,
            QRectF(sign.rect()));
    }
    if (m_sitting->flagged(index)) {
        QPainterPath corner(box.topRight() + QPointF(-m_theme.px(10), 0));
        corner.lineTo(box.topRight());
        corner.lineTo(box.topRight() + QPointF(0, m_theme.px(10)));
        painter.fillPath(corner, m_theme.color(Color::Warn));
    }
}

void QuestionStrip::mousePressEvent(QMouseEvent* event) {
    for (int i = 0; i < count(); ++i)
        if (cell(i).adjusted(-1, -4, 1, 4).contains(event->pos()))
            Q_EMIT chosen(i);
}

bool QuestionStrip::event(QEvent* event) {
    // While the strip has the focus, arrows, digits and Enter are its own and not the question's.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool ours = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Return ||
                          key == Qt::Key_Enter || key == Qt::Key_Escape ||
                          (key >= Qt::Key_0 && key <= Qt::Key_9);
        if (ours) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void QuestionStrip::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key >= Qt::Key_0 && key <= Qt::Key_9)
        return type(key - Qt::Key_0);
    m_typed = 0;
    if (key == Qt::Key_Left || key == Qt::Key_Right)
        moveTo(m_cursor + (key == Qt::Key_Left ? -1 : 1));
    else if (key == Qt::Key_Up || key == Qt::Key_Down)
        moveTo(m_cursor + (key == Qt::Key_Up ? -perRow(width()) : perRow(width())));
    else if (key == Qt::Key_Home || key == Qt::Key_End)
        moveTo(key == Qt::Key_Home ? 0 : count() - 1);
    else if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)
        Q_EMIT chosen(m_cursor);
    else if (key == Qt::Key_Escape)
        Q_EMIT left();
    else
        event->ignore();
}

void QuestionStrip::type(int digit) {
    m_typed = m_typed * 10 + digit;
    if (m_typed < 1 || m_typed > count())
        m_typed = digit;
    if (m_typed >= 1)
        moveTo(m_typed - 1);
}

void QuestionStrip::moveTo(int index) {
    if (count() == 0)
        return;
    m_cursor = std::clamp(index, 0, count() - 1);
    setAccessibleName(cellName(m_cursor));
    QAccessibleEvent said(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&said);
    update();
}

void QuestionStrip::focusInEvent(QFocusEvent* event) {
    m_typed = 0;
    QWidget::focusInEvent(event);
    update();
}

void QuestionStrip::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    refresh();
}

} // namespace understudy::quiz
