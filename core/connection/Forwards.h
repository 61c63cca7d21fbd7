#pragma once

#include "core/base/Result.h"
#include "core/ssh/LocalForward.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace understudy::ssh {
class Session;
}
namespace understudy::tunnel {
class PortForward;
}

namespace understudy::connection {

/// The ports of this computer that lead through one login. They stay when it is lost and comes back.
class Forwards final : public QObject {
    Q_OBJECT
public:
    /// @p session gives the login of the moment, nullptr while there is none.
    explicit Forwards(std::function<ssh::Session*()> session, QObject* parent = nullptr);
    ~Forwards() override;

    /// The errors are those of tunnel::PortForward::open().
    Result<tunnel::PortForward*> open(const ssh::LocalForward& asked);
    void close(const tunnel::PortForward& forward);
    void closeAll();
    const std::vector<std::unique_ptr<tunnel::PortForward>>& all() const { return m_all; }
    bool leadTo(const ssh::LocalForward& asked) const; ///< one of them is what was asked for

Q_SIGNALS:
    void changed(); ///< of all()

private:
    const std::function<ssh::Session*()> m_session;
    std::vector<std::unique_ptr<tunnel::PortForward>> m_all;
};

} // namespace understudy::connection
