#pragma once

#include "views/theme/Theme.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace understudy::window {

/// What the trainee can set: looks, text size, and which training server their work goes to.
class SettingsView final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsView(theme::Theme& theme, QWidget* parent = nullptr);

    /// What is known about the server: its address (empty: none) and a sentence.
    void setServer(const QString& address, const QString& words, bool trouble);
    void setParked(int records); ///< that the server refused for good: they can be sent again
    void setDataFolder(const QString& folder);
    void setEnrolling(bool busy);
    /// Settings of a place of the window, behind those of the looks.
    void addPart(QWidget* part);

Q_SIGNALS:
    void looksChanged(); ///< theme, text size or motion: worth saving
    void enrollRequested(const QString& address, const QString& code);
    void leaveServerRequested();
    void resendRequested();

private:
    QWidget* looks();
    QWidget* server();
    QWidget* data();
    void askLeave();
    void showEnrolling(bool busy);

    theme::Theme& m_theme;
    QVBoxLayout* m_column = nullptr;
    bool m_enrolled = false;
    QLineEdit* m_address = nullptr;
    QLineEdit* m_code = nullptr;
    theme::Button* m_enroll = nullptr;
    theme::Button* m_leave = nullptr;
    theme::Button* m_resend = nullptr;
    theme::Text* m_serverWords = nullptr;
    theme::Text* m_folder = nullptr;
};

} // namespace understudy::window
