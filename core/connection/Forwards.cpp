#include "core/connection/Forwards.h"

#include "core/tunnel/PortForward.h"

#include <algorithm>

namespace understudy::connection {

using tunnel::PortForward;

Forwards::Forwards(std::function<ssh::Session*()> session, QObject* parent)
    : QObject(parent)
    , m_session(std::move(session)) {}

Forwards::~Forwards() = default;

Result<PortForward*> Forwards::open(const ssh::LocalForward& asked) {
    auto forward = std::make_unique<PortForward>(m_session, asked);
    if (const auto opened = forward->open(); !opened)
        return opened.error();
    m_all.push_back(std::move(forward));
    PortForward* const made = m_all.back().get();
    Q_EMIT changed();
    return made;
}

void Forwards::close(const PortForward& forward) {
    if (std::erase_if(m_all, [&forward](const auto& each) { return each.get() == &forward; }) > 0)
        Q_EMIT changed();
}

void Forwards::closeAll() {
    if (m_all.empty())
        return;
    m_all.clear();
    Q_EMIT changed();
}

bool Forwards::leadTo(const ssh::LocalForward& asked) const {
    return std::any_of(m_all.begin(), m_all.end(), [&asked](const auto& each) {
        return each->asked() == asked || each->opened() == asked;
    });
}

} // namespace understudy::connection
