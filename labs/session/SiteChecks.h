#pragma once

#include "core/company/Cluster.h"
#include "labs/session/ConditionLook.h"

#include <QPointer>

namespace understudy::session {

/// Decides checks on a company's cluster, from outside: by kubectl, by its Prometheus, by commands on its
/// host. Looks only. What could not be looked at never passes.
class SiteChecks final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Verdict&)>;

    explicit SiteChecks(company::Cluster& cluster, QObject* parent = nullptr);

    /// Of the lab that is worked through, for checks by its conditions.
    void setScenario(const QByteArray& scenario);
    QSet<QString> conditions() const { return m_conditions ? m_conditions->known() : QSet<QString>(); }
    /// @p done is called once, unless this is gone by then. @p response is for answers.
    void run(const course::Check& check, const QStringList& response, Done done);

private:
    void runKube(const course::Check& check, Done done);
    void runShell(const course::Check& check, Done done);
    void ask(const QString& query, std::function<void(const Result<metrics::Answer>&)> done);

    QPointer<company::Cluster> m_cluster;
    std::unique_ptr<ConditionLook> m_conditions;
};

} // namespace understudy::session
