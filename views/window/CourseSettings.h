#pragma once

#include "views/settings/SettingsPart.h"

namespace understudy::window {

/// Which version of the course is in use, and the ways to another: an update from a file, and back.
class CourseSettings final : public settings::SettingsPart {
    Q_OBJECT
public:
    explicit CourseSettings(const theme::Theme& theme, QWidget* parent = nullptr);

    /// @p before is the version one can go back to, empty for none.
    void setVersions(const QString& title, const QString& version, const QString& before);
    /// While an update is being looked at and written.
    void setBusy(bool busy);

Q_SIGNALS:
    void updateRequested(const QString& file);
    void backRequested();

private:
    void chooseFile();

    theme::Text* m_words;
    theme::Button* m_update;
    theme::Button* m_back;
};

} // namespace understudy::window
