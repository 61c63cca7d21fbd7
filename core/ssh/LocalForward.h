#pragma once

#include "core/base/Result.h"

#include <QMetaType>
#include <QStringList>

namespace understudy::ssh {

/// A port of this computer that leads to an address the host can reach ("ssh -L 9090:localhost:9090").
struct LocalForward {
    quint16 localPort = 0; ///< 0: any that is free
    QString host = QStringLiteral("localhost");
    quint16 port = 0;

    bool operator==(const LocalForward&) const = default;

    /// Reads the words of a LocalForward line ("9090 localhost:9090") or what follows ssh -L
    /// ("9090:localhost:9090"), as ssh_config(5) has them. BadInput for what is neither, Unsupported for
    /// sockets in the place of ports, and Refused for an address at which other computers could use it.
    static Result<LocalForward> from(const QStringList& words);
    /// "localhost:9090", an IPv6 address in brackets.
    QString farText() const;
    /// "9090 localhost:9090", as from() reads it.
    QString text() const { return QString::number(localPort) + QLatin1Char(' ') + farText(); }
};

} // namespace understudy::ssh
