#pragma once

#include "core/base/Result.h"
#include "core/sync/Network.h"
#include "core/sync/Setback.h"

#include <QDate>
#include <QJsonObject>
#include <QString>

namespace understudy::sync {

/// What the coordinator's roster says of the trainee: empty where there is none.
struct Plan {
    QString track;
    QDate start; ///< first day of the track
    bool operator==(const Plan&) const = default;
};

/// The key to a server: where it is, the credential of this device, and who the trainee is there. The
/// password belongs in the system's keychain and is never logged.
struct Account {
    QUrl endpoint; ///< https://host/xapi, without a slash at the end
    QString user;
    QString password;
    QString homePage; ///< the trainee as an xAPI account
    QString name;
    QString version = QStringLiteral("1.0.3"); ///< of xAPI, that the server is spoken to in
    bool byKey = false;  ///< key and secret were typed, for a learning record store of the company
    bool oldIds = false; ///< the store takes ids of versions 1 to 5 only
    QString person = {}; ///< the trainee's full name, where the server has told it
    Plan plan = {};      ///< told once, with the account: not kept with it

    bool usable() const { return endpoint.isValid() && !user.isEmpty() && !name.isEmpty(); }
    bool operator==(const Account&) const = default;
};

/// An address as somebody types it: without a scheme it is https, and http where it is this computer.
QUrl addressOf(const QString& typed);

/// As JSON, to be kept where secrets are kept; and back.
QJsonObject toJson(const Account& account);
Result<Account> accountFromJson(const QJsonObject& object);

/// Any learning record store, as its settings page tells them: an address ending in what comes before
/// "/statements", a key, a secret, and the name under which the company knows the trainee there (not an
/// e-mail address: those change).
struct StoreTerms {
    QString endpoint, key, secret, name;
    QString version = QStringLiteral("1.0.3"); ///< or 2.0.0
    bool oldIds = false;
};
Result<Account> accountAt(const StoreTerms& typed);

/// Exchanges an enrollment code for an account. @p server: https://host[:port], as the trainee typed it;
/// plain http is refused except to this computer. @p done is called once, on the calling thread.
void enroll(Network& network, const QUrl& server, const QString& code, const QString& deviceId,
            const QString& deviceName, std::function<void(Result<Account>)> done);

} // namespace understudy::sync
