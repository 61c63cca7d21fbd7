#include "app/desktop/Keyring.h"

#include "core/base/Log.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <qt6keychain/keychain.h>

namespace understudy::desktop {

namespace {

const auto service = QStringLiteral("understudy");

/// Why nothing was kept; what the library says is often "Unknown error".
QString wordsOf(QKeychain::Error error) {
    switch (error) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Keyring::tr("The keychain did not open.");
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Keyring::tr("No keychain service runs in this desktop session.");
    default:
        return Keyring::tr("The keychain service does not answer.");
    }
}

} // namespace

Keyring::Keyring(const QString& profile, QObject* parent)
    : QObject(parent)
    , m_key(QStringLiteral("server-account-") +
            QString::fromLatin1(
                QCryptographicHash::hash(profile.toUtf8(), QCryptographicHash::Sha256).toHex().left(16))) {}

// Jobs belong to nobody and delete themselves: the library calls back into one that is gone.

void Keyring::read() {
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(m_key);
    connect(job, &QKeychain::Job::finished, this, [this, job] {
        const auto account =
            sync::accountFromJson(QJsonDocument::fromJson(job->textData().toUtf8()).object());
        if (job->error() == QKeychain::NoError && account)
            Q_EMIT found(*account);
        else
            Q_EMIT nothingFound();
    });
    job->start();
}

void Keyring::write(const sync::Account& account) {
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setKey(m_key);
    job->setTextData(QString::fromUtf8(QJsonDocument(sync::toJson(account)).toJson(QJsonDocument::Compact)));
    connect(job, &QKeychain::Job::finished, this, [this, job] {
        if (job->error() != QKeychain::NoError)
            Q_EMIT notKept(wordsOf(job->error()));
    });
    job->start();
}

void Keyring::forget() {
    auto* job = new QKeychain::DeletePasswordJob(service);
    job->setKey(m_key);
    connect(job, &QKeychain::Job::finished, this, [this, job] {
        // Where no service runs, none has kept anything in this session.
        if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound &&
            job->error() != QKeychain::NoBackendAvailable && job->error() != QKeychain::NotImplemented)
            Q_EMIT notForgotten(wordsOf(job->error()));
    });
    job->start();
}

} // namespace understudy::desktop
