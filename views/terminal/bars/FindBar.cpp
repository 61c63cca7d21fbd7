#include "views/terminal/bars/FindBar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace understudy::terminal {

FindBar::FindBar(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_field(new QLineEdit(this))
    , m_pattern(new QToolButton(this))
    , m_count(new theme::Text(theme, theme::Type::Small, theme::Color::Text2, {}, this)) {
    m_field->setPlaceholderText(tr("Find in terminal"));
    m_field->setAccessibleName(tr("Find in terminal"));
    m_field->setFixedWidth(theme.px(180));
    m_field->setFont(theme.font(theme::Type::Ui));
    m_field->installEventFilter(this);
    auto* up = new theme::IconButton(theme, QStringLiteral("chevron-up"), tr("Previous match"), this, 16);
    auto* down = new theme::IconButton(theme, QStringLiteral("chevron-down"), tr("Next match"), this, 16);
    auto* close = new theme::IconButton(theme, QStringLiteral("x"), tr("Close find"), this, 16);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 6, 6);
    row->setSpacing(4);
    m_count->setMinimumWidth(theme.px(64));
    for (QWidget* part :
         {static_cast<QWidget*>(m_field), static_cast<QWidget*>(m_pattern), static_cast<QWidget*>(m_count),
          static_cast<QWidget*>(up), static_cast<QWidget*>(down), static_cast<QWidget*>(close)}) {
        row->addWidget(part);
    }
    m_pattern->setText(QStringLiteral(".*"));
    m_pattern->setCheckable(true);
    m_pattern->setFont(theme.font(theme::Type::MonoSmall));
    m_pattern->setToolTip(tr("Regular expression"));
    m_pattern->setAccessibleName(tr("Regular expression"));
    m_pattern->setMinimumSize(26, 26);
    connect(m_pattern, &QToolButton::toggled, this, &FindBar::needleChanged);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::needleChanged);
    connect(up, &QToolButton::clicked, this, &FindBar::previousRequested);
    connect(down, &QToolButton::clicked, this, &FindBar::nextRequested);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
}

QString FindBar::needle() const { return m_field->text(); }
bool FindBar::isPattern() const { return m_pattern->isChecked(); }

void FindBar::setCount(int current, int count, const QString& trouble) {
    m_count->setText(!trouble.isEmpty() ? tr("Not a pattern")
                     : count < 0        ? QString()
                     : count == 0       ? tr("No matches")
                                        : tr("%1 of %2").arg(current).arg(count));
    m_count->setToolTip(trouble);
    adjustSize();
}

void FindBar::begin(const QString& needle) {
    if (!needle.isEmpty()) {
        m_field->setText(needle);
    }
    m_field->selectAll();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (key->key() == Qt::Key_Escape) {
            Q_EMIT closed();
            return true;
        }
        if (enter || key->key() == Qt::Key_F3) { // the newest output is at the bottom, so Enter goes up
            if (key->modifiers() & Qt::ShiftModifier) {
                Q_EMIT nextRequested();
            } else {
                Q_EMIT previousRequested();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(theme::Color::LineStrong));
    painter.setBrush(m_theme.color(theme::Color::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace understudy::terminal
