#include "views/theme/Style.h"

#include "views/theme/Theme.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QRegularExpression>

namespace understudy::theme {

Style::Style()
    : QProxyStyle(QStringLiteral("Fusion")) {}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* data) const {
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
        return 1; // nothing around a control clips its ring
    case SH_UnderlineShortcut:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_DialogButtonLayout:
        return 2; // GnomeLayout: the action that goes on is at the right end
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 4; // the ring's 2 px, and 2 px between it and the control
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return 16;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

/// Whoever scrolls a page does not mean the list or number that comes under the mouse.
void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (!qobject_cast<QComboBox*>(widget) && !qobject_cast<QAbstractSpinBox*>(widget))
        return;
    if (widget->focusPolicy() == Qt::WheelFocus)
        widget->setFocusPolicy(Qt::StrongFocus);
    widget->installEventFilter(this);
}

void Style::unpolish(QWidget* widget) {
    widget->removeEventFilter(this);
    QProxyStyle::unpolish(widget);
}

bool Style::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus())
        return QProxyStyle::eventFilter(watched, event);
    event->ignore(); // what is around it scrolls
    return true;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Color color) {
        palette.setColor(role, theme.color(color));
    };
    set(QPalette::Window, Color::BgWindow);
    set(QPalette::Base, Color::BgPanel);
    set(QPalette::AlternateBase, Color::BgWell);
    set(QPalette::WindowText, Color::Text);
    set(QPalette::Text, Color::Text);
    set(QPalette::ButtonText, Color::Text);
    set(QPalette::PlaceholderText, Color::Text3);
    set(QPalette::Button, Color::BgPanel);
    set(QPalette::Highlight, Color::Accent);
    set(QPalette::HighlightedText, Color::OnAccent);
    set(QPalette::Link, Color::AccentText);
    set(QPalette::LinkVisited, Color::AccentText);
    set(QPalette::ToolTipBase, Color::BgRaised);
    set(QPalette::ToolTipText, Color::Text);
    set(QPalette::BrightText, Color::DangerText);
    set(QPalette::Light, Color::BgPanel);
    set(QPalette::Midlight, Color::Line);
    set(QPalette::Mid, Color::LineStrong);
    set(QPalette::Dark, Color::LineControl);
    set(QPalette::Shadow, Color::LineControl);
    for (const auto role : {QPalette::Text, QPalette::ButtonText, QPalette::WindowText})
        palette.setColor(QPalette::Disabled, role, theme.color(Color::TextDisabled));
    return palette;
}

QString styleSheetOf(const Theme& theme) {
    // Fonts are never set here: a sheet's font wins over setFont() and would undo the type styles.
    QString sheet = QStringLiteral(R"(
QPushButton { min-height: %30px; padding: 0 %13px; border: 1px solid @line-control; border-radius: 6px;
  background: @bg-panel; color: @text; outline: none; }
QPushButton[extent="compact"] { min-height: %24px; padding: 0 %9px; }
QPushButton[extent="large"] { min-height: %38px; padding: 0 %18px; }
QPushButton:hover { background: @bg-hover; }
QPushButton:pressed { background: @bg-pressed; }
QPushButton[kind="primary"] { background: @accent; border-color: @accent; color: @on-accent; }
QPushButton[kind="primary"]:hover { background: @accent-hover; border-color: @accent-hover; }
QPushButton[kind="primary"]:pressed { background: @accent-press; border-color: @accent-press; }
QPushButton[kind="quiet"] { border-color: transparent; background: transparent; color: @text-2; }
QPushButton[kind="quiet"]:hover { background: @bg-hover; }
QPushButton[kind="quiet"]:pressed { background: @bg-pressed; }
QPushButton[kind="danger"] { border-color: @danger; color: @danger-text; }
QPushButton:disabled { color: @text-disabled; border-color: @line-strong; background: transparent; }
QPushButton[kind="primary"]:disabled { color: @text-disabled; border-color: @line-strong; background: transparent; }
QPushButton[kind="quiet"]:disabled { color: @text-disabled; border-color: transparent; background: transparent; }
QToolButton { border: 1px solid transparent; border-radius: 6px; background: transparent; padding: %4px; outline: none; }
QToolButton:hover { background: @bg-hover; }
QToolButton:pressed, QToolButton:checked { background: @bg-pressed; }
QToolButton:disabled { background: transparent; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QPlainTextEdit, QTextEdit { border: 1px solid @line-control; border-radius: 6px; padding: 0 %9px;
  background: @bg-panel; color: @text; selection-background-color: @accent; selection-color: @on-accent; }
QLineEdit { min-height: %30px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @focus; padding: 0 %8px; }
QLineEdit[invalid="true"] { border-color: @danger; }
QComboBox { min-height: %30px; border: 1px solid @line-control; border-radius: 6px; padding: 0 %9px;
  background: @bg-panel; color: @text; }
QComboBox:hover { background: @bg-hover; }
QComboBox:focus { border: 2px solid @focus; padding: 0 %8px; }
QComboBox:disabled { color: @text-disabled; border-color: @line-strong; }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: %26px; border: none; background: transparent; }
QComboBox::down-arrow { image: url(:/icons/drop-down.svg); width: %14px; height: %14px; }
QComboBox QAbstractItemView { background: @bg-raised; border: 1px solid @line-strong; outline: none; padding: 4px;
  selection-background-color: @bg-selected; selection-color: @accent-text; }
QComboBox QAbstractItemView::item { min-height: %28px; padding: 0 %8px; border-radius: 4px; color: @text; }
QComboBox QAbstractItemView::item:hover { background: @bg-hover; }
QComboBox QAbstractItemView::item:selected { background: @bg-selected; color: @accent-text; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: @text-disabled; border-color: @line-strong; }
QTreeWidget, QTableWidget, QTableView { background: @bg-panel; color: @text; border: 0; outline: 0;
  selection-background-color: @bg-selected; selection-color: @text; gridline-color: @line; }
QTreeWidget::item { padding: %4px %6px; border: 0; }
QTreeWidget::item:hover { background: @bg-hover; }
QTreeWidget::item:selected, QTableView::item:selected { background: @bg-selected; }
QHeaderView { background: @bg-panel; border: 0; }
QHeaderView::section { background: @bg-panel; color: @text-3; border: 0; border-bottom: 1px solid @line; padding: %4px %6px; }
QTreeWidget QHeaderView::section { padding: %4px %6px %4px %6+5px; }
QSplitter::handle { background: transparent; }
QScrollArea, QAbstractScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: @line-strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @line-control; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @bg-raised; border: 1px solid @line-strong; border-radius: 6px; padding: 4px; color: @text; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @bg-selected; color: @accent-text; }
QMenu::item:disabled { color: @text-disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolTip { background: @bg-raised; color: @text; border: 1px solid @line-strong; padding: 4px 8px; }
QCheckBox, QRadioButton { spacing: 10px; background: transparent; outline: none; }
QCheckBox::indicator, QRadioButton::indicator { width: %14px; height: %14px; border: 1.5px solid @line-control;
  background: @bg-panel; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: %8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent-text; }
QCheckBox:disabled, QRadioButton:disabled { color: @text-disabled; }
QCheckBox::indicator:checked { image: url(:/icons/check-on.svg); background: @accent; border-color: @accent; }
QRadioButton::indicator:checked { image: url(:/icons/radio-on.svg); background: @accent; border-color: @accent; }
)");
    // "%13px" is a length that grows with the text size, "%6+5px" one that has a part which does not: the
    // margin that an item view puts around its text.
    static const QRegularExpression length(QStringLiteral("%(\\d+)(?:\\+(\\d+))?px"));
    for (auto match = length.match(sheet); match.hasMatch(); match = length.match(sheet)) {
        const int pixels = theme.px(match.captured(1).toInt()) + match.captured(2).toInt();
        sheet.replace(match.capturedStart(), match.capturedLength(), QStringLiteral("%1px").arg(pixels));
    }
    return theme.filled(sheet);
}

} // namespace understudy::theme
