#include "labs/podstreams/Session.h"

#include "core/base/Log.h"

namespace understudy::podstreams {

bool Session::step() {
    spdy::Connection& frames = connection();
    frames.receive(m_wire->take());
    if (!frames.problem().empty()) {
        qCWarning(logLab, "A stream into a pod was closed: %s", frames.problem().c_str());
        m_wire->write(frames.take());
        return false;
    }
    work(m_wire->room());
    if (std::string out = frames.take(); !out.empty())
        m_wire->write(std::move(out));
    if (m_wire->closed())
        return false;
    // The client leaves by itself when it has read the end. Closing first could take from it what it has not
    // read yet.
    if (done() && (frames.leaving() || --m_patience < 0))
        return m_wire->room() < Wire::mostQueued && m_patience > -600;
    return true;
}

} // namespace understudy::podstreams
