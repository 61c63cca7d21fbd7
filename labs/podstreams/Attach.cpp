#include "labs/podstreams/Attach.h"

namespace understudy::podstreams {

Attach::Attach(std::unique_ptr<Wire> wire, podshell::Place place, Wanted wanted)
    : Session(std::move(wire))
    , m_connection({[this](auto id, const spdy::Headers& headers) {
                        m_streams.try_emplace(spdy::valueOf(headers, "streamtype"), id);
                    },
                    {},
                    {},
                    {}})
    , m_place(std::move(place))
    , m_wanted(wanted)
    , m_from(m_place.now().now()) {}

void Attach::work(std::size_t room) {
    if (m_said || !m_streams.contains("error") || (m_wanted.output && !m_streams.contains("stdout")))
        return;
    const auto pod = m_place.here();
    if (pod && m_wanted.output && room > 64 * 1024) {
        const auto& world = m_place.now();
        std::string text;
        for (const auto& line : world.logs().lines(*pod, false, m_from, world.now(), world.epoch()))
            text += line.text + "\n";
        m_from = world.now();
        m_connection.send(m_streams["stdout"], m_wanted.terminal ? Terminal::shown(text) : text);
    }
    if (m_place.alive())
        return;
    for (const char* type : {"stdout", "stderr"})
        if (m_streams.contains(type))
            m_connection.end(m_streams[type]);
    m_connection.send(m_streams["error"], exitStatus(0));
    m_connection.end(m_streams["error"]);
    m_said = true;
}

} // namespace understudy::podstreams
