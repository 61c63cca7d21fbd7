#pragma once

#include "labs/cluster/World.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <memory>

namespace understudy::fakes {

/// The alert rules of labs/catalog.
inline void addRules(cluster::Topology& topology) {
    const QDir folder(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/catalog/rules"));
    for (const QString& name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(name));
        auto read = cluster::parseRules(file.readAll().toStdString(), "rules/" + name.toStdString());
        if (auto* problem = std::get_if<cluster::Problem>(&read))
            qFatal("%s", problem->text.c_str());
        for (auto& group : std::get<std::vector<cluster::RuleGroup>>(read))
            topology.rules.push_back(std::move(group));
    }
}

/// The small topology of labs/catalog with a scenario written in the test.
inline std::unique_ptr<cluster::World> smallProduction(const std::string& scenario = "lab: test\nseed: 7\n",
                                                       std::int64_t epoch = 1'763'370'000'000'000) {
    QFile file(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
               QStringLiteral("/labs/catalog/topologies/small.yaml"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("labs/catalog/topologies/small.yaml cannot be read; is UNDERSTUDY_SOURCE set?");
    auto topology = cluster::Topology::parse(file.readAll().toStdString(), "small.yaml");
    if (auto* problem = std::get_if<cluster::Problem>(&topology))
        qFatal("%s", problem->text.c_str());
    addRules(std::get<cluster::Topology>(topology));
    auto read = cluster::Scenario::parse(scenario, "scenario.yaml");
    if (auto* problem = std::get_if<cluster::Problem>(&read))
        qFatal("%s", problem->text.c_str());
    return std::make_unique<cluster::World>(std::get<cluster::Topology>(std::move(topology)),
                                            std::get<cluster::Scenario>(std::move(read)), epoch);
}

} // namespace understudy::fakes
