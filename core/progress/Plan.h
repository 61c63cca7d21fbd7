#pragma once

#include "core/progress/Calendar.h"
#include "core/progress/Today.h"

namespace understudy::progress {

/// One item of a track with what the journal says about it: the words and numbers of its rows.
class Item final {
public:
    Item(const course::Course& course, const course::Track& track, const Progress& progress,
         const course::TrackItem& item);

    /// False for what the programme names and this pack does not have.
    bool counts() const { return m_item.kind != ItemKind::Later; }
    bool done() const;
    double share() const; ///< 0 to 1
    int minutes() const;  ///< whole
    int minutesLeft() const;
    /// How the item stands at @p now when it was due at @p due.
    Doneness state(const QDateTime& due, const QDateTime& now) const;

    QString word() const;
    QString title() const;
    QString detail() const;
    QString dueDetail() const;
    QString action() const;
    QString resumeAction() const;
    QString anchor() const;
    int segments() const;
    /// When it was done, in the local time of @p now; nothing when it is not or nobody knows.
    std::optional<QDateTime> doneAt() const;

private:
    QString pageDetail() const;
    QString labDetail() const;
    QString quizDetail() const;
    QString moduleOf(const QString& moduleId) const;
    const course::LabStep* currentStep(int* number) const;

    const course::Course& m_course;
    const course::Track& m_track;
    const Progress& m_progress;
    course::TrackItem m_item;
    const course::Page* m_page;
    const course::Lab* m_lab;
    const course::Quiz* m_quiz;
};

/// The local moment of a fact, by the offset it was written with.
QDateTime localTime(const Progress::Moment& moment);

} // namespace understudy::progress
