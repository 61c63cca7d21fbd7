#include "views/window/KeyListDialog.h"

#include "views/terminal/text/Actions.h"
#include "views/theme/Keys.h"
#include "views/theme/Text.h"

#include <QGridLayout>

namespace understudy::window {

using theme::Color;
using theme::KeyEntry;
using theme::Type;

namespace {

constexpr int Width = 560;

/// Each once: some keyboards say the same key in two ways.
QString keysText(const QList<QKeySequence>& keys) {
    QStringList words;
    for (const QKeySequence& each : keys) {
        QString text = each.toString(QKeySequence::NativeText);
        text.replace(QStringLiteral("Backtab"), QStringLiteral("Tab"));
        text.replace(QStringLiteral("Shift+?"), QStringLiteral("?"))
            .replace(QStringLiteral("Shift+/"), QStringLiteral("?"));
        if (!words.contains(text))
            words << text;
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

KeyListDialog::KeyListDialog(const theme::Theme& theme, QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("keyboard"), Color::Text2, tr("Keyboard shortcuts"),
          tr("A terminal with the focus gets every key but those with Ctrl+Shift, Ctrl+Page Up and Down, "
             "and Ctrl with plus, minus and 0."),
          parent) {
    setMinimumWidth(theme.px(Width));
    auto* grid = new QGridLayout;
    grid->setColumnStretch(0, 1);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(5);
    auto where = KeyEntry::Where::Window;
    addHeading(*grid, KeyEntry::placeWords(where));
    for (const KeyEntry& entry : theme::keyTable()) {
        if (entry.where != where)
            addHeading(*grid, KeyEntry::placeWords(where = entry.where));
        addKey(*grid, entry.words(), entry.sequences());
    }
    addHeading(*grid, tr("Terminal"));
    for (const terminal::Action& action : terminal::actions()) {
        QList<QKeySequence> keys;
        for (const int key : action.keys)
            if (key != 0)
                keys << QKeySequence(key);
        if (!keys.isEmpty())
            addKey(*grid, action.words(), keys);
    }
    body()->addLayout(grid);
    addChoice(tr("Close"), theme::ButtonKind::Primary, QDialog::Rejected);
}

void KeyListDialog::addHeading(QGridLayout& grid, const QString& words) {
    auto* heading = new theme::Text(m_theme, Type::Heading, Color::Text, words, this);
    heading->setContentsMargins(0, grid.count() == 0 ? 0 : 12, 0, 2);
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2);
}

void KeyListDialog::addKey(QGridLayout& grid, const QString& words, const QList<QKeySequence>& keys) {
    auto* what = new theme::Text(m_theme, Type::Ui, Color::Text, words, this);
    what->setWordWrap(true);
    auto* how = new theme::Text(m_theme, Type::MonoSmall, Color::Text2, keysText(keys), this);
    how->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int row = grid.rowCount();
    grid.addWidget(what, row, 0, Qt::AlignTop);
    grid.addWidget(how, row, 1, Qt::AlignTop);
}

} // namespace understudy::window
