#pragma once

#include "core/company/Profile.h"
#include "core/ssh/Session.h"

#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QStringList>

namespace understudy::company {

/// The cluster's kubectl: run on the SSH host, or on this computer where the kubeconfig is here. It only ever
/// reads. Callbacks come once, on this thread, and not after this is gone.
class Kubectl final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Result<ssh::ExecResult>&)>;
    using Session = std::function<ssh::Session*()>;

    /// @p session gives the login of the moment, nullptr while there is none.
    Kubectl(Profile profile, Session session, QObject* parent = nullptr);
    ~Kubectl() override;

    /// @p words without "kubectl". A status that is not 0 is no error here; see trouble().
    void run(const QStringList& words, Done done);
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; } ///< 20 s when not set
    /// Why kubectl could not do what it was asked, in words for the trainee. @p host is what the trainee
    /// calls the SSH host.
    static Error trouble(const ssh::ExecResult& result, const Profile& profile, const QString& host);

private:
    void runHere(const QStringList& words, Done done);

    const Profile m_profile;
    const Session m_session;
    std::chrono::milliseconds m_patience{20'000};
};

} // namespace understudy::company
