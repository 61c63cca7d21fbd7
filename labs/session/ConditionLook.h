#pragma once

#include "core/company/Cluster.h"
#include "labs/scenario/Scenario.h"
#include "labs/session/Verdict.h"

#include <QPointer>
#include <QSet>

namespace understudy::session {

/// The named conditions of a scenario, looked at from outside a company's cluster: objects by kubectl,
/// measures and services by its Prometheus. One whose object is not there is not known, so that "not" never
/// passes by it.
class ConditionLook final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Verdict&)>;

    ConditionLook(company::Cluster& cluster, const QByteArray& scenario, QObject* parent = nullptr);

    /// Those that say what is so now, of what can be seen from outside.
    QSet<QString> known() const;
    /// Whether the condition called @p id holds: passed, not yet, or could not be checked.
    void look(const QString& id, Done done);

private:
    void decide(const cluster::Condition& condition, Done done);
    void decideAll(const cluster::Condition& condition, std::size_t next, const Verdict& sofar, Done done);
    void askKube(const cluster::Condition& condition, Done done);
    void askMeasure(const cluster::Condition& condition, Done done);
    void askService(const cluster::Condition& condition, std::map<std::string, cluster::Comparison> left,
                    Done done);

    QPointer<company::Cluster> m_cluster;
    std::vector<cluster::NamedCondition> m_conditions;
};

/// Ids of the conditions in @p scenario that can be seen from outside, with or without a Prometheus.
QSet<QString> seenFromOutside(const QByteArray& scenario, bool metrics);
/// Path of the object that a kube condition is about: "/api/v1/nodes/pool-1".
QString pathOf(const cluster::Condition& condition);
/// Whether the fields of a kube condition are met by @p object as the API has it.
bool meetsFields(const cluster::Condition& condition, const QJsonObject& object);

} // namespace understudy::session
