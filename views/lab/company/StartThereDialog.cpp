#include "views/lab/company/StartThereDialog.h"

#include <QVBoxLayout>

namespace understudy::lab {

using theme::Color;
using theme::Type;

StartThereDialog::StartThereDialog(const theme::Theme& theme, const course::Lab& lab,
                                   const session::Elsewhere& place,
                                   const std::vector<course::LabFault>& faults, QWidget* parent)
    : StateDialog(theme, QStringLiteral("server"), Color::WarnText,
                  tr("Start this lab on %1?").arg(place.name),
                  tr("What you do there is real: others may work on the same cluster."), parent) {
    int all = 0;
    for (const course::LabStep& step : lab.steps)
        all += int(step.checks.size());
    const int there = session::checkableThere(lab, place);
    QStringList lines{
        session::limitsThere(),
        there == all ? tr("All %1 checks can be made there, when you ask for them.").arg(all)
        : there == 0 ? tr("None of its %1 checks can be made there: do them with your mentor.").arg(all)
                     : tr("%1 of its %2 checks can be made there, when you ask for them. The others say so: "
                          "do them with your mentor.")
                           .arg(there)
                           .arg(all)};
    if (const QString wanted = session::wantedFaults(faults); !wanted.isEmpty())
        lines << wanted;
    QStringList asked;
    for (const course::LabFault& fault : faults)
        if (fault.byTrainee)
            asked << session::faultWords(fault);
    if (!asked.isEmpty())
        lines << tr("Later your mentor has to cause: %1.").arg(asked.join(QStringLiteral("; ")));
    for (const QString& line : lines) {
        auto* words = new theme::Text(theme, Type::Ui, Color::Text, line, this);
        words->setWordWrap(true);
        body()->addWidget(words);
    }
    setMinimumWidth(theme.px(560));
    addChoice(tr("Cancel"), theme::ButtonKind::Quiet, QDialog::Rejected);
    addChoice(tr("Start there"), theme::ButtonKind::Primary, QDialog::Accepted)->setDefault(true);
}

} // namespace understudy::lab
