#pragma once

#include "core/base/Threads.h"
#include "labs/host/HostService.h"

#include <QString>

#include <functional>
#include <memory>

namespace understudy::host {

/// Reads what interactive shells write into a FIFO after each command line: "STATUS base64-of-the-line". The
/// destructor waits until its thread calls nobody any more.
class CommandWatch final {
public:
    static Result<std::unique_ptr<CommandWatch>>
    open(const QString& fifo, std::function<void(const ShellCommand&)> seen, Threads& threads);
    ~CommandWatch();

    struct Shared;

private:
    explicit CommandWatch(std::shared_ptr<Shared> shared);
    std::shared_ptr<Shared> m_shared;
};

} // namespace understudy::host
