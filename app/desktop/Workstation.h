#pragma once

#include "app/desktop/Courses.h"
#include "app/desktop/Enrollment.h"
#include "app/desktop/HostSecrets.h"
#include "app/desktop/Options.h"
#include "app/desktop/Preview.h"
#include "app/threads/Workers.h"
#include "views/window/Desk.h"

#include <QSettings>
#include <QTimer>

#include <memory>

namespace understudy::desktop {

/// One profile, opened: journal, course, lab, sync and the window, put together. Destroyed and made again, it
/// goes on where it was.
class Workstation final : public QObject {
    Q_OBJECT
public:
    static Result<std::unique_ptr<Workstation>> open(const Options& options, theme::Theme& theme,
                                                     const Clock& clock);
    ~Workstation() override;

    /// Shows the window, then opens the course and begins to sync; isReady() afterwards.
    void show();
    bool isReady() const { return m_ready; }
    window::Desk& desk() { return *m_desk; }
    window::Tools& tools() { return *m_tools; }
    SyncThread& sync() { return m_enrollment->sync(); }
    session::LabLink& lab() { return *m_link; }
    const journal::Journal& journal() const { return *m_journal; }
    /// The address and code of a training server, as typed into the settings.
    void enroll(const QString& address, const QString& code);

Q_SIGNALS:
    void enrolled();
    void enrollRefused(const QString& sentence);

private:
    Workstation(const Options& options, theme::Theme& theme, const Clock& clock);
    Result<void> openJournal();
    Result<void> openJournalOnce();
    bool hasReadAll() const; ///< what the feed shows is everything in the journal
    void followCourses();
    void beginPreview();
    void greet();
    void settleIn();
    void wire();
    void watchNetwork();
    void startSync();
    void startBackups();
    void backUp();
    void loadLooks();
    void saveLooks();

    Options m_options;
    theme::Theme& m_theme;
    const Clock& m_clock;
    QSettings m_settings;
    app::Workers m_workers; // joined last: everything below asks its threads to stop
    IdMaker m_ids;
    std::unique_ptr<journal::Journal> m_journal;
    Courses m_courses;
    std::unique_ptr<Preview> m_preview; ///< of an author's folder; nullptr otherwise
    std::unique_ptr<window::ProgressFeed> m_feed;
    std::unique_ptr<session::LabProcess> m_process;
    std::unique_ptr<session::LabLink> m_link;
    std::unique_ptr<window::Tools> m_tools;
    HostSecrets m_hostSecrets;
    std::unique_ptr<window::Desk> m_desk;
    std::unique_ptr<Enrollment> m_enrollment;
    QTimer m_backups;
    bool m_ready = false;
    bool m_backupTold = false;
};

/// share/understudy beside the program, in the build tree as when installed.
QString shareFolder();

} // namespace understudy::desktop
