#pragma once

#include "core/connection/Secrets.h"

#include <QObject>

namespace understudy::desktop {

/// Passwords and passphrases of hosts in the system's keychain. Where none answers nothing is kept.
class HostSecrets final : public QObject, public connection::Secrets {
    Q_OBJECT
public:
    using QObject::QObject;

    void read(const QString& name, std::function<void(std::optional<QString>)> done) override;
    void write(const QString& name, const QString& secret, std::function<void(Result<void>)> done) override;
    void forget(const QString& name) override;
};

} // namespace understudy::desktop
