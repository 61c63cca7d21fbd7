#pragma once

#include "core/base/Result.h"

#include <QString>

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace understudy::host {

/// A network with nothing but a loopback of its own, held by a process that ends with this object.
class Netspace final {
public:
    /// @p program: the path of understudy-lab-net. Fails where this computer lets the user make no
    /// namespaces.
    static Result<std::unique_ptr<Netspace>> open(const QString& program);
    ~Netspace();
    Netspace(const Netspace&) = delete;
    Netspace& operator=(const Netspace&) = delete;

    /// A new TCP socket in there, for the caller to close; it does not block. -1 when there is none. May be
    /// called from any thread.
    int socket();
    /// The words in front of a program that is to run in there.
    std::vector<std::string> inside() const;

private:
    Netspace() = default;
    bool answered(int* socket);

    std::mutex m_mutex; ///< one question and its answer at a time
    int m_line = -1;
    pid_t m_pid = -1;
};

} // namespace understudy::host
