#pragma once

#include "core/sync/Account.h"

#include <QObject>

#include <optional>

namespace understudy::desktop {

/// Keeps the server's account in the system's keychain. Where none answers, it is kept for this run only and
/// the window says so: never in a plain file.
class Keyring final : public QObject {
    Q_OBJECT
public:
    explicit Keyring(const QString& profile, QObject* parent = nullptr);

    void read();
    void write(const sync::Account& account);
    void forget();

Q_SIGNALS:
    void found(const understudy::sync::Account& account);
    void nothingFound();              ///< no account was kept, or the keychain does not give it out
    void notKept(const QString& why); ///< the account is good for this run only
    void notForgotten(const QString& why);

private:
    QString m_key; ///< one entry a profile
};

} // namespace understudy::desktop
