#include "views/reader/reading/LookPanel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QScreen>

namespace understudy::reader {

using theme::Color;
using theme::Type;

LookPanel::LookPanel(const theme::Theme& theme, const ReaderLook& look, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
    , m_look(look)
    , m_percent(new theme::Text(theme, Type::UiMedium, Color::Text, {}, this))
    , m_smaller(new theme::Button(theme, {}, theme::ButtonKind::Normal, QStringLiteral("minus"),
                                  theme::ButtonSize::Compact, this))
    , m_larger(new theme::Button(theme, {}, theme::ButtonKind::Normal, QStringLiteral("plus"),
                                 theme::ButtonSize::Compact, this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("How text looks"));
    setObjectName(QStringLiteral("look"));
    setStyleSheet(theme.filled(QStringLiteral(
        "#look { background: @bg-raised; border: 1px solid @line-strong; border-radius: 10px; }")));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 14, 16, 14);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    addSizes(*grid);
    addMeasures(*grid);
    addFaces(*grid);
    set(look);
}

void LookPanel::label(QGridLayout& grid, int row, const QString& words) {
    grid.addWidget(new theme::Text(m_theme, Type::Ui, Color::Text2, words, this), row, 0,
                   Qt::AlignLeft | Qt::AlignVCenter);
}

void LookPanel::addSizes(QGridLayout& grid) {
    label(grid, 0, tr("Text size"));
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    m_percent->setAlignment(Qt::AlignCenter);
    m_percent->setMinimumWidth(m_theme.px(48));
    line->addWidget(m_smaller);
    line->addWidget(m_percent);
    line->addWidget(m_larger);
    line->addStretch(1);
    const auto step = [this](theme::Button* button, const QString& name, int by) {
        button->setAccessibleName(name);
        button->setToolTip(name);
        connect(button, &QPushButton::clicked, this, [this, by] {
            ReaderLook look = m_look;
            look.textPercent = qBound(90, look.textPercent + by, 200);
            set(look);
        });
    };
    step(m_smaller, tr("Smaller text (Ctrl+-)"), -10);
    step(m_larger, tr("Larger text (Ctrl++)"), 10);
    grid.addWidget(row, 0, 1);
}

QWidget* LookPanel::choices(const QString& name, const std::vector<QString>& words, int chosen,
                            std::function<void(int)> take) {
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(14);
    auto* group = new QButtonGroup(row);
    for (const QString& each : words) {
        auto* button = new QRadioButton(each, row);
        button->setFont(m_theme.font(Type::Ui));
        button->setAccessibleName(tr("%1: %2").arg(name, each));
        const auto number = static_cast<int>(group->buttons().size());
        group->addButton(button, number);
        line->addWidget(button);
    }
    group->button(chosen)->setChecked(true);
    for (auto* button : group->buttons()) // Tab stops at the chosen one, as it does once one is pressed
        button->setFocusPolicy(button->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
    line->addStretch(1);
    connect(group, &QButtonGroup::idToggled, this, [take = std::move(take)](int number, bool on) {
        if (on)
            take(number);
    });
    return row;
}

void LookPanel::addMeasures(QGridLayout& grid) {
    label(grid, 1, tr("Lines"));
    grid.addWidget(choices(tr("Lines"), {tr("Narrow"), tr("Normal"), tr("Wide")},
                           static_cast<int>(m_look.measure),
                           [this](int number) {
                               ReaderLook look = m_look;
                               look.measure = static_cast<ReaderLook::Measure>(number);
                               set(look);
                           }),
                   1, 1);
}

void LookPanel::addFaces(QGridLayout& grid) {
    label(grid, 2, tr("Letters"));
    grid.addWidget(choices(tr("Letters"), {tr("Serif"), tr("Sans serif")}, m_look.serif ? 0 : 1,
                           [this](int number) {
                               ReaderLook look = m_look;
                               look.serif = number == 0;
                               set(look);
                           }),
                   2, 1);
}

void LookPanel::set(const ReaderLook& look) {
    const bool changed = look != m_look;
    m_look = look;
    m_percent->setText(tr("%1%").arg(look.textPercent));
    m_percent->setAccessibleName(tr("Text size %1%").arg(look.textPercent));
    m_smaller->setEnabled(look.textPercent > 90);
    m_larger->setEnabled(look.textPercent < 200);
    if (changed)
        Q_EMIT lookChosen(look);
}

void LookPanel::openBelow(const QWidget& anchor) {
    adjustSize();
    const QPoint corner = anchor.mapToGlobal(QPoint(anchor.width(), anchor.height() + 4));
    const QRect room = anchor.screen()->availableGeometry();
    move(std::max(room.left(), std::min(corner.x() - width(), room.right() - width())), corner.y());
    show();
    m_larger->setFocus(Qt::PopupFocusReason);
}

} // namespace understudy::reader
