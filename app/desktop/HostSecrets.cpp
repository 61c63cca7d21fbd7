#include "app/desktop/HostSecrets.h"

#include <qt6keychain/keychain.h>

namespace understudy::desktop {

namespace {

const auto service = QStringLiteral("understudy-hosts");

} // namespace

void HostSecrets::read(const QString& name, std::function<void(std::optional<QString>)> done) {
    auto* job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)] {
        if (job->error() == QKeychain::NoError)
            done(job->textData());
        else
            done(std::nullopt); // none kept, or no keychain: one is asked
    });
    job->start();
}

void HostSecrets::write(const QString& name, const QString& secret, std::function<void(Result<void>)> done) {
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(name);
    job->setTextData(secret);
    connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)] {
        if (job->error() == QKeychain::NoError)
            return done(Result<void>{});
        done(Error{
            Errc::Refused,
            tr("You are logged in, but no keychain of this computer took the secret, so it is not kept. You "
               "will be asked for it again next time."),
            {}});
    });
    job->start();
}

void HostSecrets::forget(const QString& name) {
    auto* job = new QKeychain::DeletePasswordJob(service, this);
    job->setKey(name);
    job->start();
}

} // namespace understudy::desktop
