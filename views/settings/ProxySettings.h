#pragma once

#include "core/sync/Proxy.h"
#include "views/settings/SettingsPart.h"

class QComboBox;
class QLineEdit;

namespace understudy::settings {

/// The way out of this network to the training server.
class ProxySettings final : public SettingsPart {
    Q_OBJECT
public:
    explicit ProxySettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void setProxy(const sync::Proxy& proxy);

Q_SIGNALS:
    void chosen(const understudy::sync::Proxy& proxy);
    void trouble(const understudy::Error& error);

private:
    void showFields();
    void choose();

    QComboBox* m_kind;
    QLineEdit *m_address, *m_user, *m_password;
};

} // namespace understudy::settings
