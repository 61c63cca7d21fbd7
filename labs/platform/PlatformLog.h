#pragma once

#include "labs/platform/Platform.h"

namespace understudy::cluster {

/// One line of a node's journal.
struct PlatformLine {
    Micros at = 0;
    std::string text;
};

/// What dwcp-controller and dwcp-worker print: computed from the model when somebody asks, never stored.
class PlatformLog final {
public:
    explicit PlatformLog(const Platform& platform)
        : m_platform(platform) {}
    /// Lines of that node after @p from, up to and with @p to, oldest first.
    std::vector<PlatformLine> lines(const std::string& node, Micros from, Micros to) const;

private:
    void chatter(const std::string& node, Micros from, Micros to, std::vector<PlatformLine>& out) const;
    void votes(const std::string& node, Micros from, Micros to, std::vector<PlatformLine>& out) const;
    void happened(const std::string& node, Micros from, Micros to, std::vector<PlatformLine>& out) const;

    const Platform& m_platform;
};

} // namespace understudy::cluster
