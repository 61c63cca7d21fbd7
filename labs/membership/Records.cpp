#include "labs/membership/Records.h"

namespace understudy::cluster {

std::string_view nameOf(WorkerNode::Status status) {
    switch (status) {
    case WorkerNode::Status::Ready:
        return "ready";
    case WorkerNode::Status::Unreachable:
        return "unreachable";
    case WorkerNode::Status::Quarantined:
        return "quarantined";
    default:
        return "banned";
    }
}

std::string_view nameOf(Vm::State state) {
    switch (state) {
    case Vm::State::Creating:
        return "creating";
    case Vm::State::Running:
        return "running";
    case Vm::State::Migrating:
        return "migrating";
    case Vm::State::Stopped:
        return "stopped";
    default:
        return "failed";
    }
}

std::string_view nameOf(Path::Mode mode) {
    return mode == Path::Mode::Datacenter ? "datacenter" : mode == Path::Mode::Hybrid ? "hybrid" : "internet";
}

std::string_view nameOf(Migration::Phase phase) {
    switch (phase) {
    case Migration::Phase::Preparing:
        return "preparing";
    case Migration::Phase::Running:
        return "running";
    case Migration::Phase::Completing:
        return "completing";
    case Migration::Phase::Completed:
        return "completed";
    case Migration::Phase::Failed:
        return "failed";
    case Migration::Phase::Deferred:
        return "deferred";
    default:
        return "cancelled";
    }
}

double Migration::sentAt(Micros when) const {
    double sent = 0;
    const auto& points = bandwidth.points();
    for (std::size_t i = 0; i < points.size() && points[i].first < when; ++i) {
        const Micros until = i + 1 < points.size() ? std::min(points[i + 1].first, when) : when;
        sent += points[i].second * static_cast<double>(until - points[i].first) / static_cast<double>(second);
    }
    return std::min(sent, wireMbit);
}

bool fitsPattern(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace understudy::cluster
