#include "views/lab/WrappedChoice.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QRadioButton>

namespace understudy::lab {

using theme::Color;
using theme::Type;

WrappedChoice::WrappedChoice(const theme::Theme& theme, const QString& words, bool several, QWidget* parent)
    : QWidget(parent)
    , m_button(several ? static_cast<QAbstractButton*>(new QCheckBox(this)) : new QRadioButton(this))
    , m_words(new theme::Text(theme, Type::Ui, Color::Text, words, this)) {
    m_button->setAccessibleName(words);
    m_button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_words->setWordWrap(true);
    m_words->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 3, 0, 3);
    row->setSpacing(4);
    row->addWidget(m_button, 0, Qt::AlignTop);
    row->addWidget(m_words, 1, Qt::AlignVCenter);
    setCursor(Qt::PointingHandCursor);
}

QString WrappedChoice::words() const { return m_words->text(); }

void WrappedChoice::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        m_button->click();
}

void WrappedChoice::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        m_words->setRole(isEnabled() ? Color::Text : Color::Text2);
}

} // namespace understudy::lab
