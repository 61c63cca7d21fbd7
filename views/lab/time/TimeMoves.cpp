#include "views/lab/time/TimeMoves.h"

#include "views/lab/time/AlertsDialog.h"
#include "views/lab/time/RewindDialog.h"

namespace understudy::lab {

using theme::Color;

TimeMoves::TimeMoves(const theme::Theme& theme, session::LabTime& time, session::AlertWatch& alerts,
                     QWidget& over)
    : QObject(&over)
    , m_theme(theme)
    , m_time(time)
    , m_alerts(alerts)
    , m_over(over) {}

void TimeMoves::askRewind() {
    if (m_asking || !m_time.control())
        return;
    m_asking = true;
    using Entries = std::vector<session::JournalEntry>;
    m_time.control()->journal(0, this, [this](const Result<Entries>& entries) {
        if (!entries.ok() || !m_time.control()) {
            m_asking = false;
            if (!entries.ok())
                Q_EMIT trouble(entries.error());
            return;
        }
        m_time.control()->annotations(
            this, [this, seen = *entries](const Result<std::vector<metrics::Annotation>>& annotations) {
                m_asking = false;
                annotations.ok() ? choose(seen, *annotations) : trouble(annotations.error());
            });
    });
}

void TimeMoves::choose(const std::vector<session::JournalEntry>& entries,
                       const std::vector<metrics::Annotation>& annotations) {
    auto* dialog = new RewindDialog(m_theme, session::momentsOf(entries, annotations, m_time.started()),
                                    m_time.started(), m_time.now(), &m_over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const auto to = dialog->chosen())
            m_time.rewind(*to);
    });
    dialog->open();
}

void TimeMoves::askReset() {
    auto* dialog = new theme::StateDialog(
        m_theme, QStringLiteral("refresh"), Color::WarnText, tr("Reset the lab to its beginning?"),
        tr("The cluster and its clock start anew: what you changed in it is lost, and so is what happened by "
           "itself. Green checks, answers, hints used, your time and the files of your shell stay."),
        &m_over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Reset the lab"), theme::ButtonKind::Danger, QDialog::Accepted);
    dialog->addChoice(tr("Keep it as it is"), theme::ButtonKind::Primary, QDialog::Rejected)
        ->setDefault(true);
    connect(dialog, &QDialog::accepted, this, &TimeMoves::resetWanted);
    dialog->open();
}

void TimeMoves::showAlerts() {
    if (!m_list) {
        m_list = new AlertsDialog(m_theme, m_alerts, &m_over);
        m_list->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_list->show();
    m_list->raise();
    m_list->activateWindow();
}

} // namespace understudy::lab
