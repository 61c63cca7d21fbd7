#pragma once

#include "labs/platform/Platform.h"
#include "labs/signals/TraceSource.h"

namespace understudy::cluster {

/// One trace for each migration, service dwcp-v3: its spans last as long as the parts of the move did.
class PlatformTraces final : public TraceSource {
public:
    explicit PlatformTraces(const Platform& platform)
        : m_platform(platform) {}
    std::map<std::string, std::vector<std::string>> operations() const override;
    void each(const std::string& service, Micros from, Micros to, const Take& take) const override;
    std::optional<Trace> find(const std::string& id, Micros now) const override;
    /// 32 hexadecimal digits; the same as GET /migrations shows.
    std::string idOf(const Migration& one) const;

private:
    Trace traceOf(const Migration& one, Micros now) const;
    const Platform& m_platform;
};

} // namespace understudy::cluster
