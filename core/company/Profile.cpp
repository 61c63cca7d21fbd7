#include "core/company/Profile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace understudy::company {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("company", text); }

QJsonObject jsonOf(const Service& service) {
    return {{QStringLiteral("address"), service.address},
            {QStringLiteral("throughHost"), service.throughHost}};
}

Service serviceOf(const QJsonValue& json) {
    return {json[QLatin1String("address")].toString(), json[QLatin1String("throughHost")].toBool(true)};
}

} // namespace

QString expanded(const QString& path) {
    return path.startsWith(QLatin1String("~/")) ? QDir::homePath() + path.mid(1) : path;
}

Result<void> Profile::checkName() const {
    if (!name.trimmed().isEmpty())
        return {};
    return Error{Errc::BadInput, tr("Give the cluster a name, such as “Training cluster”."), {}};
}

Result<void> Profile::checkHost() const {
    if (!host.isEmpty())
        return {};
    return Error{Errc::BadInput,
                 tr("Choose the host that terminals log in to. Add it under On call when it is not there."),
                 {}};
}

Result<void> Profile::checkKubeconfig() const {
    const bool here = kubeconfigAt == Place::Here;
    if (kubeconfig.isEmpty())
        return {};
    const bool whole = kubeconfig.startsWith(QLatin1Char('/')) || kubeconfig.startsWith(QLatin1String("~/"));
    if (!whole || kubeconfig.contains(QLatin1Char('\n')))
        return Error{Errc::BadInput,
                     tr("Type the whole path of the kubeconfig, beginning with / or ~/, such as "
                        "~/.kube/config."),
                     {}};
    if (here && !QFileInfo(expanded(kubeconfig)).isFile())
        return Error{Errc::NotFound,
                     tr("There is no file %1 on this computer. Correct the path, or choose that the file is "
                        "on the host.")
                         .arg(kubeconfig),
                     {}};
    return {};
}

Result<void> Profile::checkService(const Service& service, const QString& what) {
    if (service.address.isEmpty())
        return {};
    const QUrl url(service.address, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !web || url.host().isEmpty())
        return Error{Errc::BadInput,
                     tr("“%1” is no address of %2. Type it with http and the port: http://127.0.0.1:9090.")
                         .arg(service.address, what),
                     {}};
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return Error{Errc::BadInput,
                     tr("The address of %1 may hold no password and nothing after a ? or #: it is kept in a "
                        "file and shown.")
                         .arg(what),
                     {}};
    if (service.throughHost && url.scheme() == QLatin1String("https"))
        return Error{Errc::BadInput,
                     tr("Through the login only http is read, since the login is secure and certificates are "
                        "not checked there. Type the http address of %1, or read it from this computer.")
                         .arg(what),
                     {}};
    return {};
}

QJsonObject Profile::toJson() const {
    return {{QStringLiteral("id"), id},
            {QStringLiteral("name"), name},
            {QStringLiteral("host"), host},
            {QStringLiteral("kubeconfig"), kubeconfig},
            {QStringLiteral("kubeconfigAt"),
             kubeconfigAt == Place::Here ? QStringLiteral("here") : QStringLiteral("host")},
            {QStringLiteral("prometheus"), jsonOf(prometheus)},
            {QStringLiteral("alertmanager"), jsonOf(alertmanager)},
            {QStringLiteral("jaeger"), jsonOf(jaeger)}};
}

Result<Profile> Profile::fromJson(const QJsonObject& json) {
    const auto text = [&json](const char* key) { return json.value(QLatin1String(key)).toString(); };
    Profile profile;
    profile.id = text("id");
    profile.name = text("name").simplified();
    profile.host = text("host");
    profile.kubeconfig = text("kubeconfig");
    profile.kubeconfigAt = text("kubeconfigAt") == QLatin1String("here") ? Place::Here : Place::Host;
    profile.prometheus = serviceOf(json[QLatin1String("prometheus")]);
    profile.alertmanager = serviceOf(json[QLatin1String("alertmanager")]);
    profile.jaeger = serviceOf(json[QLatin1String("jaeger")]);
    if (profile.id.isEmpty() || profile.name.isEmpty())
        return Error{Errc::Corrupt, tr("A saved cluster could not be read."), profile.name};
    for (Service* each : {&profile.prometheus, &profile.alertmanager, &profile.jaeger})
        if (!checkService(*each, each->address))
            return Error{Errc::Corrupt, tr("A saved cluster could not be read."), profile.name};
    return profile;
}

} // namespace understudy::company
