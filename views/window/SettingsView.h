#pragma once

#include "views/theme/Theme.h"
#include "views/theme/Widgets.h"

#include <QWidget>

#include <vector>

class QBoxLayout;
class QComboBox;
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

Q_SIGNALS:
    void looksChanged(); ///< theme, text size or motion: worth saving
    void enrollRequested(const QString& address, const QString& code);
    void leaveServerRequested();
    void resendRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* looks();
    QWidget* server();
    QWidget* data();
    void addRow(QVBoxLayout& column, const QString& label, QWidget* control);
    void fit();
    void askLeave();
    void showEnrolling(bool busy);

    struct Row {
        QBoxLayout* layout;
        QWidget* label;
        QWidget* field; ///< nullptr: text that takes the rest of the row
    };

    theme::Theme& m_theme;
    std::vector<Row> m_rows;
    QBoxLayout* m_buttons = nullptr;
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
