#pragma once

#include <QString>

#include <functional>

namespace understudy::ssh {
class Session;
}

namespace understudy::transfer {

/// A host that files go to and come from.
struct FarHost {
    QString id;   ///< tells hosts apart
    QString name; ///< as the trainee calls it
    /// The login of the moment; nullptr while there is none.
    std::function<ssh::Session*()> session;
    bool watchOnly = false; ///< nothing is put there
};

} // namespace understudy::transfer
