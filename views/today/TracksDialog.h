#pragma once

#include "core/course/Model.h"
#include "core/progress/Agenda.h"
#include "views/theme/StateDialog.h"

class QComboBox;
class QDateEdit;

namespace understudy::today {

/// Asks which track or learning path to follow, and from which day on.
class TracksDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    /// @p chosen is followed now; @p today the first day offered for a track that is new.
    TracksDialog(const theme::Theme& theme, const course::Course& course, const progress::Agenda& agenda,
                 const QString& chosen, QDate today, QWidget* parent = nullptr);

    QString track() const;
    QDate start() const;

private:
    void showChosen();

    const course::Course& m_course;
    const progress::Agenda& m_agenda;
    const QDate m_today;
    QComboBox* m_tracks;
    QDateEdit* m_start;
    theme::Text* m_startWords;
    theme::Text* m_words;
};

} // namespace understudy::today
