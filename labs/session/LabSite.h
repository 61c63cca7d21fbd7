#pragma once

#include "core/base/Result.h"
#include "core/terminal/ByteStream.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace understudy::ssh {
class Session;
}

namespace understudy::session {

/// Where a lab takes place, as its terminals see it: on this computer, or on a company's cluster.
class LabSite : public QObject {
    Q_OBJECT
public:
    enum class State {
        Off,        ///< no lab runs, or nobody is logged in
        Starting,   ///< its process is coming up
        Connecting, ///< logging in
        Connected,
        Lost ///< it was connected; tried again by itself
    };
    using TakeShell = std::function<void(std::unique_ptr<terminal::ByteStream>)>;

    using QObject::QObject;

    virtual State state() const = 0;
    /// Why it is Off or Lost, when something went wrong.
    virtual const std::optional<Error>& trouble() const = 0;
    /// Calls back with a shell as soon as there is a connection, at once when there is one. Not called when
    /// @p context is gone by then.
    virtual void shell(QObject* context, int columns, int rows, TakeShell take) = 0;
    /// The login of the moment, for files; nullptr while there is none.
    virtual ssh::Session* login() const { return nullptr; }
    /// Does nothing when it is on its way or connected.
    virtual void start() = 0;

Q_SIGNALS:
    void changed();
};

} // namespace understudy::session
