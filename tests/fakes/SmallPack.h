#pragma once

#include "core/base/Minisign.h"
#include "core/course/Files.h"
#include "core/course/Manifest.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <map>

namespace understudy::fakes {

/// The texts of a small whole course pack: two modules, three pages, a picture, a quiz of all seven kinds, a
/// lab with all kinds of checks, a track. Tests change one of them and see what is said.
inline std::map<QString, QByteArray> smallPack() {
    std::map<QString, QByteArray> f;
    f[QStringLiteral("pack.yaml")] = R"(id: small
title: Small
version: 1.0.0
serial: 3
publisher: The Testers
minimum-app: 0.1.0
modules: [01-one, 02-two]
tracks: [week]
labs: [lab-1-1]
)";
    f[QStringLiteral("tracks/week.yaml")] = R"(title: One week
blocks:
  - week: 1
    days: [1, 2]
    title: Start
    items:
      - {page: 01-one/redis}
      - {lab: lab-1-1}
      - {quiz: 01-one, due: "17:00"}
      - {later: The rest, minutes: 60}
)";
    f[QStringLiteral("modules/01-one/module.yaml")] = R"(title: Module one
number: 1
hours: 1.5
summary: About Redis.
objectives: [Know Redis]
pages: [redis, gateway]
labs: [lab-1-1]
glossary:
  - {term: Redis, text: "Keeps sessions. See *its* page."}
  - {term: API p95, text: 95 of 100 requests are faster than this.}
)";
    f[QStringLiteral("modules/01-one/pages/redis.md")] = R"(---
title: Redis
minutes: 10
objectives:
  - Say what Redis does
---
Sessions live in Redis. Redis is fast, and API p95 shows it.

## When it is down

People can still sign in. See [the gateway](gateway.md#routing), [module two](../../02-two/pages/checks.md),
[here](#when-it-is-down), [the lab](../../../labs/lab-1-1/guide.md), [the quiz](../quiz.yaml)
and [the web](https://redis.io/).

![The path; Redis is dashed](../diagrams/path.svg "The sign-in path")

```shell
kubectl get pods
```

```output
redis-0   1/1
```

**Pitfall.** Do not page for this.

**What would you do?** The graph is red.

> Look at the error rate first.

| name | value |
|:-----|------:|
| p95  | 200   |
)";
    f[QStringLiteral("modules/01-one/pages/gateway.md")] = R"(---
title: Gateway
minutes: 5
objectives: [Follow a request]
---
## Routing

It routes ~~all~~ most requests.
)";
    f[QStringLiteral("modules/01-one/diagrams/path.dot")] =
        "digraph { a [label=\"User\" color=ink]; b [label=\"Redis\" color=danger style=dashed]; a -> b "
        "[color=muted]; }\n";
    f[QStringLiteral("modules/01-one/quiz.yaml")] = R"(title: One
pass: 5
minutes: 10
questions:
  - id: q01
    kind: single
    topic: Redis
    page: redis#when-it-is-down
    text: What happens?
    options:
      - {text: Slower, right: true}
      - {text: Nobody signs in, why: Redis only caches.}
    explanation: Because.
  - id: q02
    kind: multiple
    topic: Redis
    page: redis
    text: Which?
    options:
      - {text: A, right: true}
      - {text: B, right: true}
      - {text: C, why: Not this.}
    explanation: Because.
  - {id: q03, kind: true-false, topic: Redis, page: redis, text: "Is it?", truth: false, explanation: No.}
  - {id: q04, kind: numeric, topic: Redis, page: gateway, text: "How much?", number: 200, tolerance: 5, unit: ms, explanation: So.}
  - {id: q05, kind: ordering, topic: Redis, page: redis, text: "Order?", items: [first, second, third], explanation: So.}
  - id: q06
    kind: matching
    topic: Redis
    page: 02-two/checks
    text: Match?
    pairs: [{left: Kafka, right: bus}, {left: Redis, right: cache}]
    explanation: So.
  - {id: q07, kind: fill-in, topic: Redis, page: redis, text: "Name?", accept: [breaker], case: false, explanation: So.}
)";
    f[QStringLiteral("modules/02-two/module.yaml")] = R"(title: Module two
number: 2
hours: 1
summary: Checks.
objectives: [Check]
pages: [checks]
)";
    f[QStringLiteral("modules/02-two/pages/checks.md")] = R"(---
title: Checks
minutes: 5
objectives: [Check things]
---
Read [Redis](../../01-one/pages/redis.md#when-it-is-down) first.
)";
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
    return f;
}

/// A pack in memory, for the loader.
class MemoryFiles final : public course::Files {
public:
    explicit MemoryFiles(std::map<QString, QByteArray> texts)
        : m_texts(std::move(texts)) {}
    QStringList names() const override {
        QStringList out;
        for (const auto& [name, text] : m_texts)
            out << name;
        return out;
    }
    bool has(const QString& name) const override { return m_texts.contains(name); }
    Result<QByteArray> read(const QString& name) const override {
        const auto it = m_texts.find(name);
        if (it == m_texts.end())
            return Error{Errc::NotFound, QStringLiteral("not there"), {}};
        return it->second;
    }

private:
    std::map<QString, QByteArray> m_texts;
};

inline bool writePack(const QString& folder, const std::map<QString, QByteArray>& texts) {
    for (const auto& [name, text] : texts) {
        QFile file(QDir(folder).filePath(name));
        if (!QDir().mkpath(QFileInfo(file).path()) || !file.open(QIODevice::WriteOnly) ||
            file.write(text) != text.size())
            return false;
    }
    return true;
}

inline constexpr auto smallSvg =
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="40pt" viewBox="0 0 90 40"><g class="node"><path fill="none" stroke="#fe01a6" d="M0,0L90,40"/><text x="5" y="20" font-size="12">Redis</text></g></svg>)";

/// The texts with their picture drawn, as a built pack has them.
inline std::map<QString, QByteArray> builtPack() {
    auto texts = smallPack();
    texts.erase(QStringLiteral("modules/01-one/diagrams/path.dot"));
    texts[QStringLiteral("modules/01-one/diagrams/path.svg")] = smallSvg;
    return texts;
}

/// Writes and signs the texts; false when they do not load.
inline bool writeSigned(const QString& folder, const std::map<QString, QByteArray>& texts,
                        const minisign::SecretKey& key) {
    if (!writePack(folder, texts))
        return false;
    const auto files = course::SourceFolder::open(folder);
    const auto manifest = files.ok() ? course::makeManifest(*files) : Result<course::Manifest>(files.error());
    return manifest.ok() && course::seal(folder, *manifest, key).ok();
}

} // namespace understudy::fakes
