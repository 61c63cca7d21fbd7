#include "views/quiz/AnswerOption.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QTextDocument>
#include <QTextDocumentFragment>

namespace understudy::quiz {

using theme::Color;
using theme::Type;

namespace {

constexpr int leftPadding = 18, rightPadding = 16, boxColumn = 38, gapBeforeEnd = 14, upperPadding = 10;
constexpr int leastHeight = 56, boxSize = 20;

void fill(QTextDocument& document, const QFont& font, const QString& html, int width) {
    document.setDocumentMargin(0);
    document.setDefaultFont(font);
    document.setDefaultStyleSheet(QStringLiteral("p { margin: 0 } code { font-family: 'JetBrains Mono' }"));
    document.setHtml(html);
    document.setTextWidth(std::max(1, width));
}

} // namespace

/// The two texts of a card, laid out for one width.
struct AnswerOption::Texts {
    Texts(const AnswerOption& card, int width) {
        const theme::Theme& theme = card.m_theme;
        const int end = card.endWidth();
        const int room = width - theme.px(leftPadding + rightPadding) -
                         (card.m_box == Box::None ? 0 : theme.px(boxColumn)) -
                         (end ? end + theme.px(gapBeforeEnd) : 0);
        QFont font = theme.font(Type::Body);
        font.setPixelSize(theme.px(15));
        fill(text, font, card.m_html, room);
        fill(small, theme.font(Type::Small), card.m_small, room);
        smallHeight = card.m_small.isEmpty() ? 0 : small.size().height() + 2;
        height = std::max(theme.px(leastHeight),
                          static_cast<int>(text.size().height() + smallHeight) + 2 * theme.px(upperPadding));
    }
    QTextDocument text, small;
    double smallHeight = 0;
    int height = 0;
};

AnswerOption::AnswerOption(const theme::Theme& theme, Box box, const QString& html, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_box(box)
    , m_html(html) {
    setCheckable(box == Box::Radio || box == Box::Check);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &theme::Theme::changed, this, &AnswerOption::restyle);
    describe();
}

QString AnswerOption::plainText() const { return QTextDocumentFragment::fromHtml(m_html).toPlainText(); }

void AnswerOption::restyle() {
    updateGeometry();
    update();
}

void AnswerOption::describe() {
    QString name = m_box == Box::Place ? tr("%1: %2").arg(m_place).arg(plainText()) : plainText();
    if (m_mark)
        name += QStringLiteral(". ") + (markWords().isEmpty() ? tr("Left out, rightly") : markWords());
    setAccessibleName(name);
    setAccessibleDescription(m_small.isEmpty() ? m_key
                                               : QTextDocumentFragment::fromHtml(m_small).toPlainText());
}

void AnswerOption::setKeyLetter(const QString& letter) {
    m_key = letter;
    describe();
    restyle();
}

void AnswerOption::setPlace(int number) {
    m_place = number;
    describe();
    update();
}

void AnswerOption::setMark(Mark mark, const QString& smallHtml) {
    m_mark = mark;
    m_small = smallHtml;
    setCursor(Qt::ArrowCursor);
    setFocusPolicy(Qt::TabFocus);
    describe();
    restyle();
}

QString AnswerOption::markWords() const {
    switch (m_mark.value_or(Mark::LeftOut)) {
    case Mark::Right:
        return tr("Right");
    case Mark::Missed:
        return m_box == Box::None ? tr("The right answer") : tr("You missed this one");
    case Mark::NotSo:
        return tr("Not so");
    case Mark::LeftOut:
        return {};
    }
    return {};
}

int AnswerOption::endWidth() const {
    if (m_mark) {
        const int icon = *m_mark == Mark::Right || *m_mark == Mark::NotSo ? m_theme.px(22) : 0;
        return markWords().isEmpty()
                   ? 0
                   : QFontMetrics(m_theme.font(Type::UiMedium)).horizontalAdvance(markWords()) + icon;
    }
    return m_key.isEmpty() ? 0 : m_theme.px(20);
}

int AnswerOption::heightForWidth(int width) const { return Texts(*this, width).height; }
QSize AnswerOption::sizeHint() const {
    return {m_theme.px(760), heightForWidth(std::max(width(), m_theme.px(300)))};
}
QSize AnswerOption::minimumSizeHint() const { return {m_theme.px(200), m_theme.px(leastHeight)}; }

void AnswerOption::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGround(painter);
    int x = m_theme.px(leftPadding);
    if (m_box != Box::None) {
        const int size = m_theme.px(boxSize);
        paintBox(painter, QRectF(x, (height() - size) / 2.0, size, size));
        x += m_theme.px(boxColumn);
    }
    const Texts texts(*this, width());
    const double textHeight = texts.text.size().height();
    QAbstractTextDocumentLayout::PaintContext ink;
    painter.translate(x, (height() - textHeight - texts.smallHeight) / 2);
    ink.palette.setColor(QPalette::Text, m_theme.color(Color::Text));
    texts.text.documentLayout()->draw(&painter, ink);
    painter.translate(0, textHeight + 2);
    ink.palette.setColor(QPalette::Text, m_theme.color(Color::Text2));
    if (!m_small.isEmpty())
        texts.small.documentLayout()->draw(&painter, ink);
    painter.resetTransform();
    paintEnd(painter);
}

void AnswerOption::paintGround(QPainter& painter) const {
    Color edge = Color::LineControl, ground = Color::BgPanel;
    double width = 1;
    Qt::PenStyle line = Qt::SolidLine;
    if (m_mark == Mark::Right) {
        edge = Color::Ok;
        ground = Color::OkSoft;
    } else if (m_mark == Mark::NotSo) {
        edge = Color::Danger;
        ground = Color::DangerSoft;
    } else if (m_mark == Mark::Missed) {
        edge = Color::Ok;
        line = Qt::CustomDashLine;
    } else if (m_mark) {
        edge = Color::LineStrong;
    } else if (isCheckable() && isChecked()) {
        edge = Color::AccentText;
        ground = Color::AccentSoft;
        width = 2;
    } else if (underMouse() || isDown()) {
        ground = isDown() ? Color::BgPressed : Color::BgHover;
    }
    QPen pen(m_theme.color(edge), width, line);
    if (line == Qt::CustomDashLine)
        pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(m_theme.color(ground));
    const double inset = width / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 8, 8);
}

void AnswerOption::paintBox(QPainter& painter, const QRectF& box) const {
    const bool on = isChecked();
    const Color good = m_mark == Mark::NotSo ? Color::Danger : m_mark ? Color::Ok : Color::AccentText;
    const bool plain = !m_mark || m_mark == Mark::LeftOut;
    const QRectF inner = box.adjusted(0.75, 0.75, -0.75, -0.75);
    if (m_box == Box::Place) {
        painter.setPen(m_theme.color(plain                   ? Color::Text2
                                     : m_mark == Mark::NotSo ? Color::DangerText
                                                             : Color::OkText));
        painter.setFont(m_theme.font(Type::UiStrong));
        painter.drawText(box.adjusted(-4, 0, 4, 0), Qt::AlignCenter, QString::number(m_place));
        return;
    }
    painter.setPen(QPen(m_theme.color(on || !plain ? good : Color::LineControl), 1.5));
    painter.setBrush(m_theme.color(on && (m_box == Box::Check || m_mark) ? good : Color::BgPanel));
    if (m_box == Box::Radio)
        painter.drawEllipse(inner);
    else
        painter.drawRoundedRect(inner, 5, 5);
    if (!on)
        return;
    if (m_box == Box::Radio && !m_mark) {
        painter.setPen(QPen(m_theme.color(good), box.width() * 0.3));
        const double ring = box.width() * 0.15;
        painter.drawEllipse(box.adjusted(ring, ring, -ring, -ring));
        return;
    }
    const int icon = m_theme.px(15);
    const QPixmap sign = m_theme.pixmap(m_mark == Mark::NotSo ? QStringLiteral("x") : QStringLiteral("check"),
                                        Color::BgPanel, icon, devicePixelRatioF());
    painter.drawPixmap(QRectF(box.center().x() - icon / 2.0, box.center().y() - icon / 2.0, icon, icon), sign,
                       QRectF(sign.rect()));
}

void AnswerOption::paintEnd(QPainter& painter) const {
    const int right = width() - m_theme.px(rightPadding);
    if (m_mark && !markWords().isEmpty()) {
        painter.setFont(m_theme.font(Type::UiMedium));
        const Color ink = *m_mark == Mark::NotSo ? Color::DangerText : Color::OkText;
        painter.setPen(m_theme.color(ink));
        const int textWidth = painter.fontMetrics().horizontalAdvance(markWords());
        painter.drawText(QRect(right - textWidth, 0, textWidth + 2, height()), Qt::AlignVCenter, markWords());
        if (*m_mark == Mark::Missed)
            return;
        const int icon = m_theme.px(16);
        const QPixmap sign =
            m_theme.pixmap(*m_mark == Mark::NotSo ? QStringLiteral("x") : QStringLiteral("check"), ink, icon,
                           devicePixelRatioF());
        painter.drawPixmap(QRectF(right - textWidth - m_theme.px(22), (height() - icon) / 2.0, icon, icon),
                           sign, QRectF(sign.rect()));
    } else if (!m_mark && !m_key.isEmpty()) {
        const QRectF cap(right - m_theme.px(20), (height() - m_theme.px(18)) / 2.0, m_theme.px(20),
                         m_theme.px(18));
        painter.setPen(QPen(m_theme.color(Color::LineStrong), 1));
        painter.setBrush(m_theme.color(Color::BgPanel));
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(m_theme.color(Color::Text2));
        painter.setFont(m_theme.font(Type::Micro));
        painter.drawText(cap, Qt::AlignCenter, m_key);
    }
}

void AnswerOption::keyPressEvent(QKeyEvent* event) {
    // Only Space is a button's; the arrows belong to the question.
    const bool plain = !(event->modifiers() & (Qt::AltModifier | Qt::ControlModifier));
    if (plain && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        Q_EMIT moved(event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    if (event->key() == Qt::Key_Space && !m_mark)
        QAbstractButton::keyPressEvent(event);
    else
        event->ignore();
}

void AnswerOption::nextCheckState() {
    if (m_mark)
        return;
    setChecked(m_box == Box::Radio || !isChecked());
}

} // namespace understudy::quiz
