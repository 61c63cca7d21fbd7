#pragma once

#include "core/base/Result.h"
#include "core/ssh/KnownHosts.h"
#include "core/ssh/Login.h"

namespace understudy::ssh {

class Link;

/// Finds out whether a host is the one it should be, before anything is sent to it: by its pinned key, by
/// what is known of it, by an authority's certificate, or by asking the trainee.
class HostCheck final {
public:
    explicit HostCheck(Link& link);
    Result<void> run();

private:
    Result<void> checkPinned() const;
    /// True when a trusted authority's certificate speaks for the host, an error when it speaks against it.
    Result<bool> certified() const;
    Result<QByteArray> fetchCertificate() const;
    Result<void> ask();

    Link& m_link;
    const Target& m_target;
    KnownHosts m_hosts;
    PublicKey m_shown;
};

} // namespace understudy::ssh
