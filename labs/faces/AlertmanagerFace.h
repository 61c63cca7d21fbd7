#pragma once

#include "labs/cluster/Stage.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// Version 2 of Alertmanager's HTTP API over the lab's alerts. Silences and alerts that are sent in are
/// actions "alertmanager" of the stage. Clients give the times of new silences by the real clock; they are
/// turned into the lab's.
class AlertmanagerFace final {
public:
    explicit AlertmanagerFace(cluster::Stage& stage);
    void handle(const http::Request& request, const Exchange& exchange);

private:
    void get(const std::string& call, const http::Request& request, const Exchange& exchange) const;
    void change(const http::Request& request, const Exchange& exchange);
    void alerts(const http::Pairs& form, bool grouped, const Exchange& exchange) const;
    void silences(const http::Pairs& form, const Exchange& exchange) const;
    void status(const Exchange& exchange) const;

    cluster::Stage& m_stage;
};

} // namespace understudy::faces
