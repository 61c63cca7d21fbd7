#include "views/today/PlanList.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace understudy::today {

using namespace understudy::theme;
using namespace understudy::progress;

namespace {

State stateOf(Doneness doneness) {
    switch (doneness) {
    case Doneness::Partly:
        return State::Partly;
    case Doneness::Done:
        return State::Done;
    case Doneness::Late:
        return State::Late;
    case Doneness::Open:
        break;
    }
    return State::Open;
}

} // namespace

PlanList::PlanList(const Theme& theme, const std::vector<PlanRow>& rows, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    QString said;
    if (rows.empty() || rows.front().heading.isEmpty())
        column->addWidget(new Hairline(theme, Qt::Horizontal, this));
    for (const PlanRow& row : rows) {
        if (row.heading != said && !row.heading.isEmpty())
            column->addWidget(heading(row.heading));
        said = row.heading;
        column->addWidget(line(row));
        column->addWidget(new Hairline(theme, Qt::Horizontal, this));
    }
    if (rows.empty()) {
        column->addSpacing(16);
        column->addWidget(new Text(theme, Type::Body, Color::Text2,
                                   tr("Nothing is planned for today. Learn has all modules.")));
    }
}

QWidget* PlanList::heading(const QString& words) {
    auto* heading = new QWidget(this);
    auto* column = new QVBoxLayout(heading);
    column->setContentsMargins(0, 14, 0, 0);
    column->setSpacing(6);
    auto* text = new Text(m_theme, Type::UiStrong, Color::Text2, words, heading);
    text->setWordWrap(true);
    column->addWidget(text);
    column->addWidget(new Hairline(m_theme, Qt::Horizontal, heading));
    return heading;
}

QWidget* PlanList::line(const PlanRow& row) {
    auto* line = new QWidget(this);
    line->setMinimumHeight(m_theme.px(57));
    auto* cells = new QHBoxLayout(line);
    cells->setContentsMargins(0, 6, 0, 6);
    cells->setSpacing(12);

    auto* ring = new StateRing(m_theme, line);
    ring->set(stateOf(row.state), row.share);
    cells->addWidget(ring);
    auto* kind = new Text(m_theme, Type::Ui, Color::Text2, row.word, line);
    kind->setFixedWidth(m_theme.px(60));
    cells->addWidget(kind);
    m_kinds.push_back(kind);

    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    const bool done = row.state == Doneness::Done;
    auto* title = new Text(m_theme, done ? Type::Body : Type::BodyStrong, done ? Color::Text2 : Color::Text,
                           row.title, line);
    title->setWordWrap(true);
    words->addStretch(1);
    words->addWidget(title);
    if (!row.detail.isEmpty()) {
        auto* detail = new Text(m_theme, Type::Small, Color::Text2, row.detail, line);
        detail->setWordWrap(true);
        words->addWidget(detail);
    }
    words->addStretch(1);
    cells->addLayout(words, 1);

    const Color ink = row.state == Doneness::Late ? Color::DangerText : Color::Text2;
    auto* time = new Text(m_theme, Type::Ui, ink, row.time, line);
    auto* below = new Text(m_theme, Type::Small, ink, row.time, line);
    below->setVisible(false);
    words->insertWidget(words->count() - 1, below);
    m_times.push_back({time, below});
    cells->addWidget(time);
    cells->addSpacing(8);
    if (row.action.isEmpty()) {
        cells->addSpacing(m_theme.px(84) + 12);
        return line;
    }
    auto* action = new Button(m_theme, row.action, done ? ButtonKind::Quiet : ButtonKind::Normal, {},
                              ButtonSize::Compact, line);
    action->setFixedWidth(m_theme.px(84));
    action->setAccessibleName(tr("%1: %2").arg(row.action, row.title));
    connect(action, &QPushButton::clicked, this,
            [this, row] { Q_EMIT openRequested(row.kind, row.ref, {}); });
    cells->addWidget(action);
    return line;
}

void PlanList::setNarrow(bool narrow) {
    for (QWidget* kind : m_kinds)
        kind->setVisible(!narrow);
    for (const auto& [beside, below] : m_times) {
        beside->setVisible(!narrow);
        below->setVisible(narrow);
    }
}

} // namespace understudy::today
