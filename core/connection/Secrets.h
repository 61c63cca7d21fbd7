#pragma once

#include "core/base/Result.h"

#include <QString>

#include <functional>
#include <optional>

namespace understudy::connection {

/// Where passwords and passphrases rest when the trainee asks for it: the system's keychain, never a file.
/// Called and calling back on the owner's thread, later or at once.
class Secrets {
public:
    virtual ~Secrets() = default;
    /// Nothing when there is none under @p name, or no keychain.
    virtual void read(const QString& name, std::function<void(std::optional<QString>)> done) = 0;
    virtual void write(const QString& name, const QString& secret,
                       std::function<void(Result<void>)> done) = 0;
    virtual void forget(const QString& name) = 0;
};

} // namespace understudy::connection
