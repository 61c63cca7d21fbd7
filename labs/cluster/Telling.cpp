#include "labs/cluster/Telling.h"

namespace understudy::cluster {

void Telling::plan(const std::vector<ScriptLine>& script, const std::vector<Guard>& guards) {
    for (const auto& line : script) {
        if (line.kind == ScriptLine::Kind::Log)
            m_logLines.push_back(line);
        else
            m_queue.at(line.at, [this, line] { tell(line); });
    }
    for (const auto& guard : guards)
        m_guards.push_back({guard, std::nullopt, std::nullopt});
}

void Telling::tell(const ScriptLine& line) {
    const Micros now = m_queue.now();
    if (line.kind == ScriptLine::Kind::Chat) {
        m_messages.push_back({now, "chat", line.from, line.text});
    } else if (line.kind == ScriptLine::Kind::Page) {
        if (!muted || !muted({{"alertname", line.alert}, {"severity", line.severity}}, now))
            m_messages.push_back({now, "page", line.alert, line.text});
        m_alerts.force(line.alert, line.severity, line.text, now, now + 30 * minute);
    } else if (const auto object = m_store.find(line.object == "node"  ? Kind::Node
                                                : line.object == "pod" ? Kind::Pod
                                                                       : Kind::Deployment,
                                                line.ns, line.name)) {
        m_store.tell(*object, line.type, line.reason, line.text, "lab");
    }
}

void Telling::look() {
    const Micros now = m_queue.now();
    for (auto& each : m_guards) {
        if (each.broken || now < each.guard.after)
            continue;
        if (m_conditions.holds(each.guard.must)) {
            each.failing.reset();
            continue;
        }
        if (!each.failing)
            each.failing = now;
        if (now - *each.failing >= each.guard.lasts)
            each.broken = now;
    }
}

} // namespace understudy::cluster
