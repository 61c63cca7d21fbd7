#include "views/terminal/bars/OutputReader.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace understudy::terminal {

OutputReader::OutputReader(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_text(new QPlainTextEdit(this)) {
    auto* title = new theme::Text(theme, theme::Type::UiMedium, theme::Color::Text, tr("Last output"), this);
    auto* hint = new theme::Text(theme, theme::Type::Small, theme::Color::Text2,
                                 tr("Esc goes back to the terminal"), this);
    auto* shut = new theme::IconButton(theme, QStringLiteral("x"), tr("Close (Esc)"), this, 16);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 4, 8, 0);
    head->addWidget(title);
    head->addWidget(hint);
    head->addStretch(1);
    head->addWidget(shut);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_text, 1);
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Last output"));
    m_text->installEventFilter(this);
    setCursor(Qt::ArrowCursor);
    connect(shut, &QToolButton::clicked, this, &OutputReader::close);
}

void OutputReader::open(const QString& text) {
    m_text->setFont(m_theme.font(theme::Type::Mono));
    m_text->setPlainText(text);
    show();
    raise();
    m_text->setFocus(Qt::ShortcutFocusReason);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString OutputReader::text() const { return m_text->toPlainText(); }

void OutputReader::close() {
    hide();
    Q_EMIT closed();
}

bool OutputReader::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        close();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void OutputReader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(theme::Color::BgRaised));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(theme::Color::LineStrong));
}

} // namespace understudy::terminal
