#pragma once

#include "core/sync/Account.h"
#include "views/settings/SettingsPart.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace understudy::settings {

/// Any learning record store of the company in the place of a training server: what its own settings page
/// tells, and a way to try it first.
class StoreSettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit StoreSettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void setServer(const QString& address) { m_server = address; } ///< the one in use, empty for none
    void setFinding(bool good, const QString& sentence);

Q_SIGNALS:
    void tryRequested(const understudy::sync::Account& account);
    void chosen(const understudy::sync::Account& account);

private:
    QLineEdit* addField(const QString& label, const QString& hint = {});
    /// What was typed, or nothing after saying what is missing.
    std::optional<sync::Account> typed();
    void tryOut();
    void choose();

    QString m_server;
    QLineEdit *m_endpoint, *m_key, *m_secret, *m_name;
    QComboBox* m_version;
    QCheckBox* m_oldIds;
    theme::Text* m_finding;
    theme::Button* m_try;
};

} // namespace understudy::settings
