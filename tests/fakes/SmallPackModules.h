#pragma once

#include <QByteArray>
#include <QString>

#include <map>

namespace understudy::fakes {

/// The modules of the small pack: pages, a picture and a quiz of all seven kinds.
inline void addModules(std::map<QString, QByteArray>& f) {
    f[QStringLiteral("facts/common.yaml")] = R"(facts:
  - {id: p95, value: 200 ms, also: [below 200 ms], says: Normal API p95, source: a table}
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

It routes ~~all~~ most requests within [200 ms](fact:p95).
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
    difficulty: 1
    page: redis#when-it-is-down
    text: What happens?
    options:
      - {text: Slower, right: true}
      - {text: Nobody signs in, why: Redis only caches.}
    explanation: Because.
  - id: q02
    kind: multiple
    topic: Redis
    difficulty: 1
    page: redis
    text: Which?
    options:
      - {text: A, right: true}
      - {text: B, right: true}
      - {text: C, why: Not this.}
    explanation: Because.
  - {id: q03, kind: true-false, topic: Redis, difficulty: 1, page: redis, text: "Is it?", truth: false, explanation: No.}
  - {id: q04, kind: numeric, topic: Redis, difficulty: 1, facts: [p95], page: gateway, text: "How much?", number: 200, tolerance: 5, unit: ms, explanation: So.}
  - {id: q05, kind: ordering, topic: Redis, difficulty: 1, page: redis, text: "Order?", items: [first, second, third], explanation: So.}
  - id: q06
    kind: matching
    topic: Redis
    difficulty: 1
    page: 02-two/checks
    text: Match?
    pairs: [{left: Kafka, right: bus}, {left: Redis, right: cache}]
    explanation: So.
  - {id: q07, kind: fill-in, topic: Redis, difficulty: 1, page: redis, text: "Name?", accept: [breaker], case: false, explanation: So.}
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
}

} // namespace understudy::fakes
