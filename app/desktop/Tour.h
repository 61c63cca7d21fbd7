#pragma once

#include "app/desktop/Options.h"
#include "app/desktop/TourServer.h"
#include "app/desktop/Workstation.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace understudy::desktop {

/// The scripted trainee: the real window, driven through the first hour against a local lab and a local
/// server. Each step does something a person does and then waits until its outcome can be seen.
class Tour final {
public:
    Tour(const Options& options, theme::Theme& theme, const Clock& clock);
    ~Tour();

    /// Plays all steps; true only when every outcome was seen.
    bool play();

private:
    bool step(const char* name, const std::function<void()>& act, const std::function<QString()>& missing,
              int seconds = 45);
    bool openProfile(const QString& name);
    void closeProfile();
    void picture(const QString& name);

    bool read();
    bool workInTheLab();
    bool answerTheQuiz();
    bool closeAndOpen();
    bool syncTwoDevices();

    QString pageText() const;
    QString terminalText() const;
    int facts() const;

    Options m_options;
    theme::Theme& m_theme;
    const Clock& m_clock;
    QTemporaryDir m_folder;
    std::unique_ptr<Workstation> m_station;
    std::unique_ptr<TourServer> m_server;
    int m_number = 0;
    QString m_command; ///< the one run from a page
    double m_calm = 0; ///< API p95 before the fault
};

/// Plays the tour for the program; its exit status.
int playTour(const Options& options);

} // namespace understudy::desktop
