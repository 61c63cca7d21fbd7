#include "labs/session/CompanyLab.h"

namespace understudy::session {

using Link = connection::HostLink;

CompanyLab::CompanyLab(const company::Profile& profile, const connection::Connection& host, Link::Means means,
                       connection::LinkQuestions questions, QObject* parent)
    : LabSite(parent)
    , m_cluster(profile, host, std::move(means), std::move(questions))
    , m_checks(m_cluster) {
    connect(&m_cluster.link(), &Link::changed, this, &CompanyLab::follow);
}

CompanyLab::~CompanyLab() { m_cluster.link().disconnect(this); }

Elsewhere CompanyLab::place() const {
    const company::Profile& profile = m_cluster.profile();
    return {profile.id, profile.name, m_cluster.prometheus() != nullptr, m_checks.conditions()};
}

void CompanyLab::shell(QObject* context, int columns, int rows, TakeShell take) {
    if (m_cluster.link().connection().watchOnly)
        return start(); // says why not
    m_cluster.link().shell(context, columns, rows, std::move(take));
}

void CompanyLab::start() {
    if (m_state == State::Lost)
        return m_cluster.link().tryNow();
    if (const auto begun = m_cluster.start(); !begun) {
        m_trouble = begun.error();
        m_state = State::Off;
        Q_EMIT changed();
    }
}

void CompanyLab::follow() {
    const Link& link = m_cluster.link();
    m_trouble = link.trouble();
    switch (link.state()) {
    case Link::State::Idle:
    case Link::State::Failed:
        m_state = State::Off;
        break;
    case Link::State::Connecting:
        m_state = m_state == State::Lost ? State::Lost : State::Connecting;
        break;
    case Link::State::Connected:
        m_state = State::Connected;
        break;
    case Link::State::Lost:
        m_state = State::Lost;
        break;
    }
    Q_EMIT changed();
}

} // namespace understudy::session
