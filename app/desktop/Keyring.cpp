#include "app/desktop/Keyring.h"

#include "core/base/Log.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <qt6keychain/keychain.h>

namespace understudy::desktop {

namespace {

const auto service = QStringLiteral("understudy");

} // namespace

Keyring::Keyring(const QString& profile, QObject* parent)
    : QObject(parent)
    , m_key(QStringLiteral("server-account-") +
            QString::fromLatin1(
                QCryptographicHash::hash(profile.toUtf8(), QCryptographicHash::Sha256).toHex().left(16))) {}

void Keyring::read() {
    auto* job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(m_key);
    connect(job, &QKeychain::Job::finished, this, [this, job] {
        if (job->error() != QKeychain::NoError)
            return; // nothing kept, or no keychain: the trainee enrolls again
        const auto account =
            sync::accountFromJson(QJsonDocument::fromJson(job->textData().toUtf8()).object());
        if (account)
            Q_EMIT found(*account);
    });
    job->start();
}

void Keyring::write(const sync::Account& account) {
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(m_key);
    job->setTextData(QString::fromUtf8(QJsonDocument(sync::toJson(account)).toJson(QJsonDocument::Compact)));
    connect(job, &QKeychain::Job::finished, this, [this, job] {
        if (job->error() != QKeychain::NoError)
            Q_EMIT notKept(job->errorString());
    });
    job->start();
}

void Keyring::forget() {
    auto* job = new QKeychain::DeletePasswordJob(service, this);
    job->setKey(m_key);
    job->start();
}

} // namespace understudy::desktop
