#include "core/ssh/LocalForward.h"

#include <QCoreApplication>

namespace understudy::ssh {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ssh", text); }

/// Parts between colons; an IPv6 address is one when it stands in brackets.
QStringList parts(const QString& text) {
    QStringList parts{QString()};
    bool bracketed = false;
    for (const QChar c : text) {
        if (c == QLatin1Char('[') || c == QLatin1Char(']'))
            bracketed = c == QLatin1Char('[');
        else if (c == QLatin1Char(':') && !bracketed)
            parts << QString();
        else
            parts.last() += c;
    }
    return parts;
}

std::optional<quint16> portOf(const QString& text) {
    bool number = false;
    const quint16 port = text.toUShort(&number);
    return number ? std::optional(port) : std::nullopt;
}

bool staysHere(const QString& address) {
    return address == QLatin1String("localhost") || address == QLatin1String("127.0.0.1");
}

} // namespace

Result<LocalForward> LocalForward::from(const QStringList& words) {
    const QString text = words.join(QLatin1Char(':'));
    if (text.contains(QLatin1Char('/')))
        return Error{
            Errc::Unsupported,
            tr("Only ports are forwarded here, no socket files. Use a port in the place of %1.").arg(text),
            {}};
    QStringList all = parts(text);
    if (all.size() == 4) {
        if (const QString address = all.takeFirst(); !staysHere(address))
            return Error{Errc::Refused,
                         tr("A forwarded port listens on 127.0.0.1 only: at “%1” other computers could use "
                            "your login. Leave that address out.")
                             .arg(address),
                         {}};
    }
    const auto local = portOf(all.value(0));
    const auto far = portOf(all.value(2));
    if (all.size() != 3 || !local || !far || *far == 0 || all.at(1).isEmpty() ||
        all.at(1).contains(QLatin1Char(' ')))
        return Error{Errc::BadInput,
                     tr("“%1” is not a port to forward. Write it as 9090 localhost:9090.").arg(text),
                     {}};
    return LocalForward{*local, all.at(1), *far};
}

QString LocalForward::farText() const {
    const QString name = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return name + QLatin1Char(':') + QString::number(port);
}

} // namespace understudy::ssh
