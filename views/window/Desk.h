#pragma once

#include "core/course/Library.h"
#include "core/progress/Today.h"
#include "views/settings/SyncWords.h"
#include "views/window/Tools.h"
#include "views/window/Window.h"

#include <QTimer>

namespace understudy::today {
class TodayView;
}

namespace understudy::settings {
class SettingsView;
}

namespace understudy::window {

class CourseSettings;
class LabRoom;
class OnCallRoom;
class Planner;
class QuizRoom;
class SearchRoom;
class Study;

/// The window and its screens, and the ways between them. Every place is made when it is first gone to, so
/// that the window is there at once.
class Desk final : public QObject {
    Q_OBJECT
public:
    explicit Desk(Tools& tools, QObject* parent = nullptr);
    ~Desk() override;

    Window& window() { return m_window; }
    today::TodayView& todayView() { return *m_today; }
    Planner& planner() { return *m_planner; }
    Study* study();
    LabRoom* labs();
    bool hasLabs() const { return m_labs != nullptr; }
    QuizRoom* quizzes();
    OnCallRoom* onCall();
    SearchRoom* search();
    void addHost(); ///< asks for a new one, where hosts are
    settings::SettingsView* settings();

    /// The course is open (in Tools) or was refused. Until then the window shows its frame only: it is there
    /// at once, and reading the course takes a moment.
    void takeCourse(const course::PackRefusal& refusal, const QString& cameFrom = {});
    /// Another course was opened (in Tools) in the place of the one before: the screens take it, a lab that
    /// runs stays.
    void changeCourse();
    void setUnsigned(); ///< the course is a folder of its author, and the window never calls it verified
    void setCourseBefore(const QString& version); ///< that one can go back to; empty for none
    void setUpdating(bool busy);
    void refuseCourse(const course::PackRefusal& refusal, const QString& file);
    void go(Place place);
    void open(progress::ItemKind kind, const QString& ref, const QString& anchor = {});
    void setSync(const settings::SyncWords& words);
    void say(const Error& error); ///< in a notice that goes away by itself
    void takeNetworkChange();     ///< another network, or one again
    /// Writes down what is not yet: the place on the page, half-typed answers.
    void keepEverything();

Q_SIGNALS:
    void syncRequested();
    void settingsMade(); ///< the screen is there: whoever has to do with one of its parts connects now
    void looksChanged();
    void courseUpdateRequested(const QString& file);
    void courseBackRequested();

private:
    void showToday();
    void putAtPrompt(const QString& command);
    void showLabState();
    void askSync();
    void showSync();
    void showCourse();
    QWidget* unavailable(Place place);

    Tools& m_tools;
    terminal::PreferenceStore m_preferences;
    search::TypedCommands m_typed;
    course::PackRefusal m_refusal;
    Window m_window;
    today::TodayView* m_today;
    Planner* m_planner; ///< belongs to Today
    Study* m_study = nullptr;
    LabRoom* m_labs = nullptr;
    QuizRoom* m_quizzes = nullptr;
    OnCallRoom* m_onCall = nullptr;
    SearchRoom* m_search = nullptr;
    settings::SettingsView* m_settings = nullptr;
    CourseSettings* m_courseSettings = nullptr;
    QString m_courseBefore;
    bool m_unsigned = false;
    std::map<Place, QWidget*> m_unavailable;
    settings::SyncWords m_sync;
    bool m_syncAsked = false; ///< somebody pressed a button and waits for what comes of it
    QTimer m_midnight;
};

} // namespace understudy::window
