#pragma once

#include "core/base/Error.h"
#include "views/settings/SettingsPart.h"
#include "views/terminal/settings/Preferences.h"

#include <functional>

class QCheckBox;
class QComboBox;
class QPlainTextEdit;

namespace understudy::window {

/// How terminals are: text, cursor, bell, history, and what hosts may do. What is set counts at once for all
/// that are open.
class TerminalSettings final : public settings::SettingsPart {
    Q_OBJECT
public:
    TerminalSettings(const theme::Theme& theme, terminal::PreferenceStore& store, QWidget* parent = nullptr);

Q_SIGNALS:
    void trouble(const understudy::Error& error);

private:
    using Change = std::function<void(terminal::Preferences&)>;
    void addText();
    void addHistory();
    void addHosts();
    QComboBox* addChoice(const QString& label, const QList<std::pair<QString, int>>& choices, int now,
                         int terminal::Preferences::*field, const QString& hint = {});
    void addSwitch(const QString& label, const QString& words, bool terminal::Preferences::*field,
                   const QString& hint = {});
    void set(const Change& change);

    terminal::PreferenceStore& m_store;
};

} // namespace understudy::window
