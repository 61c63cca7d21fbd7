#pragma once

#include "core/company/Cluster.h"
#include "labs/session/Elsewhere.h"
#include "labs/session/LabSite.h"
#include "labs/session/SiteChecks.h"

namespace understudy::session {

/// A lab on a company's cluster: one login to its host that comes back by itself, shells over it, checks from
/// outside. It has no clock to push and no faults of its own.
class CompanyLab final : public LabSite {
    Q_OBJECT
public:
    CompanyLab(const company::Profile& profile, const connection::Connection& host,
               connection::HostLink::Means means, connection::LinkQuestions questions,
               QObject* parent = nullptr);
    ~CompanyLab() override;

    State state() const override { return m_state; }
    const std::optional<Error>& trouble() const override { return m_trouble; }
    void shell(QObject* context, int columns, int rows, TakeShell take) override;
    ssh::Session* login() const override { return m_cluster.link().session(); }
    void start() override;

    /// Of the lab that is worked through; before place().
    void setScenario(const QByteArray& scenario) { m_checks.setScenario(scenario); }
    Elsewhere place() const;
    company::Cluster& cluster() { return m_cluster; }
    /// Checks that can be asked now; nullptr unless connected.
    SiteChecks* checks() { return m_state == State::Connected ? &m_checks : nullptr; }

private:
    void follow();

    company::Cluster m_cluster;
    SiteChecks m_checks;
    State m_state = State::Off;
    std::optional<Error> m_trouble;
};

} // namespace understudy::session
