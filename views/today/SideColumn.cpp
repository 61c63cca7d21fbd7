#include "views/today/SideColumn.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace understudy::today {

using namespace understudy::theme;
using namespace understudy::progress;

namespace {

Color roleOf(DueRow::Urgency urgency) {
    switch (urgency) {
    case DueRow::Urgency::Late:
        return Color::DangerText;
    case DueRow::Urgency::Today:
        return Color::WarnText;
    case DueRow::Urgency::Coming:
        break;
    }
    return Color::Text2;
}

} // namespace

SideColumn::SideColumn(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_syncIcon(new QLabel(this))
    , m_syncHeading(new Text(theme, Type::UiStrong, Color::Text, {}, this))
    , m_syncWords(new Text(theme, Type::Ui, Color::Text2, {}, this))
    , m_try(new Button(theme, tr("Try now"), ButtonKind::Normal, {}, ButtonSize::Compact, this)) {
    m_column->setContentsMargins(32, 36, 32, 24);
    m_column->setSpacing(0);
    m_syncHeading->setWordWrap(true);
    m_syncWords->setWordWrap(true);

    auto* sync = new QGridLayout;
    sync->setContentsMargins(0, 20, 0, 0);
    sync->setHorizontalSpacing(9);
    sync->setVerticalSpacing(6);
    sync->addWidget(m_syncIcon, 0, 0, Qt::AlignTop);
    sync->addWidget(m_syncHeading, 0, 1);
    sync->addWidget(m_syncWords, 1, 1);
    sync->setRowMinimumHeight(2, 2); // more room before the button than between the lines
    sync->addWidget(m_try, 3, 1, Qt::AlignLeft);
    sync->setColumnStretch(1, 1);
    m_column->addWidget(new Hairline(theme, Qt::Horizontal, this));
    m_column->addLayout(sync);
    m_column->addStretch(1);
    connect(m_try, &QPushButton::clicked, this, &SideColumn::tryNow);
    connect(&theme, &Theme::changed, this, [this] {
        if (!m_icon.isEmpty())
            m_syncIcon->setPixmap(m_theme.pixmap(m_icon, m_role, m_theme.px(20), devicePixelRatioF()));
        update();
    });
}

void SideColumn::show(const Today& today) {
    delete m_lists;
    m_lists = new QWidget;
    auto* column = new QVBoxLayout(m_lists);
    column->setContentsMargins(0, 0, 0, 24);
    column->setSpacing(0);
    fillDue(*column, today);
    fillRequirements(*column, today);
    m_column->insertWidget(0, m_lists);
}

void SideColumn::fillDue(QVBoxLayout& column, const Today& today) {
    column.addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Due")));
    column.addSpacing(10);
    if (today.due.empty())
        column.addWidget(new Text(m_theme, Type::Ui, Color::Text2, tr("Nothing is due.")));
    for (const DueRow& due : today.due) {
        auto* row = new QGridLayout;
        row->setHorizontalSpacing(12);
        row->setVerticalSpacing(0);
        auto* title = new Text(m_theme, Type::Ui, Color::Text, due.title);
        title->setWordWrap(true);
        row->addWidget(title, 0, 0);
        row->addWidget(new Text(m_theme, Type::Ui, roleOf(due.urgency), due.when), 0, 1,
                       Qt::AlignRight | Qt::AlignTop);
        auto* detail = new Text(m_theme, Type::Small, Color::Text2, due.detail);
        detail->setWordWrap(true);
        row->addWidget(detail, 1, 0);
        row->setColumnStretch(0, 1);
        column.addLayout(row);
        column.addSpacing(12);
    }
    column.addSpacing(20);
}

void SideColumn::fillRequirements(QVBoxLayout& column, const Today& today) {
    if (today.requirements.empty())
        return;
    column.addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Modules of this version")));
    column.addSpacing(10);
    for (const Requirement& requirement : today.requirements) {
        auto* row = new QHBoxLayout;
        auto* name = new Text(m_theme, Type::Ui, Color::Text, requirement.name);
        name->setWordWrap(true);
        row->addWidget(name, 1);
        row->addWidget(new Text(m_theme, Type::Ui, Color::Text2, requirement.says));
        column.addLayout(row);
        column.addSpacing(5);
        auto* bar = new Bar(m_theme, m_lists, 6);
        bar->set(requirement.total > 0 ? double(requirement.done) / requirement.total : 0);
        column.addWidget(bar);
        column.addSpacing(13);
    }
    if (!today.pace.isEmpty())
        column.addWidget(new Text(m_theme, Type::Small, Color::Text2, today.pace));
}

void SideColumn::setSync(const QString& icon, Color role, const QString& heading, const QString& words,
                         bool canTry) {
    m_icon = icon;
    m_role = role;
    m_syncIcon->setPixmap(m_theme.pixmap(icon, role, m_theme.px(20), devicePixelRatioF()));
    m_syncHeading->setText(heading);
    m_syncWords->setText(words);
    m_try->setVisible(canTry);
}

void SideColumn::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::BgSunken));
    painter.fillRect(0, 0, 1, height(), m_theme.color(Color::Line));
}

} // namespace understudy::today
