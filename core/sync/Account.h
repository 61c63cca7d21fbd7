#pragma once

#include "core/base/Result.h"
#include "core/sync/Network.h"

#include <QJsonObject>
#include <QString>

namespace understudy::sync {

/// The key to a server: where it is, the credential of this device, and who the trainee is there. The
/// password belongs in the system's keychain and is never logged.
struct Account {
    QUrl endpoint; ///< https://host/xapi, without a slash at the end
    QString user;
    QString password;
    QString homePage; ///< the trainee as an xAPI account
    QString name;

    bool usable() const { return endpoint.isValid() && !user.isEmpty() && !name.isEmpty(); }
    bool operator==(const Account&) const = default;
};

/// As JSON, to be kept where secrets are kept; and back.
QJsonObject toJson(const Account& account);
Result<Account> accountFromJson(const QJsonObject& object);

/// Exchanges an enrollment code for an account. @p server: https://host[:port], as the trainee typed it;
/// plain http is refused except to this computer. @p done is called once, on the calling thread.
void enroll(Network& network, const QUrl& server, const QString& code, const QString& deviceId,
            const QString& deviceName, std::function<void(Result<Account>)> done);

} // namespace understudy::sync
