#pragma once

#include "core/progress/Behind.h"
#include "views/window/Tools.h"

#include <QDateTime>
#include <QObject>

#include <optional>

namespace understudy::today {
class TodayView;
}

namespace understudy::window {

/// What is asked for on Today and written down: the track followed, days off, a plan that moves, and the
/// plan as a file for the trainee's own calendar.
class Planner final : public QObject {
    Q_OBJECT
public:
    Planner(Tools& tools, today::TodayView& view, QWidget& window);

    /// The trainee's; nullptr without a course.
    const course::Track* track() const;
    /// Makes Today again, by what the journal and the clock say now.
    void refresh();
    void follow(const QString& track, QDate start);
    /// The coordinator's plan, unless the trainee has chosen a track themself, or follows just that already;
    /// and then in words what is followed. Without such a track in the course nothing comes of it.
    std::optional<QString> followCoordinator(const QString& track, QDate start);
    void setDayOff(QDate day, bool off);
    void move(const progress::Behind& move); ///< of 0 days: taken back
    void askPractical(const QString& title);
    /// Writes the plan as an iCalendar file; false when it could not, and trouble() has said why.
    bool exportTo(const QString& file);

Q_SIGNALS:
    void trouble(const understudy::Error& error);

private:
    void askTrack();
    void askDaysOff();
    void askFile();
    void append(const char* kind, const QJsonObject& body);
    QDateTime now() const; ///< local
    QDate start() const;

    Tools& m_tools;
    today::TodayView& m_view;
    QWidget& m_window;
};

} // namespace understudy::window
