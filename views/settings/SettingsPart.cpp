#include "views/settings/SettingsPart.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::settings {

using namespace understudy::theme;

namespace {

constexpr int LabelWidth = 200;
constexpr int FieldWidth = 320;
constexpr int WordsWidth = 640;
constexpr int PageMargins = 96; // of the page, left and right

/// Wrapped words that are not wider than so many pixels. A scrolled page reckons with its own width: it asks
/// for less than they take, and the highest field would have to give way.
void holdHeight(QWidget& words, int width) {
    words.setMinimumHeight(0); // else they keep the height of what they said before
    words.setMinimumHeight(qMax(0, words.heightForWidth(width)));
}

} // namespace

SettingsPart::SettingsPart(const Theme& theme, const QString& heading, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    if (!heading.isEmpty()) {
        m_column->addWidget(new Text(theme, Type::Heading, Color::Text, heading));
        m_column->addSpacing(8);
    }
    connect(&theme, &Theme::changed, this, &SettingsPart::fit);
    connect(&theme, &Theme::changed, this, &SettingsPart::fit,
            Qt::QueuedConnection); // words are restyled then
}

void SettingsPart::addRow(const QString& label, QWidget* control, const QString& hint) {
    auto* row = new QBoxLayout(QBoxLayout::LeftToRight);
    row->setContentsMargins(0, 6, 0, 6);
    auto* words = new Text(m_theme, Type::Ui, Color::Text2, label);
    words->setBuddy(control);
    control->setAccessibleName(label);
    const auto* text = qobject_cast<const QLabel*>(control); // takes the row, and wraps at its end
    row->addWidget(words);
    row->addWidget(control, text ? 1 : 0);
    row->addStretch(text ? 0 : 1);
    m_column->addLayout(row);
    m_rows.push_back({row, words, text ? nullptr : control});
    if (!hint.isEmpty()) {
        auto* small = new Text(m_theme, Type::Small, Color::Text2, hint);
        small->setWordWrap(true);
        control->setAccessibleDescription(hint);
        m_column->addWidget(small);
        m_hints.push_back(small);
    }
    fit();
}

void SettingsPart::addWords(Text* words) {
    words->setWordWrap(true);
    m_words.push_back(words);
    m_column->addWidget(words);
    m_column->addSpacing(8);
    fit();
}

void SettingsPart::addBlock(QWidget* block) { m_column->addWidget(block); }

void SettingsPart::addButtons(const std::vector<QWidget*>& buttons) {
    m_buttons = new QBoxLayout(QBoxLayout::LeftToRight);
    m_buttons->setSpacing(8);
    for (QWidget* button : buttons)
        m_buttons->addWidget(button);
    m_buttons->addStretch(1);
    m_column->addLayout(m_buttons);
    fit();
}

void SettingsPart::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

/// What there is for it on the screen; its own width may still be what its fields wanted before.
int SettingsPart::room() const {
    const QWidget* above = parentWidget();
    while (above && !qobject_cast<const QScrollArea*>(above))
        above = above->parentWidget();
    const auto* area = qobject_cast<const QScrollArea*>(above);
    return area ? std::min(width(), area->viewport()->width() - PageMargins) : width();
}

void SettingsPart::fit() {
    const int wide = room();
    const bool narrow = wide < m_theme.px(LabelWidth + FieldWidth) + 44;
    const int before = narrow ? 0 : m_theme.px(LabelWidth);
    for (const Row& row : m_rows) {
        row.layout->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
        row.label->setMinimumWidth(before);
        if (row.field && !qobject_cast<QAbstractButton*>(row.field))
            row.field->setMinimumWidth(qMin(m_theme.px(FieldWidth), qMax(120, wide - 14)));
    }
    for (QWidget* words : m_words) {
        const int most = qMin(m_theme.px(WordsWidth), wide);
        words->setMaximumWidth(most);
        holdHeight(*words, most);
    }
    for (QWidget* hint : m_hints) {
        hint->setContentsMargins(before, 0, 0, 6);
        hint->setMaximumWidth(before + m_theme.px(WordsWidth));
        holdHeight(*hint, qMin(hint->maximumWidth(), wide));
    }
    if (m_buttons) {
        int all = before;
        for (int i = 0; i < m_buttons->count(); ++i)
            all += m_buttons->itemAt(i)->sizeHint().width() + m_buttons->spacing();
        m_buttons->setContentsMargins(before, 8, 0, 0);
        m_buttons->setDirection(narrow || all > wide ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    }
}

} // namespace understudy::settings
