#include "views/today/DaysOffDialog.h"

#include "core/progress/Calendar.h"

#include <QDateEdit>
#include <QGridLayout>
#include <QVBoxLayout>

namespace understudy::today {

using namespace understudy::theme;

namespace {

constexpr int mostShown = 12;    // of the days off to come; a longer list would leave the window
constexpr int longestRange = 60; // days

} // namespace

DaysOffDialog::DaysOffDialog(const Theme& theme, const std::set<QDate>& daysOff, QDate today, QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("today"), Color::Text2, tr("Days off"),
          tr("Nothing is planned for weekends. Days off move the rest of the plan to the working days "
             "after them."),
          parent)
    , m_daysOff(daysOff)
    , m_first(new QDateEdit(today))
    , m_last(new QDateEdit(today)) {
    auto* fields = new QGridLayout;
    fields->setHorizontalSpacing(12);
    const auto add = [&](int row, const QString& label, QDateEdit* edit) {
        edit->setCalendarPopup(true);
        edit->setMinimumDate(today.addDays(-longestRange));
        edit->setAccessibleName(label);
        auto* words = new Text(theme, Type::Ui, Color::Text2, label);
        words->setBuddy(edit);
        fields->addWidget(words, row, 0);
        fields->addWidget(edit, row, 1, Qt::AlignLeft);
    };
    add(0, tr("First day"), m_first);
    add(1, tr("Last day"), m_last);
    fields->setColumnStretch(1, 1);
    body()->addLayout(fields);
    connect(m_first, &QDateEdit::dateChanged, m_last, [this](QDate first) {
        m_last->setDateRange(first, first.addDays(longestRange));
        if (m_last->date() < first)
            m_last->setDate(first);
    });
    m_last->setDateRange(today, today.addDays(longestRange));
    int shown = 0;
    for (const QDate day : daysOff)
        if (day >= today && ++shown <= mostShown)
            addDayOff(day);
    addChoice(tr("Close"), ButtonKind::Normal, Rejected)->setDefault(true);
    addChoice(tr("Take these days off"), ButtonKind::Primary, Accepted);
}

void DaysOffDialog::addDayOff(QDate day) {
    auto* row = new QHBoxLayout;
    const QString words = progress::shortDate(day);
    row->addWidget(new Text(m_theme, Type::Ui, Color::Text, words), 1);
    auto* back = new Button(m_theme, tr("Work on this day"), ButtonKind::Quiet, {}, ButtonSize::Compact);
    back->setAccessibleName(tr("Work on %1").arg(words));
    connect(back, &QPushButton::clicked, this, [this, back, day] {
        back->setEnabled(false);
        back->setText(tr("Working day"));
        m_daysOff.erase(day);
        Q_EMIT dayGivenBack(day);
    });
    row->addWidget(back);
    body()->addLayout(row);
}

std::vector<QDate> DaysOffDialog::days() const {
    std::vector<QDate> wanted;
    for (QDate day = m_first->date(); day <= m_last->date(); day = day.addDays(1))
        if (day.dayOfWeek() <= 5 && !m_daysOff.count(day))
            wanted.push_back(day);
    return wanted;
}

} // namespace understudy::today
