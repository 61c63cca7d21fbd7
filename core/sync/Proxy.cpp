#include "core/sync/Proxy.h"

#include <QCoreApplication>
#include <QUrl>

namespace understudy::sync {

Result<Proxy> proxyAt(const QString& address, const QString& user, const QString& password) {
    const QString typed = address.trimmed();
    const QUrl url(typed.contains(QLatin1String("://")) ? typed : QStringLiteral("http://") + typed,
                   QUrl::StrictMode);
    const bool plain = url.path().isEmpty() || url.path() == QLatin1String("/");
    if (!url.isValid() || url.host().isEmpty() || url.port() <= 0 || url.scheme() != QLatin1String("http") ||
        !plain || url.hasQuery())
        return Error{Errc::BadInput,
                     QCoreApplication::translate(
                         "sync", "This is no address of a proxy. It looks like proxy.example:3128."),
                     typed};
    return Proxy{Proxy::Kind::Own, url.host(), static_cast<quint16>(url.port()), user.trimmed(), password};
}

} // namespace understudy::sync
