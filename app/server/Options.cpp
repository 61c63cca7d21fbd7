#include "app/server/Options.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

using Known = Options::Known;

constexpr Known known[] = {
    {"data", "DIR", QT_TRANSLATE_NOOP("server", "The folder that holds everything; made if it is missing.")},
    {"config", "FILE", QT_TRANSLATE_NOOP("server", "A file of options, one \"name = value\" a line.")},
    {"database", "URL",
     QT_TRANSLATE_NOOP("server", "postgresql://… instead of a file in the folder. A password in it belongs "
                                 "into the file or the environment.")},
    {"listen", "ADDRESS:PORT", QT_TRANSLATE_NOOP("server", "Where to listen; port 0: any free one."),
     "127.0.0.1:8443"},
    {"tls-cert", "FILE", QT_TRANSLATE_NOOP("server", "The certificate with its chain, as PEM.")},
    {"tls-key", "FILE", QT_TRANSLATE_NOOP("server", "Its private key, as PEM.")},
    {"local-tls", nullptr,
     QT_TRANSLATE_NOOP("server", "TLS with a certificate of our own for this computer.")},
    {"behind-proxy", "ADDRESSES",
     QT_TRANSLATE_NOOP("server", "Addresses of proxies whose X-Forwarded-For and -Proto are believed.")},
    {"home-page", "IRL",
     QT_TRANSLATE_NOOP("server", "The IRL under which accounts are named; fixed by the first start.")},
    {"missing-version-reply", "VERSION",
     QT_TRANSLATE_NOOP("server", "The xAPI version under which a request without one is refused."), "2.0.0"},
    {"course", "DIR", QT_TRANSLATE_NOOP("server", "The course pack whose plan the cohort page shows.")},
    {"log-format", "FORMAT", QT_TRANSLATE_NOOP("server", "json, logfmt or none: one line a request."),
     "logfmt"},
    {"requests-per-minute", "N",
     QT_TRANSLATE_NOOP("server", "How many requests a trainee's device may make; 0: any number."), "1200"},
    {"metrics-token", "TOKEN",
     QT_TRANSLATE_NOOP("server", "Lets Prometheus read /metrics from elsewhere than this computer."), "",
     Known::SecretFile},
    {"oidc-issuer", "URL", QT_TRANSLATE_NOOP("server", "Whose bearer tokens are taken.")},
    {"oidc-jwks", "FILE|URL", QT_TRANSLATE_NOOP("server", "The issuer's public keys.")},
    {"oidc-authority", "FILE",
     QT_TRANSLATE_NOOP("server", "Who vouches for the address of the keys, as PEM, in place of those that "
                                 "the system trusts.")},
    {"oidc-audience", "NAME", QT_TRANSLATE_NOOP("server", "For whom the tokens must be meant.")},
    {"oidc-name-claim", "CLAIM",
     QT_TRANSLATE_NOOP("server", "The claim that holds the short name of a person."), "preferred_username"},
    {"oidc-role-claim", "CLAIM", QT_TRANSLATE_NOOP("server", "The claim that holds roles."), "roles"},
    {"name", "NAME", QT_TRANSLATE_NOOP("server", "The full name, for user add and enrol."), "",
     Known::LineOnly},
    {"role", "ROLE",
     QT_TRANSLATE_NOOP("server", "trainee, mentor, manager, coordinator or administrator, for user add."),
     "trainee", Known::LineOnly},
    {"scope", "SCOPES", QT_TRANSLATE_NOOP("server", "What a program is limited to, for device add."), "",
     Known::LineOnly},
    {"file", "FILE", QT_TRANSLATE_NOOP("server", "A roster, for enrol."), "", Known::LineOnly},
    {"receipt", "FILE", QT_TRANSLATE_NOOP("server", "Where the receipt goes, for carry."), "",
     Known::LineOnly},
    {"count", "N", QT_TRANSLATE_NOOP("server", "How many lines, for audit."), "100", Known::LineOnly},
    {"yes", nullptr, QT_TRANSLATE_NOOP("server", "Do not ask."), "", Known::LineOnly},
    {"help", nullptr, QT_TRANSLATE_NOOP("server", "Tell all this."), "", Known::LineOnly},
    {"version", nullptr, QT_TRANSLATE_NOOP("server", "Tell which version this is."), "", Known::LineOnly},
};

const Known* find(const QString& name) {
    const auto* found = std::find_if(std::begin(known), std::end(known),
                                     [&](const Known& one) { return name == QLatin1String(one.name); });
    return found == std::end(known) ? nullptr : found;
}

Error wrong(const QString& sentence) { return {Errc::BadInput, sentence, {}}; }

} // namespace

Result<Options> Options::read(const QStringList& arguments, const QMap<QString, QString>& environment) {
    Options options;
    if (auto line = options.readLine(arguments); !line)
        return line.error();
    if (auto surroundings = options.readEnvironment(environment); !surroundings)
        return surroundings.error();
    if (options.isSet("config")) {
        if (auto file = options.readFile(options.value("config")); !file)
            return file.error();
    }
    return options;
}

Result<void> Options::readLine(const QStringList& arguments) {
    bool only = false; // after --
    for (int i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (only || !argument.startsWith(u'-') || argument == QLatin1String("-")) {
            m_words.append(argument);
            continue;
        }
        if (argument == QLatin1String("--")) {
            only = true;
            continue;
        }
        const auto name = argument == QLatin1String("-h")   ? QStringLiteral("help")
                          : argument == QLatin1String("-v") ? QStringLiteral("version")
                                                            : argument.mid(2).section(u'=', 0, 0);
        const auto* one = find(name);
        if (!one || (!argument.startsWith(QLatin1String("--")) && argument.size() != 2))
            return wrong(tr("There is no option \"%1\". --help tells what there is.").arg(argument));
        if (one->where == Known::SecretFile)
            return wrong(
                tr("--%1 is a secret and would be seen by everybody on this computer. Put it into the "
                   "file of --config.")
                    .arg(name));
        const bool given = argument.contains(u'=');
        if (one->value && !given && i + 1 == arguments.size())
            return wrong(tr("--%1 needs a value.").arg(name));
        if (!one->value && given)
            return wrong(tr("--%1 takes no value.").arg(name));
        m_values[name] = !one->value ? QStringLiteral("yes")
                         : given     ? argument.section(u'=', 1)
                                     : arguments[++i];
    }
    return {};
}

Result<void> Options::readEnvironment(const QMap<QString, QString>& environment) {
    for (const auto& one : known) {
        const auto variable = QStringLiteral("UNDERSTUDY_SERVER_") +
                              QString::fromLatin1(one.name).toUpper().replace(u'-', u'_');
        if (one.where != Known::LineOnly && environment.contains(variable)) {
            if (auto taken = set(one, environment[variable], variable); !taken)
                return taken;
        }
    }
    return {};
}

Result<void> Options::readFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return Error{Errc::NotFound, tr("The file %1 cannot be read.").arg(path), file.errorString()};
    const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (int i = 0; i < lines.size(); ++i) {
        const auto line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';') || line.startsWith(u'['))
            continue;
        const auto place = tr("%1, line %2").arg(path).arg(i + 1);
        const auto* one = find(line.section(u'=', 0, 0).trimmed());
        if (!one || !line.contains(u'=') || one->where == Known::LineOnly ||
            one == find(QStringLiteral("config")))
            return wrong(tr("%1: this is no option with its value: \"%2\".")
                             .arg(place, line.section(u'=', 0, 0).trimmed()));
        if (auto taken = set(*one, line.section(u'=', 1).trimmed(), place); !taken)
            return taken;
    }
    return {};
}

Result<void> Options::set(const Known& one, const QString& value, const QString& from) {
    const auto name = QString::fromLatin1(one.name);
    static const QStringList on{QStringLiteral("yes"), QStringLiteral("true"), QStringLiteral("on"),
                                QStringLiteral("1")};
    static const QStringList off{QStringLiteral("no"), QStringLiteral("false"), QStringLiteral("off"),
                                 QStringLiteral("0"), QString()};
    if (!one.value && !on.contains(value) && !off.contains(value))
        return wrong(tr("%1: %2 is yes or no.").arg(from, name));
    if (!m_values.contains(name) && (one.value || on.contains(value)))
        m_values[name] = value;
    return {};
}

QString Options::value(const char* name) const {
    const auto key = QLatin1String(name);
    const auto found = m_values.find(key);
    if (found != m_values.end())
        return *found;
    const auto* one = find(key);
    Q_ASSERT(one);
    return QString::fromUtf8(one->fallback);
}

bool Options::isSet(const char* name) const {
    Q_ASSERT(find(QLatin1String(name)));
    return m_values.contains(QLatin1String(name));
}

QString Options::help() {
    QString text;
    for (const auto& one : known) {
        const auto usage = QStringLiteral("--") + QLatin1String(one.name) +
                           (one.value ? u' ' + QString::fromLatin1(one.value) : QString());
        const auto fallback =
            *one.fallback ? QStringLiteral(" (%1)").arg(QLatin1String(one.fallback)) : QString();
        text += QStringLiteral("  %1 %2%3\n").arg(usage.leftJustified(30), tr(one.help), fallback);
    }
    return text;
}

} // namespace understudy::server
