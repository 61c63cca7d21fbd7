#pragma once

#include "views/theme/Theme.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QVBoxLayout;

namespace understudy::settings {

class ServerSettings;

/// What the trainee can set: looks, text size, and which training server their work goes to.
class SettingsView final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsView(theme::Theme& theme, QWidget* parent = nullptr);

    ServerSettings& server() { return *m_server; }
    void setDataFolder(const QString& folder);
    /// Settings of a place of the window, behind those of the server.
    void addPart(QWidget* part);

Q_SIGNALS:
    void looksChanged(); ///< theme, text size or motion: worth saving

private:
    QWidget* looks();
    QWidget* data();

    theme::Theme& m_theme;
    QVBoxLayout* m_column = nullptr;
    ServerSettings* m_server = nullptr;
    theme::Text* m_folder = nullptr;
};

} // namespace understudy::settings
