#include "views/theme/CommandText.h"

#include <QFontMetricsF>
#include <QPainter>

namespace understudy::theme {

namespace {

constexpr int shortestLine = 8; // characters; below that the box asks for more width

void addWord(QStringList& lines, QString word, int columns) {
    QString& last = lines.last();
    if (last.isEmpty())
        last = word;
    else if (last.size() + 1 + word.size() <= columns)
        last += QLatin1Char(' ') + word;
    else
        lines << word;
    while (lines.last().size() > columns) {
        const QString whole = lines.last();
        lines.last() = whole.left(columns);
        lines << whole.mid(columns);
    }
}

} // namespace

QStringList commandLines(const QString& command, int columns) {
    QStringList lines;
    for (const QString& line : command.split(QLatin1Char('\n'))) {
        lines << QString();
        for (const QString& word : line.split(QLatin1Char(' ')))
            addWord(lines, word, qMax(1, columns));
    }
    return lines;
}

CommandText::CommandText(const Theme& theme, const QString& command, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_command(command) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Command: %1").arg(command));
    connect(&theme, &Theme::changed, this, &CommandText::restyle);
    restyle();
}

void CommandText::restyle() {
    setFont(m_theme.font(Type::MonoSmall));
    m_cell = QFontMetricsF(m_theme.font(Type::MonoSmall)).horizontalAdvance(QLatin1Char('0'));
    setMinimumHeight(heightForWidth(width()));
    updateGeometry();
    update();
}

int CommandText::columns(int width) const { return qMax(shortestLine, static_cast<int>(width / m_cell)); }

int CommandText::heightForWidth(int width) const {
    return static_cast<int>(commandLines(m_command, columns(width)).size()) * lineHeight();
}

QSize CommandText::sizeHint() const {
    const int wide = static_cast<int>(static_cast<double>(m_command.size()) * m_cell) + 1;
    return {qMin(wide, m_theme.px(480)), lineHeight()};
}

QSize CommandText::minimumSizeHint() const {
    return {static_cast<int>(shortestLine * m_cell) + 1, lineHeight()};
}

// A scroll area asks a layout for its minimum without saying a width, and would cut the last lines.
void CommandText::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setMinimumHeight(heightForWidth(width()));
}

void CommandText::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(m_theme.color(Color::Text));
    double top = 0;
    for (const QString& line : commandLines(m_command, columns(width()))) {
        for (qsizetype i = 0; i < line.size(); ++i) {
            const qsizetype length = line[i].isHighSurrogate() ? 2 : 1;
            painter.drawText(QRectF(static_cast<double>(i) * m_cell, top, 2 * m_cell, lineHeight()),
                             Qt::AlignLeft | Qt::AlignVCenter, line.mid(i, length));
            i += length - 1;
        }
        top += lineHeight();
    }
}

} // namespace understudy::theme
