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
        entries.ok() ? askAnnotations(*entries) : give(entries.error());
    });
}

void TimeMoves::askAnnotations(const std::vector<session::JournalEntry>& entries) {
    if (!m_time.control()) {
        m_asking = false;
        return;
    }
    using Annotations = std::vector<metrics::Annotation>;
    m_time.control()->annotations(this, [this, entries](const Result<Annotations>& annotations) {
        annotations.ok() ? askFutures(session::momentsOf(entries, *annotations, m_time.started()))
                         : give(annotations.error());
    });
}

void TimeMoves::askFutures(std::vector<session::Moment> moments) {
    if (!m_time.control()) {
        m_asking = false;
        return;
    }
    using Forks = std::vector<session::Fork>;
    m_time.control()->forks(this, [this, seen = std::move(moments)](const Result<Forks>& futures) {
        futures.ok() ? choose(seen, *futures) : give(futures.error());
    });
}

void TimeMoves::give(const Error& error) {
    m_asking = false;
    Q_EMIT trouble(error);
}

void TimeMoves::choose(std::vector<session::Moment> moments, std::vector<session::Fork> futures) {
    m_asking = false;
    auto* dialog = new RewindDialog(m_theme, std::move(moments), std::move(futures), m_time.started(),
                                    m_time.now(), &m_over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog](int answer) {
        const QString keepAs = dialog->keepAs().value_or(QString());
        if (answer == QDialog::Accepted && dialog->chosen())
            m_time.rewind(*dialog->chosen(), keepAs);
        else if (answer == RewindDialog::GoThere)
            m_time.openFork(dialog->future(), keepAs);
    });
    dialog->open();
}

void TimeMoves::askReset() {
    auto* dialog = new theme::StateDialog(
        m_theme, QStringLiteral("refresh"), Color::WarnText, tr("Reset the lab to its beginning?"),
        tr("The cluster and its clock start anew. What has been is kept as a future: \"Rewind to…\" goes "
           "back "
           "to it. Green checks, answers, hints used, your time and the files of your shell stay."),
        &m_over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Reset the lab"), theme::ButtonKind::Normal, QDialog::Accepted);
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
