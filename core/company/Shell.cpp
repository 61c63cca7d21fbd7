#include "core/company/Shell.h"

namespace understudy::company {

QString quoted(const QString& text) {
    QString inside = text;
    return QLatin1Char('\'') + inside.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString quotedPath(const QString& path) {
    return path.startsWith(QLatin1String("~/")) ? QStringLiteral("\"$HOME\"/") + quoted(path.mid(2))
                                                : quoted(path);
}

QString onHost(const Profile& profile, const QString& script, const QString& shell) {
    QString before;
    const auto put = [&before](const char* name, const QString& value) {
        before += QLatin1String(name) + QLatin1Char('=') + value + QStringLiteral("; export ") +
                  QLatin1String(name) + QStringLiteral("; ");
    };
    if (!profile.kubeconfig.isEmpty() && profile.kubeconfigAt == Profile::Place::Host)
        put("KUBECONFIG", quotedPath(profile.kubeconfig));
    const std::pair<const char*, const Service*> services[] = {{"PROMETHEUS", &profile.prometheus},
                                                               {"ALERTMANAGER_URL", &profile.alertmanager},
                                                               {"JAEGER_URL", &profile.jaeger}};
    for (const auto& [name, service] : services)
        if (!service->address.isEmpty())
            put(name, quoted(service->address));
    return shell + QStringLiteral(" -c ") + quoted(before + script);
}

QString loginShell(const Profile& profile) {
    return onHost(profile, QStringLiteral("exec \"${SHELL:-/bin/sh}\" -l"));
}

} // namespace understudy::company
