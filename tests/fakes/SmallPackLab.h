#pragma once

#include <QByteArray>
#include <QString>

#include <map>

namespace understudy::fakes {

/// The lab of the small pack, with all kinds of checks.
inline void addLab(std::map<QString, QByteArray>& f) {
    f[QStringLiteral("labs/lab-1-1/lab.yaml")] = R"(number: "1.1"
module: 01-one
title: Walk
goal: See it.
minutes: 30
limit: 60
charts:
  - {title: API p95, query: "up", unit: ms, colour: 1, limit: 200, words: limit 200}
  - {title: CPU, query: "up", unit: percent, colour: 3, normal: [40, 70], words: normal 40 to 70}
steps:
  - id: list
    hints: [Ask.]
    checks:
      - {id: services, says: Listed, asked: {verb: list, resource: services, namespace: "*"}}
      - {id: graph, says: Drawn, shell: {run: "file g.png", match: "PNG"}}
      - {id: back, says: Back, kube: {path: /apis/apps/v1/x, json: .status.ready, op: "==", text: "1"}}
      - {id: calm, says: Calm, promql: {query: "up", op: "<", number: 0.001}}
      - id: impact
        says: Named
        answer: {question: "What?", choices: [a, b], right: [b]}
        why: Look.
      - {id: p95, says: Noted, answer: {question: "How much?", query: "up", within: 0.05}}
      - {id: pod, says: Pod named, answer: {question: "Which?", accept: ["report-.*"]}}
)";
    f[QStringLiteral("labs/lab-1-1/guide.md")] = R"(## List the services {#list}

Ask for all. See [Redis](../../modules/01-one/pages/redis.md).

```shell
kubectl get services -A
```
)";
    f[QStringLiteral("labs/lab-1-1/scenario.yaml")] = "lab: lab-1-1\nseed: 1\n";
}

} // namespace understudy::fakes
